# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.spec import Spec


T = TypeVar("T", bound="ListSpecsResponse")


@_attrs_define
class ListSpecsResponse:
    """One page of resource specifications.

    Attributes:
        total (int): Number of specifications that match, on all pages together.
        spec_codes (list[Spec]): The specifications of this page.
    """

    total: int
    spec_codes: list[Spec]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        spec_codes = []
        for spec_codes_item_data in self.spec_codes:
            spec_codes_item = spec_codes_item_data.to_dict()
            spec_codes.append(spec_codes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "spec_codes": spec_codes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.spec import Spec  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        spec_codes = []
        _spec_codes = d.pop("spec_codes")
        for spec_codes_item_data in _spec_codes:
            spec_codes_item = Spec.from_dict(spec_codes_item_data)

            spec_codes.append(spec_codes_item)

        list_specs_response = cls(
            total=total,
            spec_codes=spec_codes,
        )

        list_specs_response.additional_properties = d
        return list_specs_response

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
