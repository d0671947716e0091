"""Reading and writing Fabric's resources: every rule that needs more than one row is kept here.

Reads and writes are one transaction each. A row that a caller may not see is `Missing`, as if it were
not there. Public resources are seen from every project; all others from their own alone.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from treadle.fabric.store import database, listing
from treadle.fabric.store.records import (
    InstanceFilter,
    Missing,
    ModelFilter,
    NameTaken,
    NewInstance,
    NewVersion,
    Page,
    Paging,
    Refused,
    User,
)
from treadle.fabric.store.tables import Endpoint, Model, ModelVersion, ServiceInstance, Workspace

HOLDING = ("PENDING", "CREATING", "RUNNING", "UPDATING")  # statuses in which an instance takes resources


def now() -> datetime:
    """The moment in UTC, to the millisecond, which is what the contract shows."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A fresh identifier: a random UUID with dashes."""
    return str(uuid.uuid4())


class Store:
    """The resources of one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

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
        async with self._engine.connect() as connection:
            await connection.execution_options(immediate=True)
            async with AsyncSession(connection, expire_on_commit=False) as session, session.begin():
                yield session

    async def workspaces(
        self,
        user: User,
        paging: Paging,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - the contract's word
        enterprise_project_id: str | None = None,
    ) -> Page[Workspace]:
        """The workspaces of the caller's project."""
        where: list[ColumnElement[bool]] = [Workspace.project_id == user.project]
        where += listing.matches(Workspace.name, name)
        where += listing.equals((Workspace.id, id), (Workspace.enterprise_project_id, enterprise_project_id))
        async with self.read() as session:
            return await listing.page(session, Workspace, where, paging)

    async def create_model(
        self,
        user: User,
        workspace_id: str,
        *,
        name: str,
        description: str | None,
        type: str,  # noqa: A002 - the contract's word
        version: NewVersion,
    ) -> Model:
        """A model with its first version, which becomes the current one; raises Missing, NameTaken."""
        moment, by = now(), user.text
        first = ModelVersion(
            id=new_id(), model_id=new_id(), create_time=moment, create_user=by, **listing.fields(version)
        )
        model = Model(
            id=first.model_id,
            workspace_id=workspace_id,
            name=name,
            description=description,
            type=type,
            visibility="PRIVATE",
            current_version_id=first.id,
            create_time=moment,
            update_time=moment,
            create_user=by,
            update_user=by,
        )
        try:
            async with self.write() as session:
                await _workspace(session, user, workspace_id)
                await _free(session, Model, "model", workspace_id, name)
                session.add(model)
                await session.flush()
                session.add(first)
        except IntegrityError as error:
            raise NameTaken("model", name) from error
        return model

    async def models(self, user: User, workspace_id: str, wanted: ModelFilter, paging: Paging) -> Page[Model]:
        """The models that a workspace sees; raises Missing."""
        where = [listing.visible(Model, workspace_id, wanted.visibility)]
        where += listing.matches(Model.name, wanted.name)
        where += listing.equals((Model.id, wanted.id), (Model.type, wanted.type))
        async with self.read() as session:
            await _workspace(session, user, workspace_id)
            return await listing.page(session, Model, where, paging)

    async def versions(
        self,
        user: User,
        workspace_id: str,
        model_id: str,
        paging: Paging,
        *,
        name: str | None = None,
        version_id: str | None = None,
    ) -> Page[ModelVersion]:
        """The versions of a model; raises Missing."""
        async with self.read() as session:
            await _workspace(session, user, workspace_id)
            model = await _model(session, workspace_id, model_id)
            where: list[ColumnElement[bool]] = [ModelVersion.model_id == model.id]
            where += listing.matches(ModelVersion.name, name)
            where += listing.equals((ModelVersion.id, version_id))
            return await listing.page(session, ModelVersion, where, paging)

    async def source(
        self, user: User, workspace_id: str, model_id: str, version_id: str | None
    ) -> tuple[Model, ModelVersion]:
        """What a deployment names: a model and one of its versions, the current one by default."""
        async with self.read() as session:
            await _workspace(session, user, workspace_id)
            model = await _model(session, workspace_id, model_id)
            version = await session.get(ModelVersion, version_id or model.current_version_id)
            if version is None or version.model_id != model.id:
                raise Missing("model version", version_id or model.current_version_id)
            return model, version

    async def deploy(self, user: User, workspace_id: str, new: NewInstance) -> ServiceInstance:
        """Place a model version on an endpoint; raises Missing, NameTaken, Refused."""
        moment, by = now(), user.text
        try:
            async with self.write() as session:
                await _workspace(session, user, workspace_id)
                endpoint = await _endpoint(session, workspace_id, new.endpoint_id)
                await _free(session, ServiceInstance, "service instance", workspace_id, new.name)
                await _fits(session, endpoint, new)
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
        except IntegrityError as error:
            raise NameTaken("service instance", new.name) from error
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
            await _workspace(session, user, workspace_id)
            return await listing.page(session, ServiceInstance, where, paging)

    async def instance(self, user: User, workspace_id: str, instance_id: str) -> ServiceInstance:
        """One service instance of a workspace; raises Missing."""
        async with self.read() as session:
            return await _instance(session, user, workspace_id, instance_id)

    async def delete_instance(self, user: User, workspace_id: str, instance_id: str) -> None:
        """Remove a service instance; raises Missing, and Refused for the one the server keeps itself."""
        async with self.write() as session:
            await _workspace(session, user, workspace_id)
            instance = await _instance(session, user, workspace_id, instance_id)
            if instance.own:
                raise Refused(
                    "this instance serves the model that the server was started with; it cannot be deleted"
                )
            await session.delete(instance)


async def _workspace(session: AsyncSession, user: User, workspace_id: str) -> Workspace:
    workspace = await session.get(Workspace, workspace_id)
    if workspace is None or workspace.project_id != user.project:
        raise Missing("workspace", workspace_id)
    return workspace


async def _model(session: AsyncSession, workspace_id: str, model_id: str) -> Model:
    model = await session.get(Model, model_id)
    if model is None or (model.workspace_id != workspace_id and model.visibility != "PUBLIC"):
        raise Missing("model", model_id)
    return model


async def _endpoint(session: AsyncSession, workspace_id: str, endpoint_id: str) -> Endpoint:
    # Locked where the database locks rows, so that two deployments cannot both take the last replica.
    endpoint = await session.get(Endpoint, endpoint_id, with_for_update=True)
    if endpoint is None or endpoint.workspace_id != workspace_id:
        raise Missing("endpoint", endpoint_id)
    return endpoint


async def _instance(
    session: AsyncSession, user: User, workspace_id: str, instance_id: str
) -> ServiceInstance:
    belongs = Workspace.id == ServiceInstance.workspace_id
    seen = or_(Workspace.project_id == user.project, ServiceInstance.visibility == "PUBLIC")
    found = await session.scalar(
        select(ServiceInstance)
        .join(Workspace, belongs)
        .where(ServiceInstance.id == instance_id, ServiceInstance.workspace_id == workspace_id, seen)
    )
    if found is None:
        raise Missing("service instance", instance_id)
    return found


async def _free(session: AsyncSession, table: Any, kind: str, workspace_id: str, name: str) -> None:
    taken = select(table.id).where(and_(table.workspace_id == workspace_id, table.name == name))
    if await session.scalar(taken) is not None:
        raise NameTaken(kind, name)


async def _fits(session: AsyncSession, endpoint: Endpoint, new: NewInstance) -> None:
    pointer = "/config/model_instance_config/resource/max"
    if endpoint.status != "RUNNING":
        raise Refused(f"the endpoint is {endpoint.status}, not RUNNING", "/endpoint_id")
    if new.maximum < new.minimum:
        raise Refused(f"max ({new.maximum}) is below min ({new.minimum})", pointer)
    if new.maximum > endpoint.maximum:
        raise Refused(f"max ({new.maximum}) exceeds the endpoint's own ({endpoint.maximum})", pointer)
    taken = await session.scalar(
        select(func.coalesce(func.sum(ServiceInstance.maximum), 0)).where(
            ServiceInstance.endpoint_id == endpoint.id, ServiceInstance.status.in_(HOLDING)
        )
    )
    if new.status in HOLDING and (taken or 0) + new.maximum > endpoint.maximum:
        raise Refused(
            f"the endpoint has {endpoint.maximum - (taken or 0)} of {endpoint.maximum} replicas left", pointer
        )
