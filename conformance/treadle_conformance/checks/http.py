"""What HTTP itself asks of an answer, and the methods and paths of the documents."""

from __future__ import annotations

from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import OPEN_PATHS, greedy
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound

GZIP = b"\x1f\x8b"


@wire(Layer.TRANSPORT, "HTTP-01")
def answer_is_whole(exchange: Exchange, _: Route | None) -> str | None:
    """An answer arrives whole, with the length that it announces."""
    return None if exchange.abandoned else exchange.broken


@wire(Layer.HTTP, "HTTP-06")
def nothing_redirects(exchange: Exchange, _: Route | None) -> str | None:
    """No request is answered with a redirect."""
    if 300 <= exchange.status < 400:
        return f"{exchange.status} to {exchange.header('location')}"
    return None


@wire(Layer.HTTP, "HTTP-07")
def nothing_is_an_internal_error(exchange: Exchange, route: Route | None) -> str | None:
    """No request makes the server fail with a 5xx, a health check's 503 apart."""
    unhealthy = exchange.status == 503 and route is not None and route.answer(503) is not None
    return exchange.summary if exchange.status >= 500 and not unhealthy else None


@wire(Layer.HTTP, "HTTP-02", features="contract")
def status_is_declared(exchange: Exchange, route: Route | None) -> str | None:
    """The status is one that the document declares for the operation."""
    if route is None or exchange.sent.method == "HEAD" or route.answer(exchange.status) is not None:
        return None
    declared = ", ".join(route.node.get("responses", {}))
    return f"{route.id} answered {exchange.status}; the document has {declared}"


@wire(Layer.HTTP, "HTTP-03", features="contract")
def content_type_is_declared(exchange: Exchange, route: Route | None) -> str | None:
    """A body has a content type that the document declares for its status."""
    declared = route.answer(exchange.status) if route else None
    if declared is None or exchange.sent.method == "HEAD":
        return None
    types = declared[0].get("content", {})
    if not types:
        return f"{len(exchange.body)} bytes where the document has no body" if exchange.body else None
    if exchange.media_type in types:
        return None
    return f"Content-Type is {exchange.header('content-type')}; the document has {', '.join(types)}"


@wire(Layer.HTTP, "HTTP-04")
def charset_is_utf_8(exchange: Exchange, _: Route | None) -> str | None:
    """A charset parameter says utf-8."""
    for part in (exchange.header("content-type") or "").split(";")[1:]:
        name, _eq, value = part.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in {"utf-8", "utf8"}:
            return f"Content-Type is {exchange.header('content-type')}"
    return None


@wire(Layer.HTTP, "HTTP-08")
def encoding_is_declared(exchange: Exchange, _: Route | None) -> str | None:
    """A body is compressed only if the client asked for it, and says so."""
    encoding = exchange.header("content-encoding")
    if encoding not in {None, "identity"}:
        return f"Content-Encoding is {encoding}, though the request accepts identity only"
    return "the body is gzip, and no header says so" if exchange.body.startswith(GZIP) else None


@wire(Layer.HTTP, "HTTP-05", "FAB-12", "FAB-33", features="contract")
def declared_headers_are_sound(exchange: Exchange, route: Route | None) -> str | None:
    """Required response headers are there, and declared ones are valid."""
    declared = route.answer(exchange.status) if route else None
    if route is None or declared is None:
        return None
    answer, pointer = declared
    for name, node in answer.get("headers", {}).items():
        header, place = route.document.resolve(node, f"{pointer}/headers/{name}")
        value = exchange.header(name)
        if value is None:
            if header.get("required"):
                return f"the header {name} is missing"
            continue
        schema, place = route.document.resolve(header["schema"], f"{place}/schema")
        typed: object = value
        if schema.get("type") == "integer" and value.lstrip("-").isdecimal():
            typed = int(value)
        if complaint := route.document.complaint(place, typed):
            return f"the header {name} is {value!r}: {complaint}"
    return None


@check("HTTP-09", features="tgi methods")
async def wrong_method_is_405_with_allow(server: Server) -> None:
    """A method that a path does not have is a 405 whose Allow names those it has."""
    document = next(document for document in server.documents if document.name == "tgi")
    for path in dict.fromkeys(route.path for route in document.routes):
        methods = document.methods(path)
        answer = await server.ask("DELETE" if "DELETE" not in methods else "PUT", path)
        sound(answer, 405)
        allow = {part.strip() for part in (answer.header("allow") or "").split(",") if part.strip()}
        require(
            allow - {"HEAD", "OPTIONS"} == methods,
            f"Allow of {path} is {answer.header('allow')!r}; the document has {', '.join(sorted(methods))}",
            answer,
        )


@check("HTTP-10", features="tgi")
async def head_mirrors_get(server: Server) -> None:
    """HEAD is answered like GET, without the body."""
    for path in ("/health", "/info"):
        got, headed = sound(await server.get(path)), await server.ask("HEAD", path)
        sound(headed, got.status)
        require(not headed.body, f"HEAD {path} has a body of {len(headed.body)} bytes", headed)
        require(
            headed.header("content-type") == got.header("content-type"),
            f"{path}: HEAD says {headed.header('content-type')}, GET says {got.header('content-type')}",
            headed,
        )


@check("HTTP-11", features="paths")
async def unknown_path_is_404(server: Server) -> None:
    """A path that no document has is a 404, also one with a slash too many."""
    for path in ("/no/such/path", "/health/", "/v1/models/"):
        sound(await server.get(path), 404)


@check("HTTP-12", features="request_ids")
async def request_ids_differ(server: Server) -> None:
    """Each call gets a request id of its own."""
    path = next(path for path in OPEN_PATHS if server.route("GET", path))
    answers = [await server.get(path, again=True) for _ in range(3)]
    seen = [sound(answer).header("x-request-id") for answer in answers]
    require(all(seen), f"GET {path} has no X-Request-Id", answers[0])
    require(
        len(set(seen)) == len(seen), f"X-Request-Id of three calls: {', '.join(map(str, seen))}", answers[1]
    )
    given = await server.get(path, headers={"x-request-id": "conform-1"})
    require(sound(given).header("x-request-id"), f"GET {path} has no X-Request-Id", given)


@check("HTTP-13", features="tgi generate")
async def wrong_media_type_is_415(server: Server) -> None:
    """A body that does not call itself JSON is a 415."""
    body = b'{"inputs":"x","parameters":{"max_new_tokens":1}}'
    for media_type in ("text/plain", "application/x-www-form-urlencoded", None):
        answer = await server.ask(
            "POST", "/generate", content=body, headers={"Content-Type": media_type}, valid=False
        )
        sound(answer, 415)


@check("HTTP-14", features="tgi generate")
async def options_are_answered(server: Server) -> None:
    """OPTIONS is answered with success, so that browsers may call."""
    headers = {"Origin": "http://conform.example", "Access-Control-Request-Method": "POST"}
    answer = await server.ask("OPTIONS", "/generate", headers=headers, anonymous=True)
    require(answer.status in {200, 204}, f"OPTIONS /generate: {answer.summary}", answer)


@check("HTTP-15", features="tgi generate")
async def accept_has_no_say(server: Server) -> None:
    """`stream` alone decides between JSON and an event stream."""
    plain = await server.post("/", {**greedy(4), "stream": False}, headers={"Accept": "text/event-stream"})
    require(
        sound(plain).media_type == "application/json",
        f"with Accept: text/event-stream: {plain.summary}",
        plain,
    )
    streamed = await server.post("/", {**greedy(4), "stream": True}, headers={"Accept": "application/json"})
    require(sound(streamed).streamed, f"with Accept: application/json: {streamed.summary}", streamed)
