"""Models and their versions: created, listed, changed, deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric import shapes
from treadle.fabric.catalogue import MOST_ROWS
from treadle.fabric.deadline import framed
from treadle.fabric.deploying.directory import allowed
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.shapes import given
from treadle.fabric.store import models
from treadle.fabric.store.records import ModelFilter, NewVersion, Paging
from treadle.fabric.store.store import Store
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import ModelsService

_CONFIG = "/version/config/llm_model_config"


class Models(ModelsService):
    """Models and their versions."""

    def __init__(self, store: Store, served: ServedModel, settings: FabricSettings) -> None:
        self._store = store
        self._served = served
        self._settings = settings

    async def create_model_definition(
        self, call: Call, *, body: wire.CreateModelDefinitionRequest, workspace_id: str
    ) -> wire.CreateModelDefinitionResponse:
        """Create a model with its first version."""
        async with framed(call, self._settings.deadline):
            version = self._version(body.version)
            model = await models.create(
                self._store,
                call.principal,
                workspace_id,
                name=body.name,
                description=given(body.description),
                type=body.type,
                version=version,
            )
        return wire.CreateModelDefinitionResponse(id=model.id, version_id=model.current_version_id)

    async def list_models(
        self,
        call: Call,
        *,
        workspace_id: str,
        offset: int = 0,
        limit: int = 10,
        name: str | None = None,
        id_: str | None = None,
        type_: str | None = None,
        visibility: Literal["PRIVATE", "PUBLIC", "ALL"] | None = None,
        sort_by: Literal["CREATE_TIME", "UPDATE_TIME", "NAME"] = "CREATE_TIME",
        order_by: Literal["ASC", "DESC"] = "DESC",
    ) -> wire.ListModelsResponse:
        """List the models that a workspace sees."""
        wanted = ModelFilter(name=name, id=id_, type=type_, visibility=visibility)
        async with framed(call, self._settings.deadline):
            page = await models.page(
                self._store,
                call.principal,
                workspace_id,
                wanted,
                Paging(offset, limit, sort_by, order_by == "DESC", call.client),
            )
        return wire.ListModelsResponse(
            total=min(page.total, MOST_ROWS), models=[shapes.model(row) for row in page.rows]
        )

    async def list_model_versions(
        self,
        call: Call,
        *,
        workspace_id: str,
        model_id: str,
        offset: int = 0,
        limit: int = 10,
        version_id: str | None = None,
        name: str | None = None,
    ) -> wire.ListModelVersionsResponse:
        """List the versions of a model, the newest first."""
        async with framed(call, self._settings.deadline):
            page = await models.versions(
                self._store,
                call.principal,
                workspace_id,
                model_id,
                Paging(offset, limit, reader=call.client),
                name=name,
                version_id=version_id,
            )
        return wire.ListModelVersionsResponse(
            total=min(page.total, MOST_ROWS), versions=[shapes.version(row) for row in page.rows]
        )

    async def update_model_definition(
        self, call: Call, *, body: wire.UpdateModelDefinitionRequest, workspace_id: str, model_id: str
    ) -> wire.ModelInfo:
        """Change a model, add a version to it, or both."""
        async with framed(call, self._settings.deadline):
            version = None if (added := given(body.version)) is None else self._version(added)
            if version is not None and version.local_model_path is not None:
                _exists(version.local_model_path)
            model = await models.update(
                self._store,
                call.principal,
                workspace_id,
                model_id,
                name=given(body.name),
                description=given(body.description),
                current_version_id=given(body.current_version_id),
                version=version,
            )
        return shapes.model(model)

    async def cleanup_model(self, call: Call, *, workspace_id: str, model_id: str) -> None:
        """Delete a model with its versions."""
        async with framed(call, self._settings.deadline):
            await models.remove(self._store, call.principal, workspace_id, model_id)

    async def delete_model_version(
        self, call: Call, *, workspace_id: str, model_id: str, version_id: str
    ) -> None:
        """Delete a version of a model."""
        async with framed(call, self._settings.deadline):
            await models.remove_version(self._store, call.principal, workspace_id, model_id, version_id)

    def _version(self, asked: wire.ModelVersionInput) -> NewVersion:
        config = given(asked.config)
        llm = None if config is None else given(config.llm_model_config)
        if llm is None:
            return NewVersion(name=asked.name, description=given(asked.description))
        known = [row.base_model_type for row in self._served.catalogue(self._settings)]
        if self._settings.strict_base_models and llm.base_model_type not in known:
            raise _refuse("base_model_type", "is not in the list of base models")
        local = given(llm.local_model_path)
        if local is not None and not allowed(local, self._settings.local_model_roots):
            raise _refuse("local_model_path", "is under none of the directories that this server allows")
        return NewVersion(
            name=asked.name,
            description=given(asked.description),
            base_model_type=llm.base_model_type,
            model_path=given(llm.model_path),
            local_model_path=local,
        )


def _exists(path: str) -> None:
    if not Path(path).exists():
        raise _refuse("local_model_path", "leads to nothing on this server")


def _refuse(member: str, reason: str) -> Problem:
    return Problem(Kind.INVALID, f"`{_CONFIG}/{member}` {reason}", pointer=f"{_CONFIG}/{member}")
