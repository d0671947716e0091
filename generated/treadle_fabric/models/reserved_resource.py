# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.resource_definition import ResourceDefinition
    from ..models.resource_demand import ResourceDemand


T = TypeVar("T", bound="ReservedResource")


@_attrs_define
class ReservedResource:
    """What an endpoint reserves. For language models `mu` counts; `apu` and `dpu` are kept and shown.

    Attributes:
        apu (ResourceDefinition | Unset): Processing units of one kind that an endpoint keeps warm and may grow to.
        dpu (ResourceDefinition | Unset): Processing units of one kind that an endpoint keeps warm and may grow to.
        mu (ResourceDemand | Unset): Model units that an endpoint reserves (`min`, which may be none) and may grow to
            (`max`). All service instances on the endpoint together stay within `max` replicas; `max` is not below `min`.
    """

    apu: ResourceDefinition | Unset = UNSET
    dpu: ResourceDefinition | Unset = UNSET
    mu: ResourceDemand | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        apu: dict[str, Any] | Unset = UNSET
        if not isinstance(self.apu, Unset):
            apu = self.apu.to_dict()

        dpu: dict[str, Any] | Unset = UNSET
        if not isinstance(self.dpu, Unset):
            dpu = self.dpu.to_dict()

        mu: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mu, Unset):
            mu = self.mu.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if apu is not UNSET:
            field_dict["apu"] = apu
        if dpu is not UNSET:
            field_dict["dpu"] = dpu
        if mu is not UNSET:
            field_dict["mu"] = mu

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.resource_definition import ResourceDefinition  # noqa: PLC0415
        from ..models.resource_demand import ResourceDemand  # noqa: PLC0415

        d = dict(src_dict)
        _apu = d.pop("apu", UNSET)
        apu: ResourceDefinition | Unset
        if isinstance(_apu, Unset):
            apu = UNSET
        else:
            apu = ResourceDefinition.from_dict(_apu)

        _dpu = d.pop("dpu", UNSET)
        dpu: ResourceDefinition | Unset
        if isinstance(_dpu, Unset):
            dpu = UNSET
        else:
            dpu = ResourceDefinition.from_dict(_dpu)

        _mu = d.pop("mu", UNSET)
        mu: ResourceDemand | Unset
        if isinstance(_mu, Unset):
            mu = UNSET
        else:
            mu = ResourceDemand.from_dict(_mu)

        reserved_resource = cls(
            apu=apu,
            dpu=dpu,
            mu=mu,
        )

        reserved_resource.additional_properties = d
        return reserved_resource

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
