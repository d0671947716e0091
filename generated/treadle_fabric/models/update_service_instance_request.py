# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.source_input import SourceInput
    from ..models.update_instance_config import UpdateInstanceConfig


T = TypeVar("T", bound="UpdateServiceInstanceRequest")


@_attrs_define
class UpdateServiceInstanceRequest:
    """What to change of a service instance.

    Attributes:
        source (SourceInput | Unset): The model to deploy.
        name (str | Unset): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
            taken literally: nothing is trimmed, and upper and lower case differ.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"`
            or `'`.
        config (UpdateInstanceConfig | Unset): Configuration of a service instance.
    """

    source: SourceInput | Unset = UNSET
    name: str | Unset = UNSET
    description: str | Unset = UNSET
    config: UpdateInstanceConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source: dict[str, Any] | Unset = UNSET
        if not isinstance(self.source, Unset):
            source = self.source.to_dict()

        name = self.name

        description = self.description

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if source is not UNSET:
            field_dict["source"] = source
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_input import SourceInput  # noqa: PLC0415
        from ..models.update_instance_config import UpdateInstanceConfig  # noqa: PLC0415

        d = dict(src_dict)
        _source = d.pop("source", UNSET)
        source: SourceInput | Unset
        if isinstance(_source, Unset):
            source = UNSET
        else:
            source = SourceInput.from_dict(_source)

        name = d.pop("name", UNSET)

        description = d.pop("description", UNSET)

        _config = d.pop("config", UNSET)
        config: UpdateInstanceConfig | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = UpdateInstanceConfig.from_dict(_config)

        update_service_instance_request = cls(
            source=source,
            name=name,
            description=description,
            config=config,
        )

        update_service_instance_request.additional_properties = d
        return update_service_instance_request

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
