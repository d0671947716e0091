"""Faults of Fabric's resources, and of credentials (76 to 92 of the list)."""

from __future__ import annotations

import json
import re
from typing import Any

from mutants.middleware import Answer, App, Frames, Receive, Scope, Send, Wrap, answer, mutant, stream

OF_MODELS = re.compile("/v1/workspaces/[^/]+/models")
PAGING = (
    "fabric.limit_and_total_are_true",
    "fabric.pages_partition_the_list",
    "fabric.created_model_is_listed",
    "fabric.filter_by_id_finds_one",
)


def models(edit: Any) -> Wrap:
    """Change what the list of models answers."""

    def change(a: Answer) -> None:
        if a.scope["method"] == "GET" and OF_MODELS.fullmatch(a.scope["path"]):
            value = a.json
            edit(value, dict(pair.split("=") for pair in a.scope["query_string"].decode().split("&") if pair))
            a.json = value

    return answer("*", change)


def rewrite_query(edit: Any) -> Wrap:
    """Change the query of requests for models."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and OF_MODELS.fullmatch(scope["path"]):
                pairs = [pair.split("=") for pair in scope["query_string"].decode().split("&") if pair]
                query = "&".join(f"{k}={v}" for k, v in edit(dict(pairs)).items())
                scope = {**scope, "query_string": query.encode()}
            await app(scope, receive, send)

        return wrapped

    return wrap


def with_credentials(when: Any) -> Wrap:
    """Give the server the right credentials whenever `when` the request's headers."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                headers = dict(scope["headers"])
                if when(headers):
                    headers |= {b"authorization": b"Bearer key", b"x-auth-token": b"token"}
                scope = {**scope, "headers": list(headers.items())}
            await app(scope, receive, send)

        return wrapped

    return wrap


@mutant(
    79,
    "FAB-01",
    "fabric.created_model_is_listed",
    *PAGING,
    "fabric.second_name_is_refused",
    "fabric.times_are_utc_and_stay",
    "fabric.name_filter_finds_parts",
    "fabric.newest_is_first",
    "fabric.offset_beyond_the_end_is_empty",
    "fabric.deployed_model_is_kept",
)
def create_is_not_stored() -> Wrap:
    def edit(value: Any, query: dict[str, str]) -> None:
        value["models"] = [row for row in value["models"] if not row["name"].startswith("conform")]
        value["total"] = len(value["models"])

    return models(edit)


@mutant(82, "FAB-01", "fabric.created_model_is_listed")
def field_is_lost() -> Wrap:
    def edit(value: Any, query: dict[str, str]) -> None:
        for row in value["models"]:
            row.pop("description", None)

    return models(edit)


@mutant(
    83,
    "FAB-01",
    "fabric.created_model_is_listed",
    "fabric.filter_by_id_finds_one",
    "fabric.times_are_utc_and_stay",
    "fabric.instance_lives_and_dies",
    "fabric.second_name_is_refused",
    "fabric.first_version_is_listed",
    "fabric.max_below_min_is_refused",
    "fabric.second_delete_is_404",
    "fabric.second_instance_name_is_refused",
    "fabric.deployed_model_is_kept",
    "fabric.current_version_is_kept",
    "fabric.workspace_in_use_is_kept",
)
def wrong_id_is_answered() -> Wrap:
    def edit(a: Answer) -> None:
        if a.scope["method"] == "POST" and a.scope["path"].endswith("/models"):
            value = a.json
            value["id"] = "0" * 8 + value["id"][8:]
            a.json = value

    return answer("*", edit)


@mutant(
    85,
    "FAB-02",
    "fabric.limit_and_total_are_true",
    "fabric.pages_partition_the_list",
    "fabric.page_out_of_range_is_refused",
)
def limit_is_ignored() -> Wrap:
    return rewrite_query(lambda query: {k: v for k, v in query.items() if k != "limit"})


@mutant(85, "FAB-02", "fabric.limit_and_total_are_true", "fabric.offset_beyond_the_end_is_empty")
def total_is_the_page() -> Wrap:
    def edit(value: Any, query: dict[str, str]) -> None:
        value["total"] = len(value["models"])

    return models(edit)


@mutant(85, "FAB-03", "fabric.pages_partition_the_list", "fabric.page_out_of_range_is_refused")
def offset_is_one_off() -> Wrap:
    return rewrite_query(lambda q: {**q, "offset": max(0, int(q["offset"]) - 1)} if "offset" in q else q)


@mutant(84, "FAB-04", "fabric.filter_by_id_finds_one")
def filter_is_ignored() -> Wrap:
    return rewrite_query(lambda query: {k: v for k, v in query.items() if k != "id"})


@mutant(92, "FAB-05", "fabric.second_name_is_refused")
def second_name_is_taken() -> Wrap:
    def edit(a: Answer) -> None:
        if (
            a.scope["method"] == "POST"
            and a.scope["path"].endswith("/models")
            and b"exists already" in a.body
        ):
            a.status = 200
            a.json = {"id": "1" * 32, "version_id": "2" * 32}

    return answer("*", edit, status=400)


@mutant(
    78,
    "FAB-06",
    "fabric.unknown_things_are_404",
    "fabric.instance_lives_and_dies",
    "fabric.refused_stream_is_no_stream",
    "fabric.second_delete_is_404",
)
def unknown_instance_is_a_400() -> Wrap:
    def edit(a: Answer) -> None:
        if "/instances/" in a.scope["path"]:
            a.status = 400

    return answer("*", edit, status=404)


@mutant(80, "FAB-14", "fabric.instance_lives_and_dies")
def deleted_instance_is_shown() -> Wrap:
    kept: dict[str, bytes] = {}

    def edit(a: Answer) -> None:
        if a.scope["method"] != "GET" or "/instances/" not in a.scope["path"]:
            return
        if a.status == 200:
            kept[a.scope["path"]] = a.body
        elif a.status == 404 and a.scope["path"] in kept:
            a.status, a.body = 200, kept[a.scope["path"]]

    return answer("*", edit, status=None)


@mutant(90, "FAB-07", "json.body_matches_schema")
def error_without_code() -> Wrap:
    def edit(a: Answer) -> None:
        if a.scope["path"].startswith("/v1/workspaces"):
            a.json = {"message": a.json["error_msg"]}

    return answer("*", edit, status=400)


@mutant(22, "FAB-08", "fabric.wrong_method_is_404")
def fabric_says_405() -> Wrap:
    def edit(a: Answer) -> None:
        if a.scope["path"].startswith("/v1/workspaces") and b"no such operation" in a.body:
            a.status = 405

    return answer("*", edit, status=404)


@mutant(26, "FAB-12", "http.declared_headers_are_sound")
def fabric_without_request_id() -> Wrap:
    def edit(a: Answer) -> None:
        if a.scope["path"].startswith("/v1/workspaces"):
            a.headers.pop("x-request-id")

    return answer("*", edit, status=None)


@mutant(89, "FAB-13", "fabric.times_are_utc_and_stay")
def create_time_moves() -> Wrap:
    reads = iter(range(10, 60))

    def edit(value: Any, query: dict[str, str]) -> None:
        for row in value["models"]:
            row["create_time"] = row["create_time"][:17] + f"{next(reads)}.000Z"

    return models(edit)


@mutant(91, "FAB-11", "fabric.invocation_needs_messages")
def invocation_of_nothing() -> Wrap:
    def edit(a: Answer) -> None:
        if a.scope["path"].endswith("/invocations") and b"/messages" in a.body:
            a.status = 404

    return answer("*", edit, status=400)


@mutant(67, "STREAM-06", "stream.openai_ends_with_done")
def invocation_without_done() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            if b"[DONE]" not in frame:
                yield frame

    return stream("*", edit)


@mutant(56, "FAB-09", "fabric.invocation_answers_in_both_forms")
def invocation_without_route() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            if b"[DONE]" in frame:
                yield frame
                continue
            event = json.loads(frame.removeprefix(b"data: "))
            event.pop("route_id", None)
            yield b"data: " + json.dumps(event).encode() + b"\n\n"

    return stream("*", edit)


@mutant(
    76,
    "AUTH-01",
    "auth.no_credential_is_401",
    "auth.wrong_credential_is_refused",
    "auth.another_scheme_is_refused",
    "auth.credentials_come_before_the_body",
    "auth.query_is_no_place_for_credentials",
    "auth.whatever_generates_is_locked",
)
def credentials_are_ignored() -> Wrap:
    return with_credentials(lambda headers: True)


OPEN = (
    "auth.no_credential_is_401",
    "auth.wrong_credential_is_refused",
    "auth.another_scheme_is_refused",
    "auth.credentials_come_before_the_body",
    "auth.query_is_no_place_for_credentials",
)


def open_path(ending: str) -> Wrap:
    """Ask for no credential on the paths that end so."""
    lock = with_credentials(lambda headers: True)

    def wrap(app: App) -> App:
        unlocked = lock(app)

        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            await (unlocked if scope["path"].endswith(ending) else app)(scope, receive, send)

        return wrapped

    return wrap


@mutant(0, "AUTH-07", "auth.whatever_generates_is_locked", *OPEN)
def generate_is_open() -> Wrap:
    return open_path("/generate")


@mutant(0, "AUTH-07", "auth.whatever_generates_is_locked", *OPEN)
def invocations_are_open() -> Wrap:
    return open_path("/invocations")


@mutant(77, "AUTH-02", "auth.wrong_credential_is_refused", "auth.another_scheme_is_refused")
def any_credential_will_do() -> Wrap:
    return with_credentials(lambda headers: b"authorization" in headers or b"x-auth-token" in headers)


@mutant(76, "AUTH-03", "auth.open_operations_are_open", "http.status_is_declared")
def everything_is_locked() -> Wrap:
    def edit(a: Answer) -> None:
        headers = dict(a.scope["headers"])
        if b"authorization" not in headers and b"x-auth-token" not in headers:
            a.status = 401
            a.json = {"error": "a valid API key is needed", "error_type": "unauthorized"}

    return answer("GET /info", edit)


@mutant(57, "FAB-10", "fabric.invocation_stream_equals_plain")
def invocation_stream_says_something_else() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b'"content":" ', b'"content":" so ')

    return stream("*", edit)
