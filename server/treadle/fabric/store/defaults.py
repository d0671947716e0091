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
from itertools import count

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from treadle.fabric.store import endpoints, scope
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
    """Have the default resources of `user`'s project; `replicas` bounds the endpoint when it is made.

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
        endpoint = await _endpoint(session, defaults, user, spec_code, replicas)
        await _model(session, defaults, user, model, base_model_type)
        kept = [stable_id("instance", user.project, other) for other in others]
        await _instance(session, defaults, user, model, endpoint, kept)
    return defaults


async def review(store: Store, verdict: Verdict, others: Sequence[Verdict] = ()) -> None:
    """Give every instance on a server's own model the status that it deserves with the servers there are.

    `verdict` is this server's, and the reason that is told; `others` are those of the other servers. What
    FAILED runs again only if it fits its endpoint; a server's own instance does in any case. What is being
    deleted and belongs to no server goes.
    """
    moment = now()
    shared = select(ServiceInstance).where(ServiceInstance.server_id.is_(None))
    ordered = shared.order_by(ServiceInstance.create_time, ServiceInstance.id)
    async with store.write() as session:
        pools = await _pools_of_failed(session)
        judged: list[tuple[ServiceInstance, tuple[str, str] | None]] = []
        for instance in (await session.scalars(ordered)).unique():
            if instance.status == "DELETING":
                await session.delete(instance)
                continue
            version = instance.version
            if instance.status == "FAILED" and (version.model_path or version.local_model_path):
                continue
            reason = verdict(version)
            if any(other(version) is None for other in others):
                reason = None
            judged.append((instance, reason))
        for instance, reason in sorted(judged, key=lambda each: each[1] is None):  # who fails leaves room
            if reason is None and instance.status == "FAILED" and not instance.own:
                if (pool := pools.get(instance.endpoint_id)) is None:
                    continue  # it failed just now: the other server's review has judged it
                reason = await _no_room(session, pool, instance)
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


async def _pools_of_failed(session: AsyncSession) -> dict[str, Endpoint]:
    # Locked before any instance, so that nobody else takes the replicas between the sum and the commit.
    failed = select(ServiceInstance.endpoint_id).where(
        ServiceInstance.server_id.is_(None), ServiceInstance.status == "FAILED"
    )
    query = select(Endpoint).where(Endpoint.id.in_(failed)).order_by(Endpoint.id).with_for_update()
    return {pool.id: pool for pool in await session.scalars(query)}


async def _no_room(
    session: AsyncSession, pool: Endpoint, instance: ServiceInstance
) -> tuple[str, str] | None:
    left = pool.maximum - await endpoints.replicas(session, pool.id)
    if instance.maximum <= left:
        return None
    told = f"The endpoint has {left} of {pool.maximum} replicas left, and this takes {instance.maximum}"
    return "common.00000500", f"{told}; make room, then delete the instance and deploy it again."


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


async def _endpoint(
    session: AsyncSession, defaults: Defaults, user: User, spec_code: str, replicas: int
) -> Endpoint:
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
            maximum=replicas,
            **_stamp(user),
        )
        session.add(endpoint)
        await session.flush()
    return endpoint


async def _model(
    session: AsyncSession, defaults: Defaults, user: User, model: str, base_model_type: str
) -> None:
    version = await session.get(ModelVersion, defaults.version_id)
    if version is not None:
        version.base_model_type = base_model_type  # a setting may have renamed the served one
        return
    if await session.get(Model, defaults.model_id) is None:
        await _new_model(session, defaults, user, model)
    # While another model was served, the version alone may have been deleted, and its name given to another.
    names = set(
        await session.scalars(select(ModelVersion.name).where(ModelVersion.model_id == defaults.model_id))
    )
    session.add(
        ModelVersion(
            id=defaults.version_id,
            model_id=defaults.model_id,
            name=next(name for name in map(str, count(1)) if name not in names),
            base_model_type=base_model_type,
            create_time=now(),
            create_user=user.text,
        )
    )
    await session.flush()


async def _new_model(session: AsyncSession, defaults: Defaults, user: User, model: str) -> None:
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
            **_stamp(user),
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
