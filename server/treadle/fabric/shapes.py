"""Rows of the store as the contract shows them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TypeVar, cast

import msgspec
from msgspec import UNSET, UnsetType

from treadle.contract.call import Call
from treadle.fabric.store.records import User
from treadle.fabric.store.tables import Endpoint, Model, ModelVersion, ServiceInstance, Workspace
from treadle_contracts.fabric import models as wire

T = TypeVar("T")

_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


def given(value: T | UnsetType | None) -> T | None:
    """A member's value, None where it is absent or null."""
    return None if isinstance(value, UnsetType) else value


def shown(value: T | None) -> T | UnsetType:
    """A column's value; nothing is left out rather than null, as the SDK does."""
    return UNSET if value is None else value


def timestamp(moment: datetime) -> wire.Timestamp:
    """A moment as the SDK parses it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def user(text: str) -> wire.User:
    """A user on the control plane."""
    who = User.of(text)
    return wire.User(domain_name=who.domain, domain_id=who.domain_id, user_name=who.name, user_id=who.id)


def instance_user(text: str) -> wire.InstanceUser:
    """A user on the data plane."""
    who = User.of(text)
    return wire.InstanceUser(domain_name=who.domain, user_name=who.name)


def workspace(row: Workspace) -> wire.Workspace:
    """A workspace."""
    who = User.of(row.create_user)
    return wire.Workspace(
        id=row.id,
        name=row.name,
        description=shown(row.description),
        create_time=timestamp(row.create_time),
        create_domain_name=who.domain,
        create_user_name=who.name,
        metastore_id=shown(row.metastore_id),
        enterprise_project_id=row.enterprise_project_id,
        tags=shown(
            None
            if row.tags is None
            else [wire.WorkspaceTag(key=key, value=value) for key, value in row.tags.items()]
        ),
    )


def version(row: ModelVersion) -> wire.ModelVersionInfo:
    """A model version."""
    config = wire.ModelConfig()
    if row.base_model_type is not None:
        config.llm_model_config = wire.LlmModelConfig(
            base_model_type=row.base_model_type,
            model_path=shown(row.model_path),
            local_model_path=shown(row.local_model_path),
        )
    return wire.ModelVersionInfo(
        id=row.id,
        name=row.name,
        description=shown(row.description),
        config=config,
        create_time=timestamp(row.create_time),
        create_user=user(row.create_user),
    )


def model(row: Model) -> wire.ModelInfo:
    """A model with its current version."""
    return wire.ModelInfo(
        visibility=cast("wire.Visibility", row.visibility),
        id=row.id,
        name=row.name,
        description=shown(row.description),
        type=cast("wire.ModelType", row.type),
        create_time=timestamp(row.create_time),
        update_time=timestamp(row.update_time),
        current_version=version(row.current_version),
        create_user=user(row.create_user),
        update_user=user(row.update_user),
    )


def endpoint_brief(row: Endpoint, *, usable: bool = True) -> wire.EndpointBriefInfo:
    """An endpoint in a list; one that the workspace may not deploy on is INACTIVE."""
    return wire.EndpointBriefInfo(
        id=row.id,
        name=row.name,
        type=cast("wire.EndpointType", row.type),
        status=_endpoint_status(row, usable),
        create_time=timestamp(row.create_time),
        update_time=timestamp(row.update_time),
        owner=user(row.create_user),
        description=shown(row.description),
        visibility=cast("wire.Visibility", row.visibility),
        cap=_capability(row),
        custom_image_id=shown(row.custom_image_id),
        reserved_resource=_reserved(row),
    )


def endpoint(row: Endpoint, *, usable: bool = True) -> wire.Endpoint:
    """An endpoint in full; its instances are called at their own addresses."""
    return wire.Endpoint(
        **msgspec.structs.asdict(endpoint_brief(row, usable=usable)),
        urls=[],
        business_engine_instance_ids=[],
        runtime_env_type="RELEASE",
    )


def _endpoint_status(row: Endpoint, usable: bool) -> wire.EndpointStatus:
    return cast("wire.EndpointStatus", row.status) if usable else "INACTIVE"


def _capability(row: Endpoint) -> wire.Capability | UnsetType:
    return UNSET if row.cap is None else msgspec.convert(row.cap, wire.Capability)


def _reserved(row: Endpoint) -> wire.ReservedResource:
    reserved = msgspec.convert(row.other_resources or {}, wire.ReservedResource)
    reserved.mu = wire.ResourceDemand(spec_code=row.spec_code, min=row.minimum, max=row.maximum)
    return reserved


def duration(row: ServiceInstance, now: datetime) -> int | UnsetType:
    """Whole seconds since the instance began to run."""
    return UNSET if row.running_since is None else max(0, int((now - row.running_since).total_seconds()))


def instance(row: ServiceInstance, now: datetime) -> wire.ServiceInstanceInfo:
    """A service instance in a list."""
    return wire.ServiceInstanceInfo(
        visibility=cast("wire.Visibility", row.visibility),
        source=wire.Source(id=row.model_id, version_id=row.version_id),
        id=row.id,
        name=row.name,
        description=shown(row.description),
        endpoint_id=row.endpoint_id,
        status=cast("wire.InstanceStatus", row.status),
        create_time=timestamp(row.create_time),
        update_time=timestamp(row.update_time),
        duration=duration(row, now),
        create_user=instance_user(row.create_user),
        type=cast("wire.ServiceType", row.type),
    )


def instance_detail(row: ServiceInstance, now: datetime, origin: str) -> wire.ServiceInstanceDetail:
    """A service instance in full; `origin` is where the caller reached the server."""
    resource = wire.InstanceResource(min=row.minimum, max=row.maximum, spec_code=row.spec_code)
    path = f"/v1/workspaces/{row.workspace_id}/services/instances/{row.id}/invocations"
    return wire.ServiceInstanceDetail(
        visibility=cast("wire.Visibility", row.visibility),
        source=wire.Source(id=row.model_id, version_id=row.version_id),
        id=row.id,
        name=row.name,
        description=shown(row.description),
        endpoint_id=row.endpoint_id,
        status=cast("wire.InstanceStatus", row.status),
        create_time=timestamp(row.create_time),
        update_time=timestamp(row.update_time),
        duration=duration(row, now),
        create_user=instance_user(row.create_user),
        update_user=instance_user(row.update_user),
        type=cast("wire.ServiceType", row.type),
        url=wire.InstanceUrl(
            name="ApiInvoke", address=origin + path, type=cast("wire.Visibility", row.visibility)
        ),
        config=wire.InstanceConfig(
            model_instance_config=wire.ModelInstanceConfig(resource=resource, moderation=row.moderation)
        ),
        progress=shown(row.progress),
        error_code=shown(row.error_code),
        error_msg=shown(row.error_msg),
    )


def origin(call: Call, public_url: str | None) -> str:
    """Where the caller reached the server: the setting, or what the request's head says."""
    if public_url is not None:
        return public_url.rstrip("/")
    host = call.headers.get("host", "")
    scheme = "https" if call.headers.get("x-forwarded-proto", "") == "https" else "http"
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"
