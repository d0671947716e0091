# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.instance_status import InstanceStatus, check_instance_status
from ..models.service_type import ServiceType, check_service_type
from ..models.visibility import Visibility, check_visibility
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.instance_config import InstanceConfig
    from ..models.instance_url import InstanceUrl
    from ..models.instance_user import InstanceUser
    from ..models.source import Source


T = TypeVar("T", bound="ServiceInstanceDetail")


@_attrs_define
class ServiceInstanceDetail:
    """A service instance in full. A `FAILED` one says why in `error_code` and `error_msg`.

    Attributes:
        visibility (Visibility): Who sees the resource, its owner alone or every user.
        source (Source): The model that a service instance runs.
        id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        name (str): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally: nothing is trimmed, and upper and lower case differ.
        endpoint_id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        status (InstanceStatus): Where a service instance is in its life. An instance never is `SUCCEEDED`; jobs share
            the list.
        create_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        update_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        type_ (ServiceType): Kind of service instance.
        url (InstanceUrl): Where an instance is called; `ApiInvoke` marks the address of its invocations.
        config (InstanceConfig): Configuration of a service instance.
        description (str | Unset): Description that the deployer gave.
        duration (int | Unset): Seconds since the instance began to run; absent when it does not run.
        create_user (InstanceUser | Unset): Who created or changed a service instance; the data plane gives the two
            names only.
        update_user (InstanceUser | Unset): Who created or changed a service instance; the data plane gives the two
            names only.
        progress (str | Unset): What is being done for an instance that is `CREATING`, in words, for example how much of
            its weights has been fetched; of one that is `PENDING`, what it waits for. An extension of the contract.
        error_code (str | Unset): Why a `FAILED` instance failed, as a code.
        error_msg (str | Unset): Why a `FAILED` instance failed, in words.
    """

    visibility: Visibility
    source: Source
    id: str
    name: str
    endpoint_id: str
    status: InstanceStatus
    create_time: str
    update_time: str
    type_: ServiceType
    url: InstanceUrl
    config: InstanceConfig
    description: str | Unset = UNSET
    duration: int | Unset = UNSET
    create_user: InstanceUser | Unset = UNSET
    update_user: InstanceUser | Unset = UNSET
    progress: str | Unset = UNSET
    error_code: str | Unset = UNSET
    error_msg: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        visibility: str = self.visibility

        source = self.source.to_dict()

        id = self.id

        name = self.name

        endpoint_id = self.endpoint_id

        status: str = self.status

        create_time = self.create_time

        update_time = self.update_time

        type_: str = self.type_

        url = self.url.to_dict()

        config = self.config.to_dict()

        description = self.description

        duration = self.duration

        create_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.create_user, Unset):
            create_user = self.create_user.to_dict()

        update_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.update_user, Unset):
            update_user = self.update_user.to_dict()

        progress = self.progress

        error_code = self.error_code

        error_msg = self.error_msg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "visibility": visibility,
                "source": source,
                "id": id,
                "name": name,
                "endpoint_id": endpoint_id,
                "status": status,
                "create_time": create_time,
                "update_time": update_time,
                "type": type_,
                "url": url,
                "config": config,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if duration is not UNSET:
            field_dict["duration"] = duration
        if create_user is not UNSET:
            field_dict["create_user"] = create_user
        if update_user is not UNSET:
            field_dict["update_user"] = update_user
        if progress is not UNSET:
            field_dict["progress"] = progress
        if error_code is not UNSET:
            field_dict["error_code"] = error_code
        if error_msg is not UNSET:
            field_dict["error_msg"] = error_msg

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.instance_config import InstanceConfig  # noqa: PLC0415
        from ..models.instance_url import InstanceUrl  # noqa: PLC0415
        from ..models.instance_user import InstanceUser  # noqa: PLC0415
        from ..models.source import Source  # noqa: PLC0415

        d = dict(src_dict)
        visibility = check_visibility(d.pop("visibility"))

        source = Source.from_dict(d.pop("source"))

        id = d.pop("id")

        name = d.pop("name")

        endpoint_id = d.pop("endpoint_id")

        status = check_instance_status(d.pop("status"))

        create_time = d.pop("create_time")

        update_time = d.pop("update_time")

        type_ = check_service_type(d.pop("type"))

        url = InstanceUrl.from_dict(d.pop("url"))

        config = InstanceConfig.from_dict(d.pop("config"))

        description = d.pop("description", UNSET)

        duration = d.pop("duration", UNSET)

        _create_user = d.pop("create_user", UNSET)
        create_user: InstanceUser | Unset
        if isinstance(_create_user, Unset):
            create_user = UNSET
        else:
            create_user = InstanceUser.from_dict(_create_user)

        _update_user = d.pop("update_user", UNSET)
        update_user: InstanceUser | Unset
        if isinstance(_update_user, Unset):
            update_user = UNSET
        else:
            update_user = InstanceUser.from_dict(_update_user)

        progress = d.pop("progress", UNSET)

        error_code = d.pop("error_code", UNSET)

        error_msg = d.pop("error_msg", UNSET)

        service_instance_detail = cls(
            visibility=visibility,
            source=source,
            id=id,
            name=name,
            endpoint_id=endpoint_id,
            status=status,
            create_time=create_time,
            update_time=update_time,
            type_=type_,
            url=url,
            config=config,
            description=description,
            duration=duration,
            create_user=create_user,
            update_user=update_user,
            progress=progress,
            error_code=error_code,
            error_msg=error_msg,
        )

        service_instance_detail.additional_properties = d
        return service_instance_detail

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
