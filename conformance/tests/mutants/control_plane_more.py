"""Faults of Fabric's lists and instances, and of credentials, beyond the list."""

from __future__ import annotations

import re
from typing import Any

from mutants.middleware import Answer, App, Message, Receive, Scope, Send, Wrap, answer, asked, mutant
from mutants.resources import OF_MODELS, models, rewrite_query, with_credentials

OF_INSTANCES = re.compile("/v1/workspaces/[^/]+/services/instances")
Json = dict[str, Any]


def where(method: str, pattern: str, edit: Any, status: int | None = 200) -> Wrap:
    """Change answers of paths that match."""

    def change(a: Answer) -> None:
        if a.scope["method"] == method and re.fullmatch(pattern, a.scope["path"]):
            edit(a)

    return answer("*", change, status=status)


def in_json(edit: Any) -> Any:
    def change(a: Answer) -> None:
        value = a.json
        edit(value)
        a.json = value

    return change


@mutant(0, "FAB-16", "fabric.sorting_by_name_sorts")
def order_is_ignored() -> Wrap:
    return rewrite_query(lambda q: {k: v for k, v in q.items() if k != "order_by"})


@mutant(0, "FAB-16", "fabric.sorting_by_name_sorts")
def sorting_is_by_time() -> Wrap:
    def edit(value: Json, query: dict[str, str]) -> None:
        if query.get("sort_by") == "NAME" and len(value["models"]) == 3:
            value["models"] = [value["models"][n] for n in (1, 2, 0)]

    return models(edit)


@mutant(0, "FAB-17", "fabric.newest_is_first")
def oldest_is_first() -> Wrap:
    return rewrite_query(lambda q: {"order_by": "ASC", **q} if "sort_by" not in q else q)


@mutant(0, "FAB-18", "fabric.name_filter_finds_parts")
def name_filter_is_for_beginnings() -> Wrap:
    def edit(value: Json, query: dict[str, str]) -> None:
        if "name" in query:
            value["models"] = [row for row in value["models"] if row["name"].startswith(query["name"])]

    return models(edit)


@mutant(0, "FAB-19", "fabric.page_out_of_range_is_refused")
def limit_is_clamped() -> Wrap:
    return rewrite_query(lambda q: {**q, "limit": "100"} if q.get("limit") == "101" else q)


@mutant(0, "FAB-20", "fabric.offset_beyond_the_end_is_empty")
def offset_beyond_the_end_wraps() -> Wrap:
    return rewrite_query(lambda q: {**q, "offset": "0"} if int(q.get("offset", "0") or 0) == 50 else q)


@mutant(0, "FAB-20", "fabric.offset_beyond_the_end_is_empty")
def total_is_what_is_left() -> Wrap:
    def edit(value: Json, query: dict[str, str]) -> None:
        if query.get("offset") == "50":
            value["total"] = 0

    return models(edit)


@mutant(0, "FAB-21", "fabric.first_version_is_listed")
def version_has_another_id() -> Wrap:
    def edit(value: Json) -> None:
        for row in value["versions"]:
            row["id"] = "0" * 8 + row["id"][8:]

    return where("GET", ".*/versions", in_json(edit))


@mutant(0, "FAB-22", "fabric.base_models_are_listed")
def no_base_models() -> Wrap:
    def edit(a: Answer) -> None:
        a.json = {"total": 0, "models": []}

    return where("GET", "/v1/base-models", edit)


@mutant(0, "FAB-23", "fabric.unknown_model_is_not_deployed")
def unknown_model_is_deployed() -> Wrap:
    def edit(a: Answer) -> None:
        if b"there is no model" in a.body:
            a.status, a.json = 200, {"id": "0" * 36}

    return where("POST", OF_INSTANCES.pattern, edit, 404)


@mutant(0, "FAB-24", "fabric.second_instance_name_is_refused")
def second_instance_is_deployed() -> Wrap:
    def edit(a: Answer) -> None:
        if b"exists already" in a.body:
            a.status, a.json = 200, {"id": "0" * 36}

    return where("POST", OF_INSTANCES.pattern, edit, 400)


@mutant(0, "FAB-25", "fabric.max_below_min_is_refused")
def max_below_min_is_deployed() -> Wrap:
    def edit(a: Answer) -> None:
        if b"max is below min" in a.body:
            a.status, a.json = 200, {"id": "0" * 36}

    return where("POST", OF_INSTANCES.pattern, edit, 400)


@mutant(0, "FAB-26", "fabric.second_delete_is_404")
def second_delete_is_ok() -> Wrap:
    def edit(a: Answer) -> None:
        a.status, a.json = 200, {"id": a.scope["path"].rsplit("/", 1)[1]}

    return where("DELETE", OF_INSTANCES.pattern + "/[^/]+", edit, 404)


@mutant(0, "FAB-27", "fabric.refused_create_leaves_nothing")
def refused_create_is_stored() -> Wrap:
    refused: list[str] = []

    def edit(a: Answer) -> None:
        if not OF_MODELS.fullmatch(a.scope["path"]):
            return
        query = a.scope["query_string"].decode()
        if a.scope["method"] == "POST" and a.status == 400 and b"version" in a.body:
            refused.append(str(a.wishes["name"]))
        elif a.status == 200 and any(query == f"name={name}" for name in refused):
            a.json = {**a.json, "total": 1}

    return answer("*", edit, status=None)


@mutant(0, "FAB-28", "fabric.list_and_detail_agree")
def list_has_another_time() -> Wrap:
    def edit(value: Json) -> None:
        for row in value["service_instances"]:
            row["create_time"] = "2020-01-01T00:00:00.000Z"

    return where("GET", OF_INSTANCES.pattern, in_json(edit))


@mutant(0, "FAB-29", "fabric.refused_stream_is_no_stream")
def refused_stream_is_a_400() -> Wrap:
    def edit(a: Answer) -> None:
        if a.wishes.get("stream"):
            a.status = 400

    return where("POST", ".*/invocations", edit, 404)


@mutant(0, "FAB-30", "fabric.invocation_keeps_max_tokens")
def invocation_is_longer() -> Wrap:
    def change(body: Json) -> Json:
        return {**body, "max_tokens": 9} if body.get("max_tokens") == 3 else body

    return asked("*", change)


@mutant(0, "FAB-31", "fabric.workspace_is_found_by_its_id")
def workspace_filter_is_ignored() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] == "/v1/workspaces":
                scope = {**scope, "query_string": b""}
            await app(scope, receive, send)

        return wrapped

    return wrap


@mutant(0, "FAB-32", "fabric.visibility_filter_holds", "fabric.list_and_detail_agree")
def visibility_filter_is_ignored() -> Wrap:
    def edit(value: Json) -> None:
        for row in value["service_instances"]:
            row["visibility"] = "PRIVATE"

    return where("GET", OF_INSTANCES.pattern, in_json(edit))


@mutant(0, "FAB-33", "http.declared_headers_are_sound")
def moderation_is_not_told() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers.pop("x-content-moderation", None)

    return where("POST", ".*/invocations", edit)


@mutant(0, "FAB-34", "fabric.route_ids_are_new")
def one_route_for_all() -> Wrap:
    return where(
        "POST",
        ".*/invocations",
        in_json(lambda value: value.update(route_id="00000000-0000-4000-8000-000000000000")),
    )


@mutant(0, "AUTH-04", "auth.another_scheme_is_refused", "auth.wrong_credential_is_refused")
def any_scheme_will_do() -> Wrap:
    return with_credentials(
        lambda headers: headers.get(b"authorization", b"").split(b" ")[0] in {b"Basic", b"Digest"}
    )


@mutant(0, "AUTH-05", "auth.credentials_come_before_the_body")
def body_is_read_first() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not scope["path"].endswith("/models") or scope["method"] != "POST":
                await app(scope, receive, send)
                return
            message = await receive()

            async def hear() -> Message:
                return message

            if message["body"] == b"{" and b"x-auth-token" not in dict(scope["headers"]):
                scope = {**scope, "headers": [*scope["headers"], (b"x-auth-token", b"token")]}
            await app(scope, hear, send)

        return wrapped

    return wrap


@mutant(0, "AUTH-06", "auth.query_is_no_place_for_credentials")
def query_has_credentials() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and b"api_key=key" in scope["query_string"]:
                headers = [*scope["headers"], (b"authorization", b"Bearer key")]
                scope = {**scope, "headers": headers}
            if scope["type"] == "http" and b"token=token" in scope["query_string"]:
                scope = {**scope, "headers": [*scope["headers"], (b"x-auth-token", b"token")]}
            await app(scope, receive, send)

        return wrapped

    return wrap
