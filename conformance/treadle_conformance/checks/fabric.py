"""Fabric: resources read as they were written, lists and pages, invocations."""

from __future__ import annotations

import re
import uuid
from typing import Any

from treadle_conformance.checks.openai import chat_text, content
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Violation, require
from treadle_conformance.requests import NOBODY, invocation
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_object

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def models(server: Server) -> str:
    """The path of the workspace's models."""
    return f"/v1/workspaces/{server.facts.workspace}/models"


def instances(server: Server) -> str:
    """The path of the workspace's service instances."""
    return f"/v1/workspaces/{server.facts.workspace}/services/instances"


def new_model(name: str) -> dict[str, Any]:
    """A model without files."""
    config = {"llm_model_config": {"base_model_type": "CONFORM"}}
    version = {"name": "first", "description": "the first version", "config": config}
    return {
        "name": name,
        "description": "made by the conformance suite",
        "type": "LLM_MODEL",
        "version": version,
    }


async def create(server: Server, name: str) -> tuple[dict[str, Any], Exchange]:
    """Create a model; what it was created with, and the answer."""
    body = new_model(name)
    return body, sound(await server.post(models(server), body))


def fresh() -> str:
    """A name that nothing has yet."""
    return f"conform-{uuid.uuid4().hex[:12]}"


def only(answer: Exchange, identifier: str) -> dict[str, Any]:
    """The one model of a list, which has to have this id."""
    rows: list[dict[str, Any]] = sound(answer).json["models"]
    if [row["id"] for row in rows] != [identifier]:
        raise Violation(f"expected {identifier} alone, got {[row['id'] for row in rows]}", answer)
    return rows[0]


@check("FAB-01", features="fabric resources")
async def created_model_is_listed(server: Server) -> None:
    """A created model is listed with the fields it was created with."""
    body, created = await create(server, fresh())
    listed = await server.get(f"{models(server)}?name={body['name']}", again=True)
    row = only(listed, created.json["id"])
    for member in ("name", "description", "type"):
        require(
            row.get(member) == body[member],
            f"{member} is {row.get(member)!r}, created as {body[member]!r}",
            listed,
        )
    version = row["current_version"]
    require(version["id"] == created.json["version_id"], f"current_version is {version['id']}", listed)
    for member in ("name", "description", "config"):
        wanted = body["version"][member]
        require(
            version.get(member) == wanted,
            f"version.{member} is {version.get(member)!r}, not {wanted!r}",
            listed,
        )


@check("FAB-02", features="fabric resources")
async def limit_and_total_are_true(server: Server) -> None:
    """A page has at most `limit` items, and `total` counts all matches."""
    name = await family(server)
    page = sound(await server.get(f"{models(server)}?name={name}&limit=2"))
    require(
        len(page.json["models"]) == 2, f"limit is 2, and there are {len(page.json['models'])} items", page
    )
    require(page.json["total"] == 3, f"3 models match, and total is {page.json['total']}", page)


@check("FAB-03", features="fabric resources")
async def pages_partition_the_list(server: Server) -> None:
    """Consecutive pages neither overlap nor leave anything out."""
    name = await family(server)
    path = f"{models(server)}?name={name}"
    whole = [row["id"] for row in sound(await server.get(f"{path}&limit=100")).json["models"]]
    pages = [await server.get(f"{path}&limit=1&offset={offset}") for offset in range(4)]
    found = [row["id"] for page in pages for row in sound(page).json["models"]]
    require(found == whole, f"the whole list is {whole}, its pages {found}", pages[1])


async def family(server: Server) -> str:
    """Three models whose names share a beginning, made once."""
    if server.facts.family is None:
        name = fresh()
        for number in range(3):
            await create(server, f"{name}-{number}")
        server.facts.family = name
    return server.facts.family


@check("FAB-04", features="fabric resources")
async def filter_by_id_finds_one(server: Server) -> None:
    """A filter by id finds that model alone, an unknown id nothing."""
    name = await family(server)
    rows = sound(await server.get(f"{models(server)}?name={name}&limit=100")).json["models"]
    identifier = rows[0]["id"]
    only(await server.get(f"{models(server)}?id={identifier}"), identifier)
    nothing = sound(await server.get(f"{models(server)}?id={NOBODY}"))
    require(nothing.json == {"total": 0, "models": []}, f"an unknown id finds {nothing.summary}", nothing)


@check("FAB-05", features="fabric resources")
async def second_name_is_refused(server: Server) -> None:
    """A second model of the same name is a 400, and nothing is stored."""
    body, created = await create(server, fresh())
    sound(await server.post(models(server), body, again=True), 400)
    only(await server.get(f"{models(server)}?name={body['name']}&limit=100", again=True), created.json["id"])


@check("FAB-06", features="fabric")
async def unknown_things_are_404(server: Server) -> None:
    """An unknown workspace or instance is a 404."""
    sound(await server.get(f"/v1/workspaces/{NOBODY}/models"), 404)
    sound(await server.get(f"{instances(server)}/{NOBODY}"), 404)
    sound(await server.post(f"{instances(server)}/{NOBODY}/invocations", invocation(1)), 404)


@check("FAB-08", features="fabric")
async def wrong_method_is_404(server: Server) -> None:
    """A method that a path does not have is a 404 in the flat form."""
    answer = sound(await server.ask("PATCH", models(server)), 404)
    body: Any = answer.json
    code = body.get("error_code") if is_object(body) else None
    require(
        isinstance(code, str) and 8 <= len(code) <= 36,
        f"expected the flat form, got {answer.summary}",
        answer,
    )


def invocations(server: Server) -> str:
    """The path of the running instance's invocations."""
    return f"{instances(server)}/{server.facts.instance}/invocations"


@check("FAB-09", features="fabric invocations")
async def invocation_answers_in_both_forms(server: Server) -> None:
    """An invocation answers a chat completion with a route_id, or an event stream."""
    plain = sound(await server.post(invocations(server), invocation()))
    require("route_id" in plain.json, f"there is no route_id: {plain.summary}", plain)
    streamed = sound(await server.post(invocations(server), invocation(stream=True)))
    require(streamed.streamed, f"expected an event stream: {streamed.summary}", streamed)
    require("route_id" in streamed.events[0], "the first chunk has no route_id", streamed)


@check("FAB-10", features="fabric invocations")
async def invocation_stream_equals_plain(server: Server) -> None:
    """A greedy invocation says the same streamed and plain."""
    plain = content(await server.post(invocations(server), invocation()))
    streamed = sound(await server.post(invocations(server), invocation(stream=True)))
    text = chat_text(streamed.events)
    require(text == plain, f"plain: {plain!r}; streamed: {text!r}", streamed)


@check("FAB-11", features="fabric invocations")
async def invocation_needs_messages(server: Server) -> None:
    """An invocation without messages is a 400."""
    sound(await server.post(invocations(server), {"max_tokens": 1}), 400)


@check("FAB-12", features="fabric")
async def every_answer_has_a_request_id(server: Server) -> None:
    """Answers and errors alike have an X-Request-Id."""
    for path, status in (
        ("/v1/workspaces", 200),
        (f"/v1/workspaces/{NOBODY}/models", 404),
        ("/v1/workspaces/x/y/z", 404),
    ):
        answer = sound(await server.get(path), status)
        require(answer.header("x-request-id"), f"GET {path} has no X-Request-Id", answer)


@check("FAB-13", features="fabric resources")
async def times_are_utc_and_stay(server: Server) -> None:
    """Times are UTC texts, and create_time stays what it was."""
    body, _ = await create(server, fresh())
    path = f"{models(server)}?name={body['name']}"
    reads = [sound(await server.get(path, again=True)) for _ in range(2)]
    found = [row["create_time"] for answer in reads for row in answer.json["models"]]
    require(found, "the created model is not listed", reads[0])
    require(all(TIME.fullmatch(time) for time in found), f"create_time is {found[0]}", reads[0])
    require(len(set(found)) == 1, f"create_time was {found[0]}, then {found[-1]}", reads[1])


@check("FAB-14", features="fabric resources instances")
async def instance_lives_and_dies(server: Server) -> None:
    """A deployed instance is shown and listed, and a 404 once it is deleted."""
    _, created = await create(server, fresh())
    shown = sound(await server.get(f"{instances(server)}/{server.facts.instance}"))
    body = {"source": {"id": created.json["id"]}, "name": fresh(), "endpoint_id": shown.json["endpoint_id"]}
    identifier = sound(await server.post(instances(server), body)).json["id"]
    path = f"{instances(server)}/{identifier}"
    instance = sound(await server.get(path))
    require(instance.json["name"] == body["name"], f"the name is {instance.json['name']!r}", instance)
    listed = sound(await server.get(f"{instances(server)}?id={identifier}"))
    require(
        [row["id"] for row in listed.json["service_instances"]] == [identifier], "it is not listed", listed
    )
    sound(await server.ask("DELETE", path))
    sound(await server.get(path, again=True), 404)


@check("FAB-15", features="fabric")
async def health_needs_no_token(server: Server) -> None:
    """GET /healthcheck is 200 without a credential."""
    sound(await server.get("/healthcheck", anonymous=True))
