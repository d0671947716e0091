"""Two tenants: what is one's is not there for the other; tried on workspaces that the checks make."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from treadle_conformance.checks.fabric import fresh, new_model
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import NOBODY, invocation
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

UNITS = {"mu": {"spec_code": "mu.conform", "min": 0, "max": 1}}


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant's workspace with a model and an endpoint in it; `headers` are the tenant's."""

    server: Server
    headers: dict[str, str | None]
    workspace: str
    model: str
    version: str
    endpoint: str

    @property
    def path(self) -> str:
        """Where the workspace is."""
        return f"/v1/workspaces/{self.workspace}"

    async def ask(self, method: str, path: str, body: Any = None) -> Exchange:
        """Ask as this tenant."""
        return await self.server.ask(method, path, body, headers=self.headers, again=True)

    async def remove(self) -> None:
        """Take everything away again, whatever became of it."""
        for path in (f"/models/{self.model}", f"/endpoints/{self.endpoint}", ""):
            await self.ask("DELETE", self.path + path)


async def _made(server: Server, headers: dict[str, str | None], name: str) -> Place:
    async def create(path: str, body: dict[str, Any]) -> Any:
        return sound(await server.post(path, body, headers=headers, again=True)).json

    workspace = (await create("/v1/workspaces", {"name": name}))["id"]
    path = f"/v1/workspaces/{workspace}"
    model = await create(f"{path}/models", new_model(name))
    endpoint = {"name": name, "type": "inference", "reserved_resource": UNITS}
    made = await create(f"{path}/endpoints", endpoint)
    return Place(server, headers, workspace, model["id"], model["version_id"], made["id"])


@asynccontextmanager
async def two_tenants(server: Server) -> AsyncGenerator[tuple[Place, Place]]:
    """A place of ours and one of the other tenant; both are removed at the end."""
    token = server.given.needed("other_token")
    mine = await _made(server, {}, fresh())
    try:
        other = await _made(server, {"X-Auth-Token": token}, fresh())
        try:
            yield mine, other
        finally:
            await other.remove()
    finally:
        await mine.remove()


def attempts(workspace: str, *, model: str, version: str, endpoint: str) -> list[tuple[str, str, Any]]:
    """A request of every kind for what lies in a workspace; what destroys comes last."""
    at = f"/v1/workspaces/{workspace}"
    wish = {"source": {"id": model}, "name": fresh(), "endpoint_id": endpoint}
    return [
        ("GET", f"{at}/models/{model}/versions", None),
        ("PUT", f"{at}/models/{model}", {"description": "changed by another"}),
        ("GET", f"{at}/endpoints/{endpoint}", None),
        ("PUT", f"{at}/endpoints/{endpoint}", {"name": fresh()}),
        ("POST", f"{at}/services/instances", wish),
        ("DELETE", f"{at}/models/{model}/versions/{version}", None),
        ("DELETE", f"{at}/models/{model}", None),
        ("DELETE", f"{at}/endpoints/{endpoint}", None),
    ]


def _of_the_workspace(at: str) -> list[tuple[str, str, Any]]:
    return [
        ("GET", f"{at}/models", None),
        ("POST", f"{at}/models", new_model(fresh())),
        ("GET", f"{at}/endpoints", None),
        ("POST", f"{at}/endpoints", {"name": fresh(), "type": "inference", "reserved_resource": UNITS}),
        ("GET", f"{at}/services/instances", None),
        ("POST", f"{at}/services/instances/{NOBODY}/invocations", invocation(1)),
        ("PUT", at, {"description": "changed by another"}),
        ("DELETE", at, None),
    ]


def _ids(place: Place) -> dict[str, str]:
    return {"model": place.model, "version": place.version, "endpoint": place.endpoint}


async def _shown(place: Place) -> list[Any]:
    """All that the tenant's workspace shows."""
    paths = (
        f"/v1/workspaces?id={place.workspace}",
        f"{place.path}/models?limit=100",
        f"{place.path}/models/{place.model}/versions",
        f"{place.path}/endpoints?limit=100",
        f"{place.path}/services/instances?visibility=PRIVATE&limit=100",
    )
    return [sound(await place.ask("GET", path)).json for path in paths]


@check("ACCESS-01", features="fabric tenants")
async def lists_show_nothing_of_another_tenant(server: Server) -> None:
    """The workspaces of one tenant are in no list of the other's, not even when asked for by id."""
    async with two_tenants(server) as (mine, other):
        for path in ("/v1/workspaces?limit=100", f"/v1/workspaces?id={mine.workspace}"):
            listed = sound(await other.ask("GET", path))
            found = [row["id"] for row in listed.json["workspaces"]]
            require(mine.workspace not in found, f"the other tenant is shown {mine.workspace}", listed)
        own = sound(await other.ask("GET", f"/v1/workspaces?id={other.workspace}"))
        require(own.json["total"] == 1, f"a tenant does not find its own workspace: {own.summary}", own)


@check("ACCESS-02", features="fabric tenants")
async def anothers_workspace_is_not_there(server: Server) -> None:
    """Every request for another tenant's workspace is a 404, told in the words for one that nobody has."""
    async with two_tenants(server) as (mine, other):
        for (method, path, body), (_, nowhere, _) in zip(
            _of_the_workspace(mine.path), _of_the_workspace(f"/v1/workspaces/{NOBODY}"), strict=True
        ):
            answer = sound(await other.ask(method, path, body), 404)
            unknown = sound(await other.ask(method, nowhere, body), 404)
            same = answer.body.decode().replace(mine.workspace, NOBODY) == unknown.body.decode()
            told = f"another's workspace is told apart from none: {answer.summary}; {unknown.summary}"
            require(same, told, answer)


@check("ACCESS-03", features="fabric tenants")
async def anothers_things_are_not_there(server: Server) -> None:
    """Another tenant's model, version or endpoint is a 404 in one's own workspace and deployments."""
    async with two_tenants(server) as (mine, other):
        # each in a request of its own, so that no other part of it is what is refused
        for method, path, body in attempts(other.workspace, **{**_ids(mine), "version": other.version}):
            sound(await other.ask(method, path, body), 404)
        wish = {"source": {"id": mine.model}, "name": fresh(), "endpoint_id": other.endpoint}
        sound(await other.ask("POST", f"{other.path}/services/instances", wish), 404)
        foreign = f"{other.path}/models/{other.model}/versions/{mine.version}"
        sound(await other.ask("DELETE", foreign), 404)


@check("ACCESS-04", features="fabric tenants")
async def another_tenant_changes_nothing(server: Server) -> None:
    """Whatever another tenant tried, everything of ours is read as before."""
    async with two_tenants(server) as (mine, other):
        before = await _shown(mine)
        tried = [
            *attempts(mine.workspace, **_ids(mine)),
            *attempts(other.workspace, **_ids(mine)),
            *_of_the_workspace(mine.path),
        ]
        for method, path, body in tried:
            answer = await other.ask(method, path, body)
            after = await _shown(mine) if method != "GET" else before
            require(after == before, f"{method} {path} of another tenant changed what is ours", answer)


@check("ACCESS-05", features="fabric tenants")
async def names_are_free_for_each_tenant(server: Server) -> None:
    """A name that one tenant has is free for the other, who learns nothing by trying."""
    async with two_tenants(server) as (mine, other):
        shown = sound(await mine.ask("GET", f"/v1/workspaces?id={mine.workspace}"))
        name = shown.json["workspaces"][0]["name"]
        created = sound(await other.ask("POST", "/v1/workspaces", {"name": name}))
        await other.ask("DELETE", f"/v1/workspaces/{created.json['id']}")
