# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.model_version_info import ModelVersionInfo


T = TypeVar("T", bound="ListModelVersionsResponse")


@_attrs_define
class ListModelVersionsResponse:
    """One page of a model's versions.

    Attributes:
        total (int): Number of versions that match, on all pages together.
        versions (list[ModelVersionInfo]): The versions of this page.
    """

    total: int
    versions: list[ModelVersionInfo]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        versions = []
        for versions_item_data in self.versions:
            versions_item = versions_item_data.to_dict()
            versions.append(versions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "versions": versions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_version_info import ModelVersionInfo  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        versions = []
        _versions = d.pop("versions")
        for versions_item_data in _versions:
            versions_item = ModelVersionInfo.from_dict(versions_item_data)

            versions.append(versions_item)

        list_model_versions_response = cls(
            total=total,
            versions=versions,
        )

        list_model_versions_response.additional_properties = d
        return list_model_versions_response

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
