# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.spec_type import SpecType, check_spec_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="Spec")


@_attrs_define
class Spec:
    """A resource specification.

    Attributes:
        spec_code (str): Code of a resource specification, for example `mu.llama3.8b`.
        spec_type (SpecType): Kind of resource; language models are measured in model units (`MU`).
        resource_type (str): Type of the resource, as bills name it.
        stride (int): Units in one step.
        unit (str): What is counted.
        min_stride_num (int): Fewest steps.
        max_stride_num (int): Most steps.
        usage_measure_id (int | Unset): Identifier of the measure that usage is billed in; 0 where nothing is billed.
        usage_factor (str | Unset): What usage is billed by.
        stride_num_whitelist (list[int] | Unset): The only numbers of steps that are allowed; empty when every number
            within the limits is.
    """

    spec_code: str
    spec_type: SpecType
    resource_type: str
    stride: int
    unit: str
    min_stride_num: int
    max_stride_num: int
    usage_measure_id: int | Unset = UNSET
    usage_factor: str | Unset = UNSET
    stride_num_whitelist: list[int] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        spec_code = self.spec_code

        spec_type: str = self.spec_type

        resource_type = self.resource_type

        stride = self.stride

        unit = self.unit

        min_stride_num = self.min_stride_num

        max_stride_num = self.max_stride_num

        usage_measure_id = self.usage_measure_id

        usage_factor = self.usage_factor

        stride_num_whitelist: list[int] | Unset = UNSET
        if not isinstance(self.stride_num_whitelist, Unset):
            stride_num_whitelist = self.stride_num_whitelist

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "spec_code": spec_code,
                "spec_type": spec_type,
                "resource_type": resource_type,
                "stride": stride,
                "unit": unit,
                "min_stride_num": min_stride_num,
                "max_stride_num": max_stride_num,
            }
        )
        if usage_measure_id is not UNSET:
            field_dict["usage_measure_id"] = usage_measure_id
        if usage_factor is not UNSET:
            field_dict["usage_factor"] = usage_factor
        if stride_num_whitelist is not UNSET:
            field_dict["stride_num_whitelist"] = stride_num_whitelist

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        spec_code = d.pop("spec_code")

        spec_type = check_spec_type(d.pop("spec_type"))

        resource_type = d.pop("resource_type")

        stride = d.pop("stride")

        unit = d.pop("unit")

        min_stride_num = d.pop("min_stride_num")

        max_stride_num = d.pop("max_stride_num")

        usage_measure_id = d.pop("usage_measure_id", UNSET)

        usage_factor = d.pop("usage_factor", UNSET)

        stride_num_whitelist = cast(list[int], d.pop("stride_num_whitelist", UNSET))

        spec = cls(
            spec_code=spec_code,
            spec_type=spec_type,
            resource_type=resource_type,
            stride=stride,
            unit=unit,
            min_stride_num=min_stride_num,
            max_stride_num=max_stride_num,
            usage_measure_id=usage_measure_id,
            usage_factor=usage_factor,
            stride_num_whitelist=stride_num_whitelist,
        )

        spec.additional_properties = d
        return spec

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
