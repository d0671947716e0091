# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.forbidden_detail import ForbiddenDetail


T = TypeVar("T", bound="Forbidden")


@_attrs_define
class Forbidden:
    """A caller who is known and may not do this. Both contract documents show this nested form, with an integer
    `error_code` and a `code` of three characters, and give it no table.

        Attributes:
            error (ForbiddenDetail): The nested half of a 403 body.
            error_code (Literal[403]):
            error_msg (str): What is forbidden, in words; equal to `error.message`.
            title (Literal['Forbidden']):
    """

    error: ForbiddenDetail
    error_code: Literal[403]
    error_msg: str
    title: Literal["Forbidden"]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error.to_dict()

        error_code = self.error_code

        error_msg = self.error_msg

        title = self.title

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
                "error_code": error_code,
                "error_msg": error_msg,
                "title": title,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.forbidden_detail import ForbiddenDetail  # noqa: PLC0415

        d = dict(src_dict)
        error = ForbiddenDetail.from_dict(d.pop("error"))

        error_code = cast(Literal[403], d.pop("error_code"))
        if error_code != 403:
            raise ValueError(f"error_code must match const 403, got '{error_code}'")

        error_msg = d.pop("error_msg")

        title = cast(Literal["Forbidden"], d.pop("title"))
        if title != "Forbidden":
            raise ValueError(f"title must match const 'Forbidden', got '{title}'")

        forbidden = cls(
            error=error,
            error_code=error_code,
            error_msg=error_msg,
            title=title,
        )

        forbidden.additional_properties = d
        return forbidden

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
