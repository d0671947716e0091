"""What every server has from the start: a workspace, an endpoint, and a public instance of its model.

Their ids depend on the project and the model's name alone, so they are the same after a restart, and
after the database was thrown away. At each start the instances are also looked at anew: those whose
version the server can still run are RUNNING, the others FAILED with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from treadle.fabric.store import scope
from treadle.fabric.store.records import User, now, stable_id
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import Endpoint, Model, ModelVersion, ServiceInstance, Workspace

Verdict = Callable[[ModelVersion], tuple[str, str] | None]
"""Why a version cannot run here, as error code and sentence; None if it can."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The ids to print at start."""

    workspace_id: str
    endpoint_id: str
    model_id: str
    version_id: str
    instance_id: str


async def ensure(
    store: Store, user: User, *, model: str, base_model_type: str, spec_code: str, replicas: int
) -> Defaults:
    """Have the default resources of `user`'s project; `replicas` bounds the endpoint."""
    defaults = Defaults(
        workspace_id=stable_id("workspace", user.project),
        endpoint_id=stable_id("endpoint", user.project),
        model_id=stable_id("model", user.project, model),
        version_id=stable_id("version", user.project, model),
        instance_id=stable_id("instance", user.project, model),
    )
    async with store.write() as session:
        await scope.alone(session, "defaults")  # two servers may start at once
        await _workspace(session, defaults, user)
        endpoint = await _endpoint(session, defaults, user, spec_code)
        endpoint.maximum = replicas
        await _model(session, defaults, user, model, base_model_type)
        await _instance(session, defaults, user, model, endpoint)
    return defaults


async def review(store: Store, verdict: Verdict) -> None:
    """Give every instance the status that it deserves on the server as it was started now."""
    moment = now()
    async with store.write() as session:
        for instance in (await session.scalars(select(ServiceInstance))).unique():
            if instance.status == "DELETING":
                await session.delete(instance)
                continue
            reason = verdict(instance.version)
            status = "RUNNING" if reason is None else "FAILED"
            if instance.status != status:
                instance.status, instance.update_time = status, moment
            instance.running_since = moment if reason is None else None
            instance.error_code, instance.error_msg = reason or (None, None)


def resource_name(text: str) -> str:
    """A model's name as the contract's names allow it: the last part, up to 64 characters."""
    return re.sub(r"[^A-Za-z0-9_. -]", "-", text.rstrip("/").rsplit("/", 1)[-1])[:64] or "model"


def _stamp(user: User) -> dict[str, object]:
    moment = now()
    return {"create_time": moment, "update_time": moment, "create_user": user.text, "update_user": user.text}


async def _workspace(session: AsyncSession, defaults: Defaults, user: User) -> None:
    if await session.get(Workspace, defaults.workspace_id) is None:
        session.add(
            Workspace(
                id=defaults.workspace_id,
                project_id=user.project,
                name="default",
                description="Made by the server when it first started",
                enterprise_project_id="0",
                **_stamp(user),
            )
        )
        await session.flush()


async def _endpoint(session: AsyncSession, defaults: Defaults, user: User, spec_code: str) -> Endpoint:
    endpoint = await session.get(Endpoint, defaults.endpoint_id)
    if endpoint is None:
        endpoint = Endpoint(
            id=defaults.endpoint_id,
            workspace_id=defaults.workspace_id,
            name="default",
            description="Made by the server when it first started",
            type="inference",
            status="RUNNING",
            visibility="PRIVATE",
            spec_code=spec_code,
            minimum=0,
            maximum=1,
            **_stamp(user),
        )
        session.add(endpoint)
        await session.flush()
    return endpoint


async def _model(
    session: AsyncSession, defaults: Defaults, user: User, model: str, base_model_type: str
) -> None:
    if await session.get(Model, defaults.model_id) is not None:
        version = await session.get_one(ModelVersion, defaults.version_id)
        version.base_model_type = base_model_type  # a setting may have renamed the served one
        return
    stamp = _stamp(user)
    session.add(
        Model(
            id=defaults.model_id,
            workspace_id=defaults.workspace_id,
            name=await _free_name(
                session, Model, defaults.workspace_id, resource_name(model), defaults.model_id
            ),
            description=f"{model}, the model that the server was started with"[:1024],
            type="LLM_MODEL",
            visibility="PUBLIC",
            current_version_id=defaults.version_id,
            **stamp,
        )
    )
    await session.flush()
    session.add(
        ModelVersion(
            id=defaults.version_id,
            model_id=defaults.model_id,
            name="1",
            base_model_type=base_model_type,
            create_time=stamp["create_time"],
            create_user=user.text,
        )
    )
    await session.flush()


async def _instance(
    session: AsyncSession, defaults: Defaults, user: User, model: str, endpoint: Endpoint
) -> None:
    # An instance that an earlier start kept for another model is an ordinary one now.
    kept = select(ServiceInstance).where(
        ServiceInstance.own, ServiceInstance.workspace_id == defaults.workspace_id
    )
    for other in (await session.scalars(kept)).unique():
        other.own = False
    existing = await session.get(ServiceInstance, defaults.instance_id)
    if existing is not None:
        existing.own = True
        return
    name = await _free_name(
        session, ServiceInstance, defaults.workspace_id, resource_name(model), defaults.instance_id
    )
    session.add(
        ServiceInstance(
            id=defaults.instance_id,
            workspace_id=defaults.workspace_id,
            model_id=defaults.model_id,
            version_id=defaults.version_id,
            endpoint_id=defaults.endpoint_id,
            name=name,
            description="Made by the server when it first started",
            type="LLM_MODEL",
            visibility="PUBLIC",
            status="RUNNING",
            minimum=1,
            maximum=1,
            spec_code=endpoint.spec_code,
            own=True,
            running_since=now(),
            **_stamp(user),
        )
    )


async def _free_name(
    session: AsyncSession,
    table: type[Model] | type[ServiceInstance],
    workspace_id: str,
    name: str,
    id: str,  # noqa: A002
) -> str:
    taken = select(table.id).where(table.workspace_id == workspace_id, table.name == name)
    return name if await session.scalar(taken) is None else f"{name[:55]}-{id[:8]}"
