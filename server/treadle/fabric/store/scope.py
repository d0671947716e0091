"""The rows that a caller may name, and the locks that keep rules between rows true.

A row that the caller may not see is `Missing`, as if it were not there. SQLite has one writer at a
time and ignores the locks; PostgreSQL takes them on the row:

    KEEP     nobody deletes the row while this transaction builds on it
    CHANGE   nobody else builds on the row, changes or deletes it
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from treadle.fabric.store.records import Missing, NameTaken, User, lock_number
from treadle.fabric.store.tables import Endpoint, Model, ServiceInstance, Subscription, Workspace

Lock: TypeAlias = dict[str, Any] | None
Placed = TypeVar("Placed", Model, Endpoint)  # what lies in a workspace and may be public

KEEP = {"read": True, "key_share": True}
CHANGE: dict[str, Any] = {}


def _of(lock: Lock, table: type[Any]) -> dict[str, Any] | None:
    return None if lock is None else {**lock, "of": table}


async def workspace(session: AsyncSession, user: User, workspace_id: str, lock: Lock = None) -> Workspace:
    """A workspace of the caller's project."""
    found = await session.get(Workspace, workspace_id, with_for_update=_of(lock, Workspace))
    if found is None or found.project_id != user.project:
        raise Missing("workspace", workspace_id)
    return found


async def seen_model(session: AsyncSession, workspace_id: str, model_id: str, lock: Lock = None) -> Model:
    """A model of the workspace, or a public one."""
    return await _placed(session, Model, "model", workspace_id, model_id, lock, public=True)


async def own_model(session: AsyncSession, workspace_id: str, model_id: str, lock: Lock = None) -> Model:
    """A model of the workspace itself: others' public ones cannot be changed."""
    return await _placed(session, Model, "model", workspace_id, model_id, lock, public=False)


async def own_endpoint(
    session: AsyncSession, workspace_id: str, endpoint_id: str, lock: Lock = None
) -> Endpoint:
    """An endpoint of the workspace itself."""
    return await _placed(session, Endpoint, "endpoint", workspace_id, endpoint_id, lock, public=False)


async def seen_endpoint(
    session: AsyncSession, workspace_id: str, endpoint_id: str, lock: Lock = None
) -> Endpoint:
    """An endpoint of the workspace, or a public one."""
    return await _placed(session, Endpoint, "endpoint", workspace_id, endpoint_id, lock, public=True)


async def _placed(
    session: AsyncSession,
    table: type[Placed],
    kind: str,
    workspace_id: str,
    row_id: str,
    lock: Lock,
    *,
    public: bool,
) -> Placed:
    row = await session.get(table, row_id, with_for_update=_of(lock, table))
    if row is None or (row.workspace_id != workspace_id and not (public and row.visibility == "PUBLIC")):
        raise Missing(kind, row_id)
    return row


async def usable(session: AsyncSession, workspace_id: str, endpoint: Endpoint) -> bool:
    """Whether the workspace may deploy on an endpoint that it sees: its own, or one it subscribed to."""
    if endpoint.workspace_id == workspace_id:
        return True
    return await session.get(Subscription, (workspace_id, endpoint.id)) is not None


async def instance(
    session: AsyncSession, user: User, workspace_id: str, instance_id: str, lock: Lock = None
) -> ServiceInstance:
    """A service instance of the workspace; of another project's only a public one."""
    belongs = Workspace.id == ServiceInstance.workspace_id
    seen = or_(Workspace.project_id == user.project, ServiceInstance.visibility == "PUBLIC")
    query = (
        select(ServiceInstance)
        .join(Workspace, belongs)
        .where(ServiceInstance.id == instance_id, ServiceInstance.workspace_id == workspace_id, seen)
    )
    if lock is not None:  # what was read before it may have been changed
        query = query.with_for_update(**lock, of=ServiceInstance).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise Missing("service instance", instance_id)
    return found


async def count(session: AsyncSession, table: Any, *where: Any) -> int:
    """How many rows match."""
    return await session.scalar(select(func.count()).select_from(table).where(and_(*where))) or 0


async def free(session: AsyncSession, table: Any, kind: str, workspace_id: str, name: str) -> None:
    """Raise NameTaken if the workspace has a row of that name."""
    if await count(session, table, table.workspace_id == workspace_id, table.name == name):
        raise NameTaken(kind, name)


@contextmanager
def unique(kind: str, name: str, within: str = "workspace") -> Generator[None]:
    """Around a write: a name that somebody else took at the same moment is NameTaken too."""
    try:
        yield
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig):
            raise NameTaken(kind, name, within) from error
        raise


async def alone(session: AsyncSession, *what: str) -> None:
    """Wait until no other transaction is doing `what`; ends with this transaction."""
    if (await session.connection()).dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(lock_number(*what))))
