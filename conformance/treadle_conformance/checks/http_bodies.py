"""Request bodies in all the ways in which HTTP may carry them, and what browsers are told."""

from __future__ import annotations

from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import greedy
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound

TOO_LARGE = 8_000_000  # bytes; TGI's limit is 2 million
MEDIA_TYPES = (
    "application/json; charset=utf-8",
    "Application/JSON",
    'application/json;charset="UTF-8"',
    "application/vnd.loom+json",
)
ORIGIN = "http://conform.example"


@check("HTTP-16", features="tgi generate")
async def body_beyond_the_limit_is_refused(server: Server) -> None:
    """A body of 8 MB is a 413, or a 422 for its tokens."""
    body = b'{"inputs":"' + b"loom " * (TOO_LARGE // 5) + b'","parameters":{"max_new_tokens":1}}'
    answer = await server.ask("POST", "/generate", content=body, valid=False)
    require(answer.status in {413, 422}, f"8 MB were answered {answer.summary}", answer)
    sound(answer, answer.status)


@check("HTTP-17", features="tgi generate")
async def media_types_of_json_are_taken(server: Server) -> None:
    """A Content-Type with parameters, in capitals or with +json, is JSON as well."""
    body = greedy(1)
    for media_type in MEDIA_TYPES:
        answer = await server.post("/generate", body, headers={"Content-Type": media_type})
        require(answer.status == 200, f"Content-Type: {media_type} was answered {answer.summary}", answer)
        sound(answer)


@check("HTTP-18", features="tgi generate")
async def chunked_bodies_are_read(server: Server) -> None:
    """A body in the chunked coding is read like any other."""
    sound(await server.post("/generate", greedy(1), chunked=True))


@check("HTTP-20", features="tgi generate")
async def browsers_may_read_answers(server: Server) -> None:
    """An answer to a page of another origin says that the page may read it."""
    for path, status in (("/info", 200), ("/no/such/path", 404)):
        answer = sound(await server.get(path, headers={"Origin": ORIGIN}), status)
        allowed = answer.header("access-control-allow-origin")
        require(allowed in {"*", ORIGIN}, f"Access-Control-Allow-Origin of {path} is {allowed}", answer)


@check("HTTP-21", features="tgi generate")
async def preflight_names_methods_and_headers(server: Server) -> None:
    """A preflight request is told POST and content-type."""
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = await server.ask("OPTIONS", "/generate", headers=headers, anonymous=True)
    require(answer.status in {200, 204}, f"the preflight was answered {answer.summary}", answer)
    for name, wanted in (
        ("access-control-allow-methods", "post"),
        ("access-control-allow-headers", "content-type"),
    ):
        allowed = (answer.header(name) or "").lower()
        require("*" in allowed or wanted in allowed, f"{name} is {allowed!r}", answer)


@wire(Layer.MEANING, "HTTP-22")
def refusals_keep_the_connection(exchange: Exchange, _: Route | None) -> str | None:
    """A refused request does not cost its connection."""
    if not 400 <= exchange.status < 500 or exchange.status == 413:
        return None
    said = (exchange.header("connection") or "").lower()
    return f"{exchange.status} with Connection: close" if said == "close" else None
