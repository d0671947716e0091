# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.endpoint_runtime_env_type import EndpointRuntimeEnvType, check_endpoint_runtime_env_type
from ..models.endpoint_status import EndpointStatus, check_endpoint_status
from ..models.endpoint_type import EndpointType, check_endpoint_type
from ..models.visibility import Visibility, check_visibility
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.capability import Capability
    from ..models.endpoint_url import EndpointUrl
    from ..models.reserved_resource import ReservedResource
    from ..models.tokens_quota import TokensQuota
    from ..models.user import User


T = TypeVar("T", bound="Endpoint")


@_attrs_define
class Endpoint:
    """An endpoint in full.

    Attributes:
        id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        name (str): Name of 1 to 128 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally.
        type_ (EndpointType): Kind of endpoint. This server has `inference` alone; the others are for jobs, queries and
            containers.
        status (EndpointStatus): Where an endpoint is in its life. `INACTIVE` is a public endpoint of another workspace
            that was not subscribed to.
        create_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        update_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        owner (User): Who created or changed a control-plane resource.
        description (str | Unset): Description that the creator gave.
        visibility (Visibility | Unset): Who sees the resource, its owner alone or every user.
        cap (Capability | Unset): A capability that an endpoint is bound to; it is kept and shown.
        custom_image_id (str | Unset): ID of an image.
        reserved_resource (ReservedResource | Unset): What an endpoint reserves. For language models `mu` counts; `apu`
            and `dpu` are kept and shown.
        error_code (str | Unset): Why an endpoint failed, as a code.
        error_msg (str | Unset): Why an endpoint failed, in words.
        urls (list[EndpointUrl] | Unset): Addresses of the endpoint itself. An inference endpoint has none: its
            instances are called at theirs.
        business_engine_instance_ids (list[str] | Unset): Engine instances that serve the endpoint's business; none for
            inference.
        tokens_quota (TokensQuota | Unset): How many tokens may be generated on an endpoint; absent where there is no
            bound.
        runtime_env_type (EndpointRuntimeEnvType | Unset): Which release of the runtime the endpoint has.
    """

    id: str
    name: str
    type_: EndpointType
    status: EndpointStatus
    create_time: str
    update_time: str
    owner: User
    description: str | Unset = UNSET
    visibility: Visibility | Unset = UNSET
    cap: Capability | Unset = UNSET
    custom_image_id: str | Unset = UNSET
    reserved_resource: ReservedResource | Unset = UNSET
    error_code: str | Unset = UNSET
    error_msg: str | Unset = UNSET
    urls: list[EndpointUrl] | Unset = UNSET
    business_engine_instance_ids: list[str] | Unset = UNSET
    tokens_quota: TokensQuota | Unset = UNSET
    runtime_env_type: EndpointRuntimeEnvType | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        type_: str = self.type_

        status: str = self.status

        create_time = self.create_time

        update_time = self.update_time

        owner = self.owner.to_dict()

        description = self.description

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility

        cap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cap, Unset):
            cap = self.cap.to_dict()

        custom_image_id = self.custom_image_id

        reserved_resource: dict[str, Any] | Unset = UNSET
        if not isinstance(self.reserved_resource, Unset):
            reserved_resource = self.reserved_resource.to_dict()

        error_code = self.error_code

        error_msg = self.error_msg

        urls: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.urls, Unset):
            urls = []
            for urls_item_data in self.urls:
                urls_item = urls_item_data.to_dict()
                urls.append(urls_item)

        business_engine_instance_ids: list[str] | Unset = UNSET
        if not isinstance(self.business_engine_instance_ids, Unset):
            business_engine_instance_ids = self.business_engine_instance_ids

        tokens_quota: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tokens_quota, Unset):
            tokens_quota = self.tokens_quota.to_dict()

        runtime_env_type: str | Unset = UNSET
        if not isinstance(self.runtime_env_type, Unset):
            runtime_env_type = self.runtime_env_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "type": type_,
                "status": status,
                "create_time": create_time,
                "update_time": update_time,
                "owner": owner,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if visibility is not UNSET:
            field_dict["visibility"] = visibility
        if cap is not UNSET:
            field_dict["cap"] = cap
        if custom_image_id is not UNSET:
            field_dict["custom_image_id"] = custom_image_id
        if reserved_resource is not UNSET:
            field_dict["reserved_resource"] = reserved_resource
        if error_code is not UNSET:
            field_dict["error_code"] = error_code
        if error_msg is not UNSET:
            field_dict["error_msg"] = error_msg
        if urls is not UNSET:
            field_dict["urls"] = urls
        if business_engine_instance_ids is not UNSET:
            field_dict["business_engine_instance_ids"] = business_engine_instance_ids
        if tokens_quota is not UNSET:
            field_dict["tokens_quota"] = tokens_quota
        if runtime_env_type is not UNSET:
            field_dict["runtime_env_type"] = runtime_env_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.capability import Capability  # noqa: PLC0415
        from ..models.endpoint_url import EndpointUrl  # noqa: PLC0415
        from ..models.reserved_resource import ReservedResource  # noqa: PLC0415
        from ..models.tokens_quota import TokensQuota  # noqa: PLC0415
        from ..models.user import User  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        type_ = check_endpoint_type(d.pop("type"))

        status = check_endpoint_status(d.pop("status"))

        create_time = d.pop("create_time")

        update_time = d.pop("update_time")

        owner = User.from_dict(d.pop("owner"))

        description = d.pop("description", UNSET)

        _visibility = d.pop("visibility", UNSET)
        visibility: Visibility | Unset
        if isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = check_visibility(_visibility)

        _cap = d.pop("cap", UNSET)
        cap: Capability | Unset
        if isinstance(_cap, Unset):
            cap = UNSET
        else:
            cap = Capability.from_dict(_cap)

        custom_image_id = d.pop("custom_image_id", UNSET)

        _reserved_resource = d.pop("reserved_resource", UNSET)
        reserved_resource: ReservedResource | Unset
        if isinstance(_reserved_resource, Unset):
            reserved_resource = UNSET
        else:
            reserved_resource = ReservedResource.from_dict(_reserved_resource)

        error_code = d.pop("error_code", UNSET)

        error_msg = d.pop("error_msg", UNSET)

        _urls = d.pop("urls", UNSET)
        urls: list[EndpointUrl] | Unset = UNSET
        if _urls is not UNSET:
            urls = []
            for urls_item_data in _urls:
                urls_item = EndpointUrl.from_dict(urls_item_data)

                urls.append(urls_item)

        business_engine_instance_ids = cast(list[str], d.pop("business_engine_instance_ids", UNSET))

        _tokens_quota = d.pop("tokens_quota", UNSET)
        tokens_quota: TokensQuota | Unset
        if isinstance(_tokens_quota, Unset):
            tokens_quota = UNSET
        else:
            tokens_quota = TokensQuota.from_dict(_tokens_quota)

        _runtime_env_type = d.pop("runtime_env_type", UNSET)
        runtime_env_type: EndpointRuntimeEnvType | Unset
        if isinstance(_runtime_env_type, Unset):
            runtime_env_type = UNSET
        else:
            runtime_env_type = check_endpoint_runtime_env_type(_runtime_env_type)

        endpoint = cls(
            id=id,
            name=name,
            type_=type_,
            status=status,
            create_time=create_time,
            update_time=update_time,
            owner=owner,
            description=description,
            visibility=visibility,
            cap=cap,
            custom_image_id=custom_image_id,
            reserved_resource=reserved_resource,
            error_code=error_code,
            error_msg=error_msg,
            urls=urls,
            business_engine_instance_ids=business_engine_instance_ids,
            tokens_quota=tokens_quota,
            runtime_env_type=runtime_env_type,
        )

        endpoint.additional_properties = d
        return endpoint

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
