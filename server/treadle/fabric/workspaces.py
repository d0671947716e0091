"""Workspaces: created, listed, changed, deleted."""

from __future__ import annotations

from treadle.contract.call import Call
from treadle.fabric import shapes
from treadle.fabric.deadline import framed
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.fabric.store import workspaces
from treadle.fabric.store.records import NewWorkspace, Paging
from treadle.fabric.store.store import Store
from treadle.fabric.store.workspaces import MOST_WORKSPACES
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import WorkspacesService


class Workspaces(WorkspacesService):
    """The workspaces of the caller's project."""

    def __init__(self, store: Store, settings: FabricSettings) -> None:
        self._store = store
        self._settings = settings

    async def list_workspaces(
        self,
        call: Call,
        *,
        offset: int = 0,
        limit: int = 10,
        name: str | None = None,
        id_: str | None = None,
        enterprise_project_id: str = "all_granted_eps",
    ) -> wire.ListWorkspacesResponse:
        """List workspaces, the newest first."""
        project = None if enterprise_project_id == "all_granted_eps" else enterprise_project_id
        async with framed(call, self._settings.deadline):
            page = await workspaces.page(
                self._store,
                call.principal,
                Paging(offset, limit, reader=call.client),
                name=name,
                id=id_,
                enterprise_project_id=project,
            )
        return wire.ListWorkspacesResponse(
            total=min(page.total, MOST_WORKSPACES), workspaces=[shapes.workspace(row) for row in page.rows]
        )

    async def create_workspace(self, call: Call, *, body: wire.CreateWorkspaceRequest) -> wire.Workspace:
        """Create a workspace."""
        tags = given(body.tags)
        async with framed(call, self._settings.deadline):
            row = await workspaces.create(
                self._store,
                call.principal,
                NewWorkspace(
                    name=body.name,
                    description=given(body.description),
                    metastore_id=given(body.metastore_id),
                    enterprise_project_id=body.enterprise_project_id,
                    tags=None if tags is None else {tag.key: given(tag.value) or "" for tag in tags},
                ),
            )
        return shapes.workspace(row)

    async def update_workspace(
        self, call: Call, *, body: wire.UpdateWorkspaceRequest, workspace_id: str
    ) -> wire.Workspace:
        """Change a workspace."""
        async with framed(call, self._settings.deadline):
            row = await workspaces.update(
                self._store,
                call.principal,
                workspace_id,
                name=given(body.name),
                description=given(body.description),
                metastore_id=given(body.metastore_id),
            )
        return shapes.workspace(row)

    async def delete_workspace(self, call: Call, *, workspace_id: str) -> None:
        """Delete a workspace that holds nothing."""
        async with framed(call, self._settings.deadline):
            await workspaces.remove(self._store, call.principal, workspace_id)
