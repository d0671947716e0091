# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ResourceDefinition")


@_attrs_define
class ResourceDefinition:
    """Processing units of one kind that an endpoint keeps warm and may grow to.

    Attributes:
        spec_code (str): Code of a resource specification, for example `mu.llama3.8b`.
        warm_up_num (int): Units that are kept warm.
        max_num (int): Most units.
    """

    spec_code: str
    warm_up_num: int
    max_num: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        spec_code = self.spec_code

        warm_up_num = self.warm_up_num

        max_num = self.max_num

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "spec_code": spec_code,
                "warm_up_num": warm_up_num,
                "max_num": max_num,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        spec_code = d.pop("spec_code")

        warm_up_num = d.pop("warm_up_num")

        max_num = d.pop("max_num")

        resource_definition = cls(
            spec_code=spec_code,
            warm_up_num=warm_up_num,
            max_num=max_num,
        )

        resource_definition.additional_properties = d
        return resource_definition

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
