"""Fabric's lists: order, filters, ends; and what a created model's versions are."""

from __future__ import annotations

from typing import Any

from treadle_conformance.checks.fabric import create, family, fresh, instances, models, new_model
from treadle_conformance.faults import require
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound


async def _names(server: Server, query: str) -> list[str]:
    name = await family(server)
    answer = sound(await server.get(f"{models(server)}?name={name}&limit=100{query}"))
    return [row["name"] for row in answer.json["models"]]


@check("FAB-16", features="fabric resources")
async def sorting_by_name_sorts(server: Server) -> None:
    """sort_by NAME sorts by name, up and down."""
    ascending = await _names(server, "&sort_by=NAME&order_by=ASC")
    descending = await _names(server, "&sort_by=NAME&order_by=DESC")
    require(ascending == sorted(ascending), f"ascending by name: {ascending}", server.exchanges[-2])
    require(descending == ascending[::-1], f"descending by name: {descending}", server.exchanges[-1])


@check("FAB-17", features="fabric resources")
async def newest_is_first(server: Server) -> None:
    """Without sorting the newest is first."""
    names = await _names(server, "")
    name = await family(server)
    require(
        names == [f"{name}-{number}" for number in (2, 1, 0)],
        f"made in the order 0 1 2: {names}",
        server.exchanges[-1],
    )


@check("FAB-18", features="fabric resources")
async def name_filter_finds_parts(server: Server) -> None:
    """A filter by name finds every name that contains it, in upper and lower case."""
    name = await family(server)
    for part in (name[3:], name[3:].upper()):
        answer = sound(await server.get(f"{models(server)}?name={part}&limit=100"))
        found = [row["name"] for row in answer.json["models"]]
        require(len(found) == 3, f"{part!r} is part of 3 names, and finds {found}", answer)


@check("FAB-20", features="fabric resources")
async def offset_beyond_the_end_is_empty(server: Server) -> None:
    """An offset beyond the end gives an empty page and the same total."""
    name = await family(server)
    answer = sound(await server.get(f"{models(server)}?name={name}&offset=50"))
    require(answer.json == {"total": 3, "models": []}, f"3 match, offset is 50: {answer.summary}", answer)


@check("FAB-21", features="fabric resources")
async def first_version_is_listed(server: Server) -> None:
    """A created model has the version that it was created with."""
    body, created = await create(server, fresh())
    answer = sound(await server.get(f"{models(server)}/{created.json['id']}/versions"))
    rows: list[dict[str, Any]] = answer.json["versions"]
    ids = [row["id"] for row in rows]
    require(ids == [created.json["version_id"]], f"the versions are {ids}", answer)
    require(rows[0]["name"] == body["version"]["name"], f"the version is called {rows[0]['name']!r}", answer)


@check("FAB-27", features="fabric resources")
async def refused_create_leaves_nothing(server: Server) -> None:
    """A create that is refused leaves nothing behind."""
    body = {key: value for key, value in new_model(fresh()).items() if key != "version"}
    sound(await server.post(models(server), body, valid=False), 400)
    answer = sound(await server.get(f"{models(server)}?name={body['name']}", again=True))
    require(answer.json["total"] == 0, f"it was refused, and is listed: {answer.summary}", answer)


@check("FAB-32", features="fabric instances")
async def visibility_filter_holds(server: Server) -> None:
    """A filter of instances by visibility gives those alone."""
    for visibility in ("PUBLIC", "PRIVATE"):
        answer = sound(await server.get(f"{instances(server)}?visibility={visibility}&limit=100"))
        found = {row["visibility"] for row in answer.json["service_instances"]}
        require(found <= {visibility}, f"{visibility} was asked for, and {found} came", answer)
        if visibility == "PUBLIC":
            require(found, "no public instance is listed, though the suite invokes one", answer)
