# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LlmModelConfig")


@_attrs_define
class LlmModelConfig:
    """Configuration of a large language model. At most one of `model_path` and `local_model_path` is given; with neither,
    the version stands for the base model's own weights.

        Attributes:
            base_model_type (str): Base model type, from the list of base models. Whether it is on the list is looked at
                when the version is deployed.
            model_path (str | Unset): Where the model's files lie in OBS, `obs://bucket/prefix/`. No path segment is empty,
                `.` or `..`. Whether the files exist is looked at when the version is deployed.
            local_model_path (str | Unset): Where the model's files lie on the server's own disk: an absolute path, no
                segment of which is empty, `.` or `..`. It is taken only under the roots that the server's operator allows.
    """

    base_model_type: str
    model_path: str | Unset = UNSET
    local_model_path: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        base_model_type = self.base_model_type

        model_path = self.model_path

        local_model_path = self.local_model_path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "base_model_type": base_model_type,
            }
        )
        if model_path is not UNSET:
            field_dict["model_path"] = model_path
        if local_model_path is not UNSET:
            field_dict["local_model_path"] = local_model_path

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        base_model_type = d.pop("base_model_type")

        model_path = d.pop("model_path", UNSET)

        local_model_path = d.pop("local_model_path", UNSET)

        llm_model_config = cls(
            base_model_type=base_model_type,
            model_path=model_path,
            local_model_path=local_model_path,
        )

        llm_model_config.additional_properties = d
        return llm_model_config

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
