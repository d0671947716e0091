"""Faults of HTTP (17 to 29 of the list)."""

from __future__ import annotations

import gzip
import json

from mutants.middleware import Answer, App, Receive, Scope, Send, Wrap, answer, before, mutant


@mutant(17, "HTTP-02", "http.status_is_declared", "http.media_types_of_json_are_taken")
def created_for_ok() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 201

    return answer("POST /generate", edit)


@mutant(18, "JSON-06", "json.body_matches_schema")
def ok_with_an_error_body() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 200

    return answer("POST /generate", edit, status=422)


@mutant(19, "HTTP-03", "http.content_type_is_declared")
def json_as_plain_text() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["content-type"] = "text/plain"

    return answer("POST /generate", edit)


@mutant(20, "HTTP-03", "http.content_type_is_declared")
def no_content_type() -> Wrap:
    def edit(a: Answer) -> None:
        del a.headers["content-type"]

    return answer("GET /info", edit)


@mutant(21, "HTTP-01", "http.answer_is_whole")
def content_length_too_long() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["content-length"] = str(len(a.body) + 7)

    return answer("GET /v1/models", edit)


@mutant(22, "HTTP-09", "http.wrong_method_is_405_with_allow", "errors.form_is_the_contracts")
def wrong_method_is_404() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 404
        a.headers.pop("allow", None)

    return answer("*", edit, status=405)


@mutant(23, "HTTP-09", "http.wrong_method_is_405_with_allow")
def allow_is_incomplete() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["allow"] = "GET"

    return answer("/", edit, status=405)


@mutant(24, "HTTP-10", "http.head_mirrors_get")
def head_is_405() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        if scope["method"] != "HEAD":
            return None
        return Answer(405, {"allow": "GET"}, b"", scope)

    return before(rule)


@mutant(25, "HTTP-06", "http.nothing_redirects")
def slash_redirect() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        if scope["path"] == "/" or not scope["path"].endswith("/"):
            return None
        return Answer(307, {"location": scope["path"].rstrip("/")}, b"", scope)

    return before(rule)


@mutant(26, "HTTP-05", "http.declared_headers_are_sound", "http.request_ids_differ")
def no_request_id() -> Wrap:
    def edit(a: Answer) -> None:
        del a.headers["x-request-id"]

    return answer("POST /generate", edit)


@mutant(27, "HTTP-05", "http.declared_headers_are_sound")
def malformed_header() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["x-total-time"] = "1.5 ms"

    return answer("POST /generate", edit)


@mutant(28, "HTTP-12", "http.request_ids_differ")
def same_request_id() -> Wrap:
    def edit(a: Answer) -> None:
        a.headers["x-request-id"] = "the-one"

    return answer("*", edit, status=None)


@mutant(29, "HTTP-08", "http.encoding_is_declared")
def undeclared_gzip() -> Wrap:
    def edit(a: Answer) -> None:
        a.body = gzip.compress(a.body, mtime=0)

    return answer("GET /info", edit)


@mutant(
    22,
    "HTTP-11",
    "http.unknown_path_is_404",
    "errors.form_is_the_contracts",
    "http.browsers_may_read_answers",
)
def unknown_path_is_ok() -> Wrap:
    def edit(a: Answer) -> None:
        a.status = 200
        a.body = json.dumps({"hello": "world"}).encode()

    return answer("*", edit, status=404)


@mutant(37, "HTTP-13", "http.wrong_media_type_is_415", "errors.form_is_the_contracts")
def any_media_type_is_json() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                headers = [pair for pair in scope["headers"] if pair[0] != b"content-type"]
                scope = {**scope, "headers": [*headers, (b"content-type", b"application/json")]}
            await app(scope, receive, send)

        return wrapped

    return wrap


@mutant(19, "HTTP-15", "http.accept_has_no_say")
def accept_decides() -> Wrap:
    def edit(a: Answer) -> None:
        wanted = dict(a.scope["headers"]).get(b"accept", b"").decode()
        if wanted == "text/event-stream":
            a.status, a.json = 422, {"error": "ask for a stream", "error_type": "validation"}

    return answer("POST /", edit)


@mutant(24, "HTTP-14", "http.options_are_answered", "http.preflight_names_methods_and_headers")
def options_are_refused() -> Wrap:
    def rule(scope: Scope) -> Answer | None:
        if scope["method"] != "OPTIONS":
            return None
        return Answer(405, {"allow": "POST"}, b"", scope)

    return before(rule)
