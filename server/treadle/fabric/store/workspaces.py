"""Workspaces in SQL: unique names in a project, a bounded number, and none is deleted that holds anything."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete

from treadle.fabric.store import listing, scope
from treadle.fabric.store.records import (
    NameTaken,
    NewWorkspace,
    Page,
    Paging,
    Refused,
    User,
    new_id,
    now,
)
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import Endpoint, Model, ServiceInstance, Subscription, Workspace

MOST_WORKSPACES = 1000  # of a project; the contract's bound of a list's total


async def create(store: Store, user: User, new: NewWorkspace) -> Workspace:
    """A workspace; raises NameTaken, and Refused beyond their number."""
    moment, by = now(), user.text
    row = Workspace(
        id=new_id(),
        project_id=user.project,
        create_time=moment,
        update_time=moment,
        create_user=by,
        update_user=by,
        **listing.fields(new),
    )
    with scope.unique("workspace", new.name, "project"):
        async with store.write() as session:
            await scope.alone(session, "workspaces", user.project)
            mine = Workspace.project_id == user.project
            if await scope.count(session, Workspace, mine, Workspace.name == new.name):
                raise NameTaken("workspace", new.name, "project")
            if await scope.count(session, Workspace, mine) >= MOST_WORKSPACES:
                raise Refused(f"a project has at most {MOST_WORKSPACES} workspaces")
            session.add(row)
    return row


async def page(
    store: Store,
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
    async with store.read() as session:
        wanted = (user.project, user.text, name, id, enterprise_project_id)
        return await listing.page(session, Workspace, where, paging, store.places, wanted)


async def update(
    store: Store,
    user: User,
    workspace_id: str,
    *,
    name: str | None,
    description: str | None,
    metastore_id: str | None,
) -> Workspace:
    """A workspace with what is given in place of what it had; raises Missing, NameTaken."""
    with scope.unique("workspace", name or "", "project"):
        async with store.write() as session:
            row = await scope.workspace(session, user, workspace_id, scope.CHANGE)
            if name is not None and name != row.name:
                taken = (Workspace.project_id == user.project, Workspace.name == name)
                if await scope.count(session, Workspace, *taken):
                    raise NameTaken("workspace", name, "project")
            listing.change(row, user, name=name, description=description, metastore_id=metastore_id)
    return row


async def remove(store: Store, user: User, workspace_id: str) -> None:
    """Delete a workspace that holds nothing; raises Missing, Refused."""
    async with store.write() as session:
        row = await scope.workspace(session, user, workspace_id, scope.CHANGE)
        for kind, table in (
            ("service instances", ServiceInstance),
            ("models", Model),
            ("endpoints", Endpoint),
        ):
            held = await scope.count(session, table, table.workspace_id == workspace_id)
            if held:
                raise Refused(f"the workspace is in use: it has {kind} ({held}); delete them first")
        await session.execute(delete(Subscription).where(Subscription.workspace_id == workspace_id))
        await session.delete(row)
