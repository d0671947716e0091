"""Fabric: what something else needs is not deleted, and what nothing needs is."""

from __future__ import annotations

from typing import Any

from treadle_conformance.checks.fabric import create, fresh, instances, models, new_model
from treadle_conformance.checks.fabric_instances import deployed, remove, wish_for
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound


async def _delete(server: Server, path: str) -> Exchange:
    return await server.ask("DELETE", path, again=True)


async def _ids(server: Server, path: str, listed: str) -> tuple[list[str], Exchange]:
    answer = sound(await server.get(path, again=True))
    rows: list[dict[str, Any]] = answer.json[listed]
    return [row["id"] for row in rows], answer


@check("FAB-35", features="fabric resources instances")
async def deployed_model_is_kept(server: Server) -> None:
    """A model that is deployed is not deleted: a 400, and it is still listed."""
    wish = await wish_for(server)
    identifier = await deployed(server, wish)
    model: str = wish["source"]["id"]
    try:
        sound(await _delete(server, f"{models(server)}/{model}"), 400)
        found, answer = await _ids(server, f"{models(server)}?id={model}", "models")
        require(model in found, f"it was not deleted, and asking for it finds {found}", answer)
        shown = sound(await server.get(f"{instances(server)}/{identifier}", again=True))
        require(shown.json["source"]["id"] == model, f"it has another source: {shown.summary}", shown)
    finally:
        await remove(server, identifier)


@check("FAB-36", features="fabric resources")
async def current_version_is_kept(server: Server) -> None:
    """The current version of a model is not deleted: a 400, and it is still listed."""
    _, created = await create(server, fresh())
    path = f"{models(server)}/{created.json['id']}/versions"
    version: str = created.json["version_id"]
    sound(await _delete(server, f"{path}/{version}"), 400)
    found, answer = await _ids(server, path, "versions")
    require(len(found) == 1, f"the versions are {found}", answer)


@check("FAB-37", features="fabric resources")
async def workspace_in_use_is_kept(server: Server) -> None:
    """A workspace with a model in it is not deleted: a 400, and it is still listed; an empty one goes."""
    made: str = sound(await server.post("/v1/workspaces", {"name": fresh()}, again=True)).json["id"]
    path = f"/v1/workspaces/{made}"
    try:
        model: str = sound(await server.post(f"{path}/models", new_model(fresh()), again=True)).json["id"]
        sound(await _delete(server, path), 400)
        found, answer = await _ids(server, f"/v1/workspaces?id={made}", "workspaces")
        require(made in found, f"it was not deleted, and asking for it finds {found}", answer)
        sound(await _delete(server, f"{path}/models/{model}"))
    finally:
        last = await _delete(server, path)
    sound(last)
    sound(await server.get(f"{path}/models", again=True), 404)
