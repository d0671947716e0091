"""Endpoints in SQL: what they bound, who may place instances on them, and when they may go."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from treadle.fabric.store import listing, scope
from treadle.fabric.store.records import (
    EndpointChange,
    EndpointFilter,
    NewEndpoint,
    Page,
    Paging,
    Refused,
    User,
    new_id,
    now,
)
from treadle.fabric.store.store import HOLDING, Store
from treadle.fabric.store.tables import Endpoint, ServiceInstance, Subscription

MAXIMUM = "/reserved_resource/mu/max"


async def create(store: Store, user: User, workspace_id: str, new: NewEndpoint) -> Endpoint:
    """An endpoint, which runs at once; raises Missing, NameTaken, Refused."""
    _ordered(new.minimum, new.maximum)
    moment, by = now(), user.text
    row = Endpoint(
        id=new_id(),
        workspace_id=workspace_id,
        type="inference",
        status="RUNNING",
        create_time=moment,
        update_time=moment,
        create_user=by,
        update_user=by,
        **listing.fields(new),
    )
    with scope.unique("endpoint", new.name):
        async with store.write() as session:
            await scope.workspace(session, user, workspace_id, scope.KEEP)
            await scope.free(session, Endpoint, "endpoint", workspace_id, new.name)
            session.add(row)
    return row


async def page(
    store: Store, user: User, workspace_id: str, wanted: EndpointFilter, paging: Paging
) -> tuple[Page[Endpoint], set[str]]:
    """The endpoints that a workspace sees, and the ids of those it may deploy on; raises Missing."""
    where = [listing.visible(Endpoint, workspace_id, wanted.visibility)]
    where += listing.matches(Endpoint.name, wanted.name)
    where += listing.equals((Endpoint.id, wanted.id), (Endpoint.type, wanted.type))
    if wanted.model_id is not None:
        placed = select(ServiceInstance.endpoint_id).where(
            ServiceInstance.model_id == wanted.model_id, ServiceInstance.workspace_id == workspace_id
        )
        where.append(Endpoint.id.in_(placed))
    async with store.read() as session:
        await scope.workspace(session, user, workspace_id)
        list_ = (user.project, user.text, workspace_id, wanted)
        found = await listing.page(session, Endpoint, where, paging, store.places, list_)
        subscribed = await session.scalars(
            select(Subscription.endpoint_id).where(Subscription.workspace_id == workspace_id)
        )
        usable = set(subscribed) | {row.id for row in found.rows if row.workspace_id == workspace_id}
        return found, usable


async def show(store: Store, user: User, workspace_id: str, endpoint_id: str) -> tuple[Endpoint, bool]:
    """An endpoint, and whether the workspace may deploy on it; raises Missing."""
    async with store.read() as session:
        await scope.workspace(session, user, workspace_id)
        row = await scope.seen_endpoint(session, workspace_id, endpoint_id)
        return row, await scope.usable(session, workspace_id, row)


async def update(
    store: Store, user: User, workspace_id: str, endpoint_id: str, change: EndpointChange
) -> Endpoint:
    """An endpoint with what is given in place of what it had; raises Missing, NameTaken, Refused."""
    with scope.unique("endpoint", change.name or ""):
        async with store.write() as session:
            await scope.workspace(session, user, workspace_id, scope.KEEP)
            row = await scope.own_endpoint(session, workspace_id, endpoint_id, scope.CHANGE)
            if change.name is not None and change.name != row.name:
                await scope.free(session, Endpoint, "endpoint", workspace_id, change.name)
            if change.minimum is not None and change.maximum is not None:
                _ordered(change.minimum, change.maximum)
                taken = await replicas(session, endpoint_id)
                if change.maximum < taken:
                    raise Refused(
                        f"the endpoint is in use: its service instances take {taken} replicas", MAXIMUM
                    )
            listing.change(row, user, **listing.fields(change))
    return row


async def remove(store: Store, user: User, workspace_id: str, endpoint_id: str) -> None:
    """Delete an endpoint without service instances; raises Missing, Refused."""
    async with store.write() as session:
        await scope.workspace(session, user, workspace_id, scope.KEEP)
        row = await scope.own_endpoint(session, workspace_id, endpoint_id, scope.CHANGE)
        placed = await scope.count(session, ServiceInstance, ServiceInstance.endpoint_id == endpoint_id)
        if placed:
            raise Refused(
                f"the endpoint is in use: service instances are on it ({placed}); delete them first"
            )
        await session.execute(delete(Subscription).where(Subscription.endpoint_id == endpoint_id))
        await session.delete(row)


async def subscribe(store: Store, user: User, workspace_id: str, endpoint_id: str) -> None:
    """Let a workspace deploy on a public endpoint; on its own it may anyway. Raises Missing."""
    async with store.write() as session:
        await scope.workspace(session, user, workspace_id, scope.CHANGE)
        row = await scope.seen_endpoint(session, workspace_id, endpoint_id, scope.KEEP)
        if row.workspace_id == workspace_id:
            return
        if await session.get(Subscription, (workspace_id, endpoint_id)) is None:
            session.add(
                Subscription(
                    workspace_id=workspace_id,
                    endpoint_id=endpoint_id,
                    create_time=now(),
                    create_user=user.text,
                )
            )


async def replicas(session: AsyncSession, endpoint_id: str) -> int:
    """How many replicas the instances on an endpoint take together."""
    taken = await session.scalar(
        select(func.coalesce(func.sum(ServiceInstance.maximum), 0)).where(
            ServiceInstance.endpoint_id == endpoint_id, ServiceInstance.status.in_(HOLDING)
        )
    )
    return int(taken or 0)


def _ordered(minimum: int, maximum: int) -> None:
    if maximum < minimum:
        raise Refused(f"max ({maximum}) is below min ({minimum})", MAXIMUM)
