"""Tool calls and response formats: what is promised to be JSON is JSON, and fits."""

from __future__ import annotations

from typing import Any

from treadle_conformance.checks.generate_sampling import OF_A_GRAMMAR, SCHEMA, fits
from treadle_conformance.checks.openai import CHAT, content
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import chat
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

TOOLS: list[dict[str, Any]] = [
    {
        "type": "function",
        "function": {"name": name, "description": f"Chooses a {name}.", "parameters": SCHEMA},
    }
    for name in ("choose_loom", "choose_shuttle")
]


def _asking(server: Server, choice: Any, **members: Any) -> dict[str, Any]:
    return chat(server.facts.model, OF_A_GRAMMAR, tools=TOOLS, tool_choice=choice, **members)


def _call(answer: Exchange) -> dict[str, Any]:
    calls: list[dict[str, Any]] = sound(answer).json["choices"][0]["message"].get("tool_calls") or []
    require(len(calls) >= 1, f"no tool was called: {answer.summary}", answer)
    return calls[0]


@check("OAI-26", features="openai chat tools")
async def required_tool_is_called(server: Server) -> None:
    """tool_choice "required" gives a call whose arguments the tool's schema allows."""
    answer = await server.post(CHAT, _asking(server, "required"))
    called = _call(answer)
    names = [tool["function"]["name"] for tool in TOOLS]
    require(called["function"]["name"] in names, f"{called['function']['name']!r} was called", answer)
    require(called["id"], "the call has no id", answer)
    fits(called["function"]["arguments"], SCHEMA, answer)


@check("OAI-27", features="openai chat tools")
async def named_tool_is_called(server: Server) -> None:
    """A named tool_choice calls that tool, with arguments that fit."""
    choice = {"type": "function", "function": {"name": "choose_shuttle"}}
    answer = await server.post(CHAT, _asking(server, choice))
    called = _call(answer)["function"]
    require(called["name"] == "choose_shuttle", f"{called['name']!r} was called", answer)
    fits(called["arguments"], SCHEMA, answer)


@check("OAI-28", features="openai chat tools")
async def no_tool_is_called(server: Server) -> None:
    """tool_choice "none" calls nothing."""
    body = {**_asking(server, "none"), "max_tokens": 8}
    answer = sound(await server.post(CHAT, body))
    calls = answer.json["choices"][0]["message"].get("tool_calls")
    require(not calls, f"tool_choice is none, and {calls} were called", answer)


@check("OAI-29", features="openai chat tools streams")
async def tool_fragments_join(server: Server) -> None:
    """The fragments of a streamed tool call join to its arguments; the first has id and name."""
    choice = {"type": "function", "function": {"name": "choose_shuttle"}}
    answer = sound(await server.post(CHAT, _asking(server, choice, stream=True)))
    deltas = [choice["delta"] for event in answer.events for choice in event["choices"]]
    fragments: list[dict[str, Any]] = []
    for delta in deltas:
        fragments += delta.get("tool_calls") or []
    require(fragments, "no chunk has a tool call", answer)
    first = fragments[0]
    complete = first.get("id") and first["function"].get("name") == "choose_shuttle"
    require(complete, f"the first fragment is {first}", answer)
    fits("".join(fragment["function"].get("arguments") or "" for fragment in fragments), SCHEMA, answer)


@check("OAI-30", features="openai chat grammar")
async def response_format_is_kept(server: Server) -> None:
    """response_format json_schema gives content that the schema allows."""
    wanted = {"type": "json_schema", "json_schema": {"name": "loom", "schema": SCHEMA}}
    answer = await server.post(CHAT, chat(server.facts.model, OF_A_GRAMMAR, response_format=wanted))
    fits(content(answer), SCHEMA, answer)
