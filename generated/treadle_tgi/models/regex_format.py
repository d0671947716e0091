# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RegexFormat")


@_attrs_define
class RegexFormat:
    """Text that matches a regular expression as a whole, TGI's form.

    Attributes:
        type_ (Literal['regex']): Kind of format.
        value (str): The regular expression, in the syntax of Rust's `regex`; `\\d` and `\\w` are ASCII.
    """

    type_: Literal["regex"]
    value: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["regex"], d.pop("type"))
        if type_ != "regex":
            raise ValueError(f"type must match const 'regex', got '{type_}'")

        value = d.pop("value")

        regex_format = cls(
            type_=type_,
            value=value,
        )

        regex_format.additional_properties = d
        return regex_format

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
