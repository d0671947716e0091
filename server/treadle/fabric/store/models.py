"""Models and their versions in SQL: unique names, one current version, nothing deployed is deleted."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete

from treadle.fabric.store import listing, scope
from treadle.fabric.store.records import (
    Missing,
    ModelFilter,
    NewVersion,
    Page,
    Paging,
    Refused,
    User,
    new_id,
    now,
)
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import Model, ModelVersion, ServiceInstance


async def create(
    store: Store,
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
    first = _version(user, new_id(), version)
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
    with scope.unique("model", name):
        async with store.write() as session:
            await scope.workspace(session, user, workspace_id, scope.KEEP)
            await scope.free(session, Model, "model", workspace_id, name)
            session.add(model)
            await session.flush()
            session.add(first)
    return model


async def page(
    store: Store, user: User, workspace_id: str, wanted: ModelFilter, paging: Paging
) -> Page[Model]:
    """The models that a workspace sees; raises Missing."""
    where = [listing.visible(Model, workspace_id, wanted.visibility)]
    where += listing.matches(Model.name, wanted.name)
    where += listing.equals((Model.id, wanted.id), (Model.type, wanted.type))
    async with store.read() as session:
        await scope.workspace(session, user, workspace_id)
        list_ = (user.project, user.text, workspace_id, wanted)
        return await listing.page(session, Model, where, paging, store.places, list_)


async def update(
    store: Store,
    user: User,
    workspace_id: str,
    model_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    current_version_id: str | None = None,
    version: NewVersion | None = None,
) -> Model:
    """A model with what is given in place of what it had; raises Missing, NameTaken, Refused."""
    with scope.unique("model", name or ""):
        async with store.write() as session:
            await scope.workspace(session, user, workspace_id, scope.KEEP)
            model = await scope.own_model(session, workspace_id, model_id, scope.CHANGE)
            if name is not None and name != model.name:
                await scope.free(session, Model, "model", workspace_id, name)
            if current_version_id is not None:
                current = await session.get(ModelVersion, current_version_id)
                if current is None or current.model_id != model_id:
                    raise Missing("model version", current_version_id)
            if version is not None:
                same = (ModelVersion.model_id == model_id, ModelVersion.name == version.name)
                if await scope.count(session, ModelVersion, *same):
                    raise Refused(
                        f"a version named {version.name!r} exists already in this model", "/version/name"
                    )
                session.add(_version(user, model_id, version))
                listing.touch(model, user)
            listing.change(
                model, user, name=name, description=description, current_version_id=current_version_id
            )
            await session.flush()
            await session.refresh(model, ["current_version"])
    return model


async def remove(store: Store, user: User, workspace_id: str, model_id: str) -> None:
    """Delete a model with its versions; raises Missing, and Refused while one of them is deployed."""
    async with store.write() as session:
        await scope.workspace(session, user, workspace_id, scope.KEEP)
        model = await scope.own_model(session, workspace_id, model_id, scope.CHANGE)
        deployed = await scope.count(session, ServiceInstance, ServiceInstance.model_id == model_id)
        if deployed:
            raise Refused(f"the model is in use: service instances run it ({deployed}); delete them first")
        await session.execute(delete(ModelVersion).where(ModelVersion.model_id == model_id))
        await session.delete(model)


async def versions(
    store: Store,
    user: User,
    workspace_id: str,
    model_id: str,
    paging: Paging,
    *,
    name: str | None = None,
    version_id: str | None = None,
) -> Page[ModelVersion]:
    """The versions of a model; raises Missing."""
    async with store.read() as session:
        await scope.workspace(session, user, workspace_id)
        model = await scope.seen_model(session, workspace_id, model_id)
        where: list[ColumnElement[bool]] = [ModelVersion.model_id == model.id]
        where += listing.matches(ModelVersion.name, name)
        where += listing.equals((ModelVersion.id, version_id))
        wanted = (user.project, user.text, workspace_id, model_id, name, version_id)
        return await listing.page(session, ModelVersion, where, paging, store.places, wanted)


async def remove_version(store: Store, user: User, workspace_id: str, model_id: str, version_id: str) -> None:
    """Delete a version; raises Missing, and Refused for the current one and a deployed one."""
    async with store.write() as session:
        await scope.workspace(session, user, workspace_id, scope.KEEP)
        model = await scope.own_model(session, workspace_id, model_id, scope.CHANGE)
        version = await session.get(ModelVersion, version_id)
        if version is None or version.model_id != model_id:
            raise Missing("model version", version_id)
        if version_id == model.current_version_id:
            raise Refused(
                "the version is in use: it is the model's current one; make another one current first"
            )
        deployed = await scope.count(session, ServiceInstance, ServiceInstance.version_id == version_id)
        if deployed:
            raise Refused(f"the version is in use: service instances run it ({deployed}); delete them first")
        await session.delete(version)


async def source(
    store: Store, user: User, workspace_id: str, model_id: str, version_id: str | None
) -> tuple[Model, ModelVersion]:
    """What a deployment names: a model and one of its versions, the current one by default."""
    async with store.read() as session:
        await scope.workspace(session, user, workspace_id)
        model = await scope.seen_model(session, workspace_id, model_id)
        version = await session.get(ModelVersion, version_id or model.current_version_id)
        if version is None or version.model_id != model.id:
            raise Missing("model version", version_id or model.current_version_id)
        return model, version


def _version(user: User, model_id: str, new: NewVersion) -> ModelVersion:
    return ModelVersion(
        id=new_id(), model_id=model_id, create_time=now(), create_user=user.text, **listing.fields(new)
    )
