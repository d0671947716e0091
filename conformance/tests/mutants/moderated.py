"""Faults of moderation: what gets past it, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mutants.control_plane_more import in_json, where
from mutants.middleware import Answer, App, Frames, Wrap, answer, as_frame, asked, events, mutant, stream

PLACE = "/v1/workspaces/[^/]+/services/instances/[^/]+/invocations"
ELSEWHERE = "moderation.blocked_input_is_found_everywhere"
WHOLE = ("moderation.blocked_input_is_not_answered", ELSEWHERE, "moderation.every_choice_is_shielded")
STREAM = "moderation.blocked_stream_ends_with_content_filter"


def header(value: str, instead: str) -> Wrap:
    def edit(a: Answer) -> None:
        if a.headers.get("x-content-moderation") == value:
            a.headers["x-content-moderation"] = instead

    return answer("*", edit)


def masked(edit: Callable[[Any], None]) -> Wrap:
    """Change the whole answers that were shielded."""

    def change(a: Answer) -> None:
        if a.headers.get("x-content-moderation") == "masked":
            in_json(edit)(a)

    return where("POST", PLACE, change)


def only_looks_at(part: Callable[[Any], Any]) -> Wrap:
    """A moderator that sees a part of what the caller says."""

    def wrap(app: Any) -> App:
        fabric = app.contracts[1][1]
        fabric.finds = lambda blocked, body: blocked in json.dumps(part(body), ensure_ascii=False)
        return app

    return wrap


@mutant(0, "MOD-01", "moderation.what_is_allowed_says_passed", "moderation.opting_out_is_told_or_refused")
def passed_is_called_disabled() -> Wrap:
    return header("passed", "disabled")


@mutant(0, "MOD-01", "moderation.what_is_allowed_says_passed")
def streams_are_called_disabled() -> Wrap:
    def head(headers: dict[str, str]) -> None:
        if headers.get("x-content-moderation") == "passed":
            headers["x-content-moderation"] = "disabled"

    async def same(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame

    return stream("*", same, head=head)


@mutant(0, "MOD-02", *WHOLE)
def masked_is_called_passed() -> Wrap:
    return header("masked", "passed")


@mutant(0, "MOD-02", *WHOLE)
def blocked_input_is_an_error() -> Wrap:
    def edit(a: Answer) -> None:
        if a.headers.get("x-content-moderation") == "masked":
            a.headers.pop("x-content-moderation")
            a.status, a.json = 400, {"error_code": "common.01000001", "error_msg": "not allowed"}

    return where("POST", PLACE, edit)


@mutant(0, "MOD-02", "moderation.blocked_input_is_not_answered")
def tokens_are_counted_that_were_not_generated() -> Wrap:
    def edit(value: Any) -> None:
        value["usage"]["completion_tokens"] += 3
        value["usage"]["total_tokens"] += 3

    return masked(edit)


@mutant(0, "MOD-02", *WHOLE)
def blocked_choice_stops() -> Wrap:
    def edit(value: Any) -> None:
        for choice in value["choices"]:
            choice["finish_reason"] = "stop"

    return masked(edit)


@mutant(0, "MOD-02", *WHOLE)
def notice_repeats_the_text() -> Wrap:
    def edit(value: Any) -> None:
        for choice in value["choices"]:
            choice["message"]["content"] += " (loomfault)"

    return masked(edit)


@mutant(0, "MOD-03", ELSEWHERE)
def last_message_is_looked_at_alone() -> Wrap:
    return only_looks_at(lambda body: body["messages"][-1])


@mutant(0, "MOD-03", ELSEWHERE)
def system_messages_are_trusted() -> Wrap:
    return only_looks_at(
        lambda body: [[m for m in body["messages"] if m["role"] != "system"], body.get("tools")]
    )


@mutant(0, "MOD-03", ELSEWHERE)
def tools_are_not_looked_at() -> Wrap:
    return only_looks_at(lambda body: body["messages"])


@mutant(0, "MOD-04", STREAM)
def blocked_stream_stops() -> Wrap:
    def edit(event: Any, _: int) -> Any:
        for choice in event.get("choices", []):
            if choice.get("finish_reason") == "content_filter":
                choice["finish_reason"] = "stop"
        return event

    return events("*", edit)


@mutant(0, "MOD-04", STREAM)
def blocked_stream_is_empty() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            if frame.startswith(b"data: {"):
                event = json.loads(frame[6:])
                if "not allowed" in str(event):
                    event["choices"][0]["delta"]["content"] = ""
                    frame = as_frame(event)
            yield frame

    return stream("*", edit)


@mutant(0, "MOD-04", STREAM)
def streams_are_not_moderated() -> Wrap:
    def wrap(app: Any) -> App:
        fabric = app.contracts[1][1]
        right = fabric.finds
        fabric.finds = lambda blocked, body: not body.get("stream") and right(blocked, body)
        return app

    return wrap


@mutant(0, "MOD-05", "moderation.every_choice_is_shielded")
def first_choice_is_shielded_alone() -> Wrap:
    def edit(value: Any) -> None:
        for choice in value["choices"][1:]:
            choice["finish_reason"] = "stop"

    return masked(edit)


@mutant(0, "MOD-05", "moderation.every_choice_is_shielded")
def one_notice_for_all() -> Wrap:
    def edit(value: Any) -> None:
        del value["choices"][1:]

    return masked(edit)


@mutant(0, "MOD-06", "moderation.opting_out_is_told_or_refused")
def opting_out_is_passed_over() -> Wrap:
    return asked("*", lambda body: {k: v for k, v in body.items() if (k, v) != ("moderation", False)})


@mutant(0, "MOD-06", "moderation.opting_out_is_told_or_refused")
def opting_in_is_refused() -> Wrap:
    def wrap(app: Any) -> App:
        fabric = app.contracts[1][1]
        right = fabric.handle

        async def handle(request: Any) -> Any:
            if request.body and request.body.get("moderation"):
                raise fabric.refusal(400, "/moderation: not here")
            return await right(request)

        fabric.handle = handle
        return app

    return wrap
