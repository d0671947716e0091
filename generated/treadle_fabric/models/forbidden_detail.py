# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ForbiddenDetail")


@_attrs_define
class ForbiddenDetail:
    """The nested half of a 403 body.

    Attributes:
        code (Literal['403']):
        message (str): What is forbidden, in words.
        title (Literal['Forbidden']):
    """

    code: Literal["403"]
    message: str
    title: Literal["Forbidden"]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        title = self.title

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "message": message,
                "title": title,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = cast(Literal["403"], d.pop("code"))
        if code != "403":
            raise ValueError(f"code must match const '403', got '{code}'")

        message = d.pop("message")

        title = cast(Literal["Forbidden"], d.pop("title"))
        if title != "Forbidden":
            raise ValueError(f"title must match const 'Forbidden', got '{title}'")

        forbidden_detail = cls(
            code=code,
            message=message,
            title=title,
        )

        forbidden_detail.additional_properties = d
        return forbidden_detail

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
