"""What every server has from the start: a workspace, an endpoint, and a public instance of its model.

Their ids depend on the project and the model's name alone, so they are the same after a restart, and
after the database was thrown away. When servers come and go, the instances without weights of their own
are also looked at anew: those whose version a server can still run are RUNNING, the others FAILED with the
reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
    store: Store,
    user: User,
    *,
    model: str,
    base_model_type: str,
    spec_code: str,
    replicas: int,
    others: Sequence[str] = (),
) -> Defaults:
    """Have the default resources of `user`'s project; `replicas` bounds the endpoint.

    `others` are the models of the other servers of this database, whose instances are theirs to keep.
    """
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
        kept = [stable_id("instance", user.project, other) for other in others]
        await _instance(session, defaults, user, model, endpoint, kept)
    return defaults


async def review(store: Store, verdict: Verdict, others: Sequence[Verdict] = ()) -> None:
    """Give every instance on a server's own model the status that it deserves with the servers there are.

    `verdict` is this server's, and the reason that is told; `others` are those of the other servers. What
    is being deleted and belongs to no server goes.
    """
    moment = now()
    shared = select(ServiceInstance).where(ServiceInstance.server_id.is_(None))
    async with store.write() as session:
        for instance in (await session.scalars(shared)).unique():
            if instance.status == "DELETING":
                await session.delete(instance)
                continue
            version = instance.version
            if instance.status == "FAILED" and (version.model_path or version.local_model_path):
                continue
            reason = verdict(version)
            if any(other(version) is None for other in others):
                reason = None
            status = "RUNNING" if reason is None else "FAILED"
            changed = instance.status != status
            if changed:
                instance.status, instance.update_time = status, moment
            if changed or not others:  # with others it may have gone on running all the time
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
    session: AsyncSession, defaults: Defaults, user: User, model: str, endpoint: Endpoint, kept: list[str]
) -> None:
    # An instance that an earlier start kept for another model is an ordinary one now.
    given_up = select(ServiceInstance).where(
        ServiceInstance.own,
        ServiceInstance.workspace_id == defaults.workspace_id,
        ServiceInstance.id.not_in(kept),
    )
    for other in (await session.scalars(given_up)).unique():
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
