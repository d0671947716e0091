# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.llm_model_config import LlmModelConfig


T = TypeVar("T", bound="ModelConfig")


@_attrs_define
class ModelConfig:
    """Model configuration.

    Attributes:
        llm_model_config (LlmModelConfig | Unset): Configuration of a large language model. At most one of `model_path`
            and `local_model_path` is given; with neither, the version stands for the base model's own weights.
    """

    llm_model_config: LlmModelConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        llm_model_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.llm_model_config, Unset):
            llm_model_config = self.llm_model_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if llm_model_config is not UNSET:
            field_dict["llm_model_config"] = llm_model_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.llm_model_config import LlmModelConfig  # noqa: PLC0415

        d = dict(src_dict)
        _llm_model_config = d.pop("llm_model_config", UNSET)
        llm_model_config: LlmModelConfig | Unset
        if isinstance(_llm_model_config, Unset):
            llm_model_config = UNSET
        else:
            llm_model_config = LlmModelConfig.from_dict(_llm_model_config)

        model_config = cls(
            llm_model_config=llm_model_config,
        )

        model_config.additional_properties = d
        return model_config

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
