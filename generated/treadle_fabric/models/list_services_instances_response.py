# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.service_instance_info import ServiceInstanceInfo


T = TypeVar("T", bound="ListServicesInstancesResponse")


@_attrs_define
class ListServicesInstancesResponse:
    """One page of service instances.

    Attributes:
        total (int): Number of instances that match, on all pages together.
        service_instances (list[ServiceInstanceInfo]): The instances of this page.
    """

    total: int
    service_instances: list[ServiceInstanceInfo]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        service_instances = []
        for service_instances_item_data in self.service_instances:
            service_instances_item = service_instances_item_data.to_dict()
            service_instances.append(service_instances_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "service_instances": service_instances,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.service_instance_info import ServiceInstanceInfo  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        service_instances = []
        _service_instances = d.pop("service_instances")
        for service_instances_item_data in _service_instances:
            service_instances_item = ServiceInstanceInfo.from_dict(service_instances_item_data)

            service_instances.append(service_instances_item)

        list_services_instances_response = cls(
            total=total,
            service_instances=service_instances,
        )

        list_services_instances_response.additional_properties = d
        return list_services_instances_response

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
