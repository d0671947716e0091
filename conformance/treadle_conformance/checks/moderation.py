"""A server with a moderator: what is not allowed is shielded, and the answer says so."""

from __future__ import annotations

import json
from typing import Any

from treadle_conformance.checks.fabric import invocations
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import invocation
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

HEADER = "x-content-moderation"


def _user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _shielded(answer: Exchange, blocked: str, where: str) -> None:
    """Hold that a whole answer was shielded: each choice a notice, and nothing of the text."""
    said = sound(answer).header(HEADER)
    require(said == "masked", f"{where}: {HEADER} is {said!r}, not masked", answer)
    for choice in answer.json["choices"]:
        reason, content = choice["finish_reason"], choice["message"]["content"]
        require(reason == "content_filter", f"{where}: a choice ended with {reason!r}", answer)
        require(content, f"{where}: nothing is said instead of the answer", answer)
    require(blocked not in json.dumps(answer.json, ensure_ascii=False), f"{where}: the text leaves", answer)


@check("MOD-01", features="fabric moderation")
async def what_is_allowed_says_passed(server: Server) -> None:
    """An answer in which nothing was found says passed, streamed and plain, and ends as any other."""
    server.given.needed("blocked_text")
    for stream in (False, True):
        answer = sound(await server.post(invocations(server), invocation(stream=stream)))
        said = answer.header(HEADER)
        require(said == "passed", f"{HEADER} is {said!r}, not passed", answer)
        whole: list[Any] = answer.events if stream else [answer.json]
        reasons = {choice.get("finish_reason") for event in whole for choice in event["choices"]}
        require("content_filter" not in reasons, "what is allowed ended with content_filter", answer)


@check("MOD-02", features="fabric moderation")
async def blocked_input_is_not_answered(server: Server) -> None:
    """What is not allowed is a 200 with a notice, content_filter, masked, and no generated tokens."""
    blocked = server.given.needed("blocked_text")
    wish = {**invocation(), "messages": [_user(f"What is {blocked}?")]}
    answer = await server.post(invocations(server), wish)
    _shielded(answer, blocked, "a message")
    count = answer.json["usage"]["completion_tokens"]
    require(count == 0, f"{count} tokens were generated for what is not allowed", answer)


@check("MOD-03", features="fabric moderation")
async def blocked_input_is_found_everywhere(server: Server) -> None:
    """Everything that the caller says is looked at: any message of any role, in parts, and tools."""
    blocked = server.given.needed("blocked_text")
    harmless = _user("What is a loom?")
    described = {"name": "weave", "description": f"does {blocked}", "parameters": {"type": "object"}}
    for where, members in {
        "a system message": {"messages": [{"role": "system", "content": f"Say {blocked}."}, harmless]},
        "an answer of before": {
            "messages": [harmless, {"role": "assistant", "content": f"It is {blocked}."}, harmless]
        },
        "the first of three messages": {
            "messages": [_user(blocked), {"role": "assistant", "content": "Yes."}, harmless]
        },
        "a tool": {"messages": [harmless], "tools": [{"type": "function", "function": described}]},
    }.items():
        answer = await server.post(invocations(server), {**invocation(), **members})
        _shielded(answer, blocked, where)


@check("MOD-04", features="fabric moderation")
async def blocked_stream_ends_with_content_filter(server: Server) -> None:
    """A stream that is not allowed is a notice, content_filter, and the usual end."""
    blocked = server.given.needed("blocked_text")
    wish = {**invocation(stream=True), "messages": [_user(f"What is {blocked}?")]}
    answer = sound(await server.post(invocations(server), wish))
    require(answer.header(HEADER) == "masked", f"{HEADER} is {answer.header(HEADER)!r}, not masked", answer)
    reasons = [choice.get("finish_reason") for event in answer.events for choice in event["choices"]]
    ends = [reason for reason in reasons if reason is not None]
    require(ends == ["content_filter"], f"the stream ended with {ends}", answer)
    text = "".join(
        choice["delta"].get("content") or "" for event in answer.events for choice in event["choices"]
    )
    require(text, "nothing is said instead of the answer", answer)
    require(blocked not in text, "the text leaves", answer)
    require(answer.stream.events[-1].data == "[DONE]", "there is no [DONE]", answer)


@check("MOD-05", features="fabric moderation")
async def every_choice_is_shielded(server: Server) -> None:
    """Of several choices each is shielded."""
    blocked = server.given.needed("blocked_text")
    wish = {**invocation(), "messages": [_user(blocked)], "n": 2, "temperature": 1}
    answer = await server.post(invocations(server), wish)
    _shielded(answer, blocked, "several choices")
    require(len(answer.json["choices"]) == 2, f"n is 2, and there are {len(answer.json['choices'])}", answer)


@check("MOD-06", features="fabric moderation")
async def opting_out_is_told_or_refused(server: Server) -> None:
    """Moderation false is a 400, or an answer that says disabled; true is an answer that was looked at."""
    server.given.needed("blocked_text")
    without = await server.post(invocations(server), invocation(moderation=False))
    if without.status != 400:
        sound(without)
        said = without.header(HEADER)
        require(said == "disabled", f"moderation false was answered, and {HEADER} is {said!r}", without)
    sound(without, without.status)
    wanted = sound(await server.post(invocations(server), invocation(moderation=True)))
    require(wanted.header(HEADER) == "passed", f"{HEADER} is {wanted.header(HEADER)!r}, not passed", wanted)
