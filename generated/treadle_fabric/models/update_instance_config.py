# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.update_model_instance_config import UpdateModelInstanceConfig


T = TypeVar("T", bound="UpdateInstanceConfig")


@_attrs_define
class UpdateInstanceConfig:
    """Configuration of a service instance.

    Attributes:
        model_instance_config (UpdateModelInstanceConfig | Unset): Configuration of an instance that serves a model.
    """

    model_instance_config: UpdateModelInstanceConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model_instance_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.model_instance_config, Unset):
            model_instance_config = self.model_instance_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if model_instance_config is not UNSET:
            field_dict["model_instance_config"] = model_instance_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.update_model_instance_config import UpdateModelInstanceConfig  # noqa: PLC0415

        d = dict(src_dict)
        _model_instance_config = d.pop("model_instance_config", UNSET)
        model_instance_config: UpdateModelInstanceConfig | Unset
        if isinstance(_model_instance_config, Unset):
            model_instance_config = UNSET
        else:
            model_instance_config = UpdateModelInstanceConfig.from_dict(_model_instance_config)

        update_instance_config = cls(
            model_instance_config=model_instance_config,
        )

        update_instance_config.additional_properties = d
        return update_instance_config

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
