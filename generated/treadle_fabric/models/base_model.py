# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BaseModel")


@_attrs_define
class BaseModel:
    """A row of the catalogue of base models.

    Attributes:
        base_model_type (str): The code that a model version names.
        max_tokens (int): Most tokens that the model takes, prompt and answer together.
        num_of_mu (int): Model units that one replica takes.
    """

    base_model_type: str
    max_tokens: int
    num_of_mu: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        base_model_type = self.base_model_type

        max_tokens = self.max_tokens

        num_of_mu = self.num_of_mu

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "base_model_type": base_model_type,
                "max_tokens": max_tokens,
                "num_of_mu": num_of_mu,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        base_model_type = d.pop("base_model_type")

        max_tokens = d.pop("max_tokens")

        num_of_mu = d.pop("num_of_mu")

        base_model = cls(
            base_model_type=base_model_type,
            max_tokens=max_tokens,
            num_of_mu=num_of_mu,
        )

        base_model.additional_properties = d
        return base_model

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
