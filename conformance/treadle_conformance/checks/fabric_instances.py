"""Fabric's service instances: what may be deployed, how they end, and what an invocation tells."""

from __future__ import annotations

from typing import Any

from treadle_conformance.checks.fabric import create, fresh, instances, invocations
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import NOBODY, invocation
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

SAME = ("id", "name", "visibility", "endpoint_id", "create_time", "type", "source")


async def wish_for(server: Server, model: str | None = None) -> dict[str, Any]:
    """A deployment of a model; of a new one unless told."""
    if model is None:
        model = (await create(server, fresh()))[1].json["id"]
    shown = sound(await server.get(f"{instances(server)}/{server.facts.instance}"))
    return {"source": {"id": model}, "name": fresh(), "endpoint_id": shown.json["endpoint_id"]}


async def deployed(server: Server, wish: dict[str, Any]) -> str:
    """Deploy; the new instance's id."""
    identifier: str = sound(await server.post(instances(server), wish, again=True)).json["id"]
    return identifier


async def remove(server: Server, identifier: str) -> Exchange:
    """Delete an instance."""
    return await server.ask("DELETE", f"{instances(server)}/{identifier}", again=True)


@check("FAB-23", features="fabric resources instances")
async def unknown_model_is_not_deployed(server: Server) -> None:
    """Deploying a model that does not exist is refused, and nothing is stored."""
    wish = await wish_for(server, NOBODY)
    answer = await server.post(instances(server), wish)
    require(
        answer.status in {400, 404}, f"a model that does not exist was deployed: {answer.summary}", answer
    )
    sound(answer, answer.status)
    listed = sound(await server.get(f"{instances(server)}?name={wish['name']}", again=True))
    require(listed.json["total"] == 0, f"it was refused, and is listed: {listed.summary}", listed)


@check("FAB-24", features="fabric resources instances")
async def second_instance_name_is_refused(server: Server) -> None:
    """A second instance of the same name is a 400."""
    wish = await wish_for(server)
    identifier = await deployed(server, wish)
    try:
        sound(await server.post(instances(server), wish, again=True), 400)
    finally:
        await remove(server, identifier)


@check("FAB-25", features="fabric resources instances")
async def max_below_min_is_refused(server: Server) -> None:
    """A resource whose max is below its min is a 400."""
    wish = await wish_for(server)
    resource = {"min": 2, "max": 1, "spec_code": "mu.llama3.8b"}
    wish["config"] = {"model_instance_config": {"resource": resource}}
    sound(await server.post(instances(server), wish), 400)


@check("FAB-26", features="fabric resources instances")
async def second_delete_is_404(server: Server) -> None:
    """Deleting an instance twice is a 404."""
    identifier = await deployed(server, await wish_for(server))
    sound(await remove(server, identifier))
    sound(await remove(server, identifier), 404)


@check("FAB-28", features="fabric instances")
async def list_and_detail_agree(server: Server) -> None:
    """A list and the detail of an instance say the same."""
    shown = sound(await server.get(f"{instances(server)}/{server.facts.instance}", again=True))
    path = f"{instances(server)}?id={server.facts.instance}&visibility=PUBLIC"
    listed = sound(await server.get(path, again=True))
    rows: list[dict[str, Any]] = listed.json["service_instances"]
    require(len(rows) == 1, f"an id finds {len(rows)} instances", listed)
    for name in SAME:
        one, other = shown.json.get(name), rows[0].get(name)
        require(one == other, f"{name} is {one!r} when shown, {other!r} in the list", listed)


@check("FAB-30", features="fabric invocations")
async def invocation_keeps_max_tokens(server: Server) -> None:
    """An invocation has at most max_tokens tokens."""
    answer = sound(await server.post(invocations(server), invocation(3)))
    count = answer.json["usage"]["completion_tokens"]
    require(count <= 3, f"max_tokens is 3, and {count} were generated", answer)


@check("FAB-34", features="fabric invocations")
async def route_ids_are_new(server: Server) -> None:
    """Every route_id is new."""
    answers = [sound(await server.post(invocations(server), invocation(1), again=True)) for _ in range(2)]
    found = [answer.json.get("route_id") for answer in answers]
    require(len(set(found)) == 2, f"two invocations have the route_id {found[0]}", answers[1])
