# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ResourceDemand")


@_attrs_define
class ResourceDemand:
    """Model units that an endpoint reserves (`min`, which may be none) and may grow to (`max`). All service instances on
    the endpoint together stay within `max` replicas; `max` is not below `min`.

        Attributes:
            spec_code (str): Code of a resource specification, for example `mu.llama3.8b`.
            min_ (int): Units that are reserved.
            max_ (int): Most units.
    """

    spec_code: str
    min_: int
    max_: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        spec_code = self.spec_code

        min_ = self.min_

        max_ = self.max_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "spec_code": spec_code,
                "min": min_,
                "max": max_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        spec_code = d.pop("spec_code")

        min_ = d.pop("min")

        max_ = d.pop("max")

        resource_demand = cls(
            spec_code=spec_code,
            min_=min_,
            max_=max_,
        )

        resource_demand.additional_properties = d
        return resource_demand

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
