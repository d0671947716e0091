# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.instance_resource import InstanceResource


T = TypeVar("T", bound="ModelInstanceConfig")


@_attrs_define
class ModelInstanceConfig:
    """Configuration of an instance that serves a model.

    Attributes:
        resource (InstanceResource | Unset): Replicas of an instance: never fewer than `min`, never more than `max`.
            `max` is not below `min`, and all instances on an endpoint together stay within the endpoint's limit.
        moderation (bool | Unset): Whether the instance's invocations are moderated where the server has a moderator.
            False is refused where the server's policy lets nobody go without. An extension, named as ModelArts names its
            own. Default: true.
    """

    resource: InstanceResource | Unset = UNSET
    moderation: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        resource: dict[str, Any] | Unset = UNSET
        if not isinstance(self.resource, Unset):
            resource = self.resource.to_dict()

        moderation = self.moderation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if resource is not UNSET:
            field_dict["resource"] = resource
        if moderation is not UNSET:
            field_dict["moderation"] = moderation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.instance_resource import InstanceResource  # noqa: PLC0415

        d = dict(src_dict)
        _resource = d.pop("resource", UNSET)
        resource: InstanceResource | Unset
        if isinstance(_resource, Unset):
            resource = UNSET
        else:
            resource = InstanceResource.from_dict(_resource)

        moderation = d.pop("moderation", UNSET)

        model_instance_config = cls(
            resource=resource,
            moderation=moderation,
        )

        model_instance_config.additional_properties = d
        return model_instance_config

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
