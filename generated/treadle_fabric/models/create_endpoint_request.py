# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.create_endpoint_request_type import (
    CreateEndpointRequestType,
    check_create_endpoint_request_type,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.capability import Capability
    from ..models.reserved_resource import ReservedResource


T = TypeVar("T", bound="CreateEndpointRequest")


@_attrs_define
class CreateEndpointRequest:
    """An endpoint. Without `reserved_resource.mu` it has room for one replica of the server's own specification.

    Attributes:
        name (str): Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally.
        type_ (CreateEndpointRequestType): Kind of endpoint; this server has endpoints for inference only.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL.
        reserved_resource (ReservedResource | Unset): What an endpoint reserves. For language models `mu` counts; `apu`
            and `dpu` are kept and shown.
        cap (Capability | Unset): A capability that an endpoint is bound to; it is kept and shown.
        public_access (bool | Unset): Whether the endpoint is public. Default: false.
        custom_image_id (str | Unset): ID of an image; it is kept and shown, and has no effect on inference.
    """

    name: str
    type_: CreateEndpointRequestType
    description: str | Unset = UNSET
    reserved_resource: ReservedResource | Unset = UNSET
    cap: Capability | Unset = UNSET
    public_access: bool | Unset = UNSET
    custom_image_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        type_: str = self.type_

        description = self.description

        reserved_resource: dict[str, Any] | Unset = UNSET
        if not isinstance(self.reserved_resource, Unset):
            reserved_resource = self.reserved_resource.to_dict()

        cap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cap, Unset):
            cap = self.cap.to_dict()

        public_access = self.public_access

        custom_image_id = self.custom_image_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "type": type_,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if reserved_resource is not UNSET:
            field_dict["reserved_resource"] = reserved_resource
        if cap is not UNSET:
            field_dict["cap"] = cap
        if public_access is not UNSET:
            field_dict["public_access"] = public_access
        if custom_image_id is not UNSET:
            field_dict["custom_image_id"] = custom_image_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.capability import Capability  # noqa: PLC0415
        from ..models.reserved_resource import ReservedResource  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        type_ = check_create_endpoint_request_type(d.pop("type"))

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

        public_access = d.pop("public_access", UNSET)

        custom_image_id = d.pop("custom_image_id", UNSET)

        create_endpoint_request = cls(
            name=name,
            type_=type_,
            description=description,
            reserved_resource=reserved_resource,
            cap=cap,
            public_access=public_access,
            custom_image_id=custom_image_id,
        )

        create_endpoint_request.additional_properties = d
        return create_endpoint_request

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
