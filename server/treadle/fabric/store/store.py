"""The database of Fabric's resources, and service instances in it.

Reads and writes are one transaction each. Workspaces, models and endpoints are read and written by the
modules beside this one, on the transactions that the store gives. Public resources are seen from every
project; all others from their own alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from treadle.fabric.store import database, listing, scope
from treadle.fabric.store.places import Places
from treadle.fabric.store.records import (
    InstanceChange,
    InstanceFilter,
    Missing,
    NewInstance,
    Page,
    Paging,
    Refused,
    User,
    new_id,
    now,
)
from treadle.fabric.store.tables import Endpoint, ModelVersion, ServiceInstance

HOLDING = ("PENDING", "CREATING", "RUNNING", "UPDATING")  # statuses in which an instance takes resources


Admit = Callable[[AsyncSession], Awaitable[None]]
"""A further condition, looked at in the transaction that it decides about; raises Refused."""


class Store:
    """The resources of one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite's own waiting is a sleep of up to 0.1 s that holds a connection and a thread, and whoever
        # sleeps may be overtaken for ever. So writers of one process queue up here, in order, with neither.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self.places = Places()

    @classmethod
    async def open(cls, location: str | Path) -> Store:
        """Connect to `location` (a path or a URL) and bring its tables to the newest revision."""
        engine = database.connect(location)
        try:
            await database.upgrade(engine)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine)

    async def close(self) -> None:
        """Give up all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession, None]:
        """A transaction that does not write."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncSession, None]:
        """A transaction that may write; on SQLite one at a time."""
        async with self._turn, self._engine.connect() as connection:
            await connection.execution_options(immediate=True)
            async with AsyncSession(connection, expire_on_commit=False) as session, session.begin():
                yield session

    async def deploy(
        self, user: User, workspace_id: str, new: NewInstance, *, admit: Admit | None = None
    ) -> ServiceInstance:
        """Place a model version on an endpoint; raises Missing, NameTaken, Refused, as `admit` may."""
        moment, by = now(), user.text
        with scope.unique("service instance", new.name):
            async with self.write() as session:
                await scope.workspace(session, user, workspace_id, scope.KEEP)
                await scope.seen_model(session, workspace_id, new.model_id, scope.KEEP)
                # Whoever asked for it may have seen one that is gone by now; the lock keeps one that is not.
                version = await session.get(ModelVersion, new.version_id)
                if version is None or version.model_id != new.model_id:
                    raise Missing("model version", new.version_id)
                # Nobody else may take the last replica between the sum and the insert.
                endpoint = await scope.seen_endpoint(session, workspace_id, new.endpoint_id, scope.CHANGE)
                if not await scope.usable(session, workspace_id, endpoint):
                    raise Refused("the endpoint is INACTIVE here: subscribe to it first", "/endpoint_id")
                await scope.free(session, ServiceInstance, "service instance", workspace_id, new.name)
                await _fits(session, endpoint, new.minimum, new.maximum, holds=new.status in HOLDING)
                if admit is not None:
                    await admit(session)
                instance = ServiceInstance(
                    id=new_id(),
                    workspace_id=workspace_id,
                    type="LLM_MODEL",
                    visibility="PRIVATE",
                    own=False,
                    running_since=moment if new.status == "RUNNING" else None,
                    create_time=moment,
                    update_time=moment,
                    create_user=by,
                    update_user=by,
                    **{**listing.fields(new), "spec_code": new.spec_code or endpoint.spec_code},
                )
                session.add(instance)
        return instance

    async def instances(
        self, user: User, workspace_id: str, wanted: InstanceFilter, paging: Paging
    ) -> Page[ServiceInstance]:
        """The service instances that a workspace sees; raises Missing."""
        where = [listing.visible(ServiceInstance, workspace_id, wanted.visibility)]
        where += listing.matches(ServiceInstance.name, wanted.name)
        where += listing.equals(
            (ServiceInstance.id, wanted.id),
            (ServiceInstance.type, wanted.type),
            (ServiceInstance.endpoint_id, wanted.endpoint_id),
            (ServiceInstance.model_id, wanted.source_id),
            (ServiceInstance.version_id, wanted.version_id),
        )
        async with self.read() as session:
            await scope.workspace(session, user, workspace_id)
            list_ = (user.project, user.text, workspace_id, wanted)
            return await listing.page(session, ServiceInstance, where, paging, self.places, list_)

    async def instance(self, user: User, workspace_id: str, instance_id: str) -> ServiceInstance:
        """One service instance of a workspace; raises Missing."""
        async with self.read() as session:
            return await scope.instance(session, user, workspace_id, instance_id)

    async def update_instance(
        self, user: User, workspace_id: str, instance_id: str, change: InstanceChange
    ) -> ServiceInstance:
        """A service instance with what is given in place of what it had; raises as `deploy` does."""
        with scope.unique("service instance", change.name or ""):
            async with self.write() as session:
                await scope.workspace(session, user, workspace_id, scope.KEEP)
                instance = await scope.instance(session, user, workspace_id, instance_id)
                endpoint = None
                if change.maximum is not None:  # before the instance's own lock, as everywhere
                    endpoint = await session.get(Endpoint, instance.endpoint_id, with_for_update=scope.CHANGE)
                instance = await scope.instance(session, user, workspace_id, instance_id, scope.CHANGE)
                if change.name is not None and change.name != instance.name:
                    await scope.free(session, ServiceInstance, "service instance", workspace_id, change.name)
                for given, kept, pointer in (
                    (change.model_id, instance.model_id, "/source/id"),
                    (change.version_id, instance.version_id, "/source/version_id"),
                    (change.minimum, instance.minimum, "/config/model_instance_config/resource/min"),
                ):
                    if given is not None and given != kept:
                        raise Refused(f"cannot be changed: it is {kept}", pointer)
                if endpoint is not None and change.maximum is not None and change.maximum != instance.maximum:
                    await _fits(session, endpoint, instance.minimum, change.maximum, instance)
                listing.change(
                    instance,
                    user,
                    name=change.name,
                    description=change.description,
                    maximum=change.maximum,
                )
        return instance


async def _fits(
    session: AsyncSession,
    endpoint: Endpoint,
    minimum: int,
    maximum: int,
    instance: ServiceInstance | None = None,
    *,
    holds: bool = True,
) -> None:
    pointer = "/config/model_instance_config/resource/max"
    if endpoint.status != "RUNNING":
        raise Refused(f"the endpoint is {endpoint.status}, not RUNNING", "/endpoint_id")
    if maximum < minimum:
        raise Refused(f"max ({maximum}) is below min ({minimum})", pointer)
    if maximum > endpoint.maximum:
        raise Refused(f"max ({maximum}) exceeds the endpoint's own ({endpoint.maximum})", pointer)
    others = [ServiceInstance.endpoint_id == endpoint.id, ServiceInstance.status.in_(HOLDING)]
    if instance is not None:
        others.append(ServiceInstance.id != instance.id)
        holds = instance.status in HOLDING
    taken = await session.scalar(select(func.coalesce(func.sum(ServiceInstance.maximum), 0)).where(*others))
    if holds and (taken or 0) + maximum > endpoint.maximum:
        raise Refused(
            f"the endpoint has {endpoint.maximum - (taken or 0)} of {endpoint.maximum} replicas left", pointer
        )
