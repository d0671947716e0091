# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.instance_config import InstanceConfig
    from ..models.source_input import SourceInput


T = TypeVar("T", bound="DeployServiceInstanceRequest")


@_attrs_define
class DeployServiceInstanceRequest:
    """What to deploy, where, and under which name.

    Attributes:
        source (SourceInput): The model to deploy.
        name (str): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally: nothing is trimmed, and upper and lower case differ.
        endpoint_id (str): Identifier of the endpoint that the instance is placed on.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL, `!`, `<`, `>`, `=`, `&`, `"`
            or `'`.
        config (InstanceConfig | Unset): Configuration of a service instance.
    """

    source: SourceInput
    name: str
    endpoint_id: str
    description: str | Unset = UNSET
    config: InstanceConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source = self.source.to_dict()

        name = self.name

        endpoint_id = self.endpoint_id

        description = self.description

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "source": source,
                "name": name,
                "endpoint_id": endpoint_id,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.instance_config import InstanceConfig  # noqa: PLC0415
        from ..models.source_input import SourceInput  # noqa: PLC0415

        d = dict(src_dict)
        source = SourceInput.from_dict(d.pop("source"))

        name = d.pop("name")

        endpoint_id = d.pop("endpoint_id")

        description = d.pop("description", UNSET)

        _config = d.pop("config", UNSET)
        config: InstanceConfig | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = InstanceConfig.from_dict(_config)

        deploy_service_instance_request = cls(
            source=source,
            name=name,
            endpoint_id=endpoint_id,
            description=description,
            config=config,
        )

        deploy_service_instance_request.additional_properties = d
        return deploy_service_instance_request

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
