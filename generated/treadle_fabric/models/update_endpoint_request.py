# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.capability import Capability
    from ..models.reserved_resource import ReservedResource


T = TypeVar("T", bound="UpdateEndpointRequest")


@_attrs_define
class UpdateEndpointRequest:
    """What to change of an endpoint.

    Attributes:
        name (str | Unset): Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
            taken literally.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL.
        reserved_resource (ReservedResource | Unset): What an endpoint reserves. For language models `mu` counts; `apu`
            and `dpu` are kept and shown.
        cap (Capability | Unset): A capability that an endpoint is bound to; it is kept and shown.
    """

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    reserved_resource: ReservedResource | Unset = UNSET
    cap: Capability | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        description = self.description

        reserved_resource: dict[str, Any] | Unset = UNSET
        if not isinstance(self.reserved_resource, Unset):
            reserved_resource = self.reserved_resource.to_dict()

        cap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cap, Unset):
            cap = self.cap.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if reserved_resource is not UNSET:
            field_dict["reserved_resource"] = reserved_resource
        if cap is not UNSET:
            field_dict["cap"] = cap

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.capability import Capability  # noqa: PLC0415
        from ..models.reserved_resource import ReservedResource  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        description = d.pop("description", UNSET)

        _reserved_resource = d.pop("reserved_resource", UNSET)
        reserved_resource: ReservedResource | Unset
        if isinstance(_reserved_resource, Unset):
            reserved_resource = UNSET
        else:
            reserved_resource = ReservedResource.from_dict(_reserved_resource)

        _cap = d.pop("cap", UNSET)
        cap: Capability | Unset
        if isinstance(_cap, Unset):
            cap = UNSET
        else:
            cap = Capability.from_dict(_cap)

        update_endpoint_request = cls(
            name=name,
            description=description,
            reserved_resource=reserved_resource,
            cap=cap,
        )

        update_endpoint_request.additional_properties = d
        return update_endpoint_request

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
