"""What RFC 8259 and the document ask of a JSON body, seen on every answer."""

from __future__ import annotations

import json

from treadle_conformance import wire_text
from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.rules import Layer, wire

COUNTS = frozenset(
    {
        "generated_tokens",
        "input_length",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "created",
        "id",
        "index",
        "start",
        "stop",
        "seed",
        "total",
        "max_input_tokens",
        "max_total_tokens",
    }
)


def _is_json(exchange: Exchange) -> bool:
    return (
        exchange.media_type == "application/json"
        and exchange.sent.method != "HEAD"
        and not exchange.abandoned
    )


def _problem(exchange: Exchange) -> Exception | None:
    return exchange.unreadable if _is_json(exchange) else None


@wire(Layer.FORM, "JSON-02")
def is_plain_utf8(exchange: Exchange, _: Route | None) -> str | None:
    """The body is UTF-8 without a byte order mark."""
    if _is_json(exchange) and exchange.body.startswith(b"\xef\xbb\xbf"):
        return "the body begins with a byte order mark"
    problem = _problem(exchange)
    return str(problem) if isinstance(problem, UnicodeDecodeError) else None


@wire(Layer.FORM, "JSON-03")
def numbers_are_finite(exchange: Exchange, _: Route | None) -> str | None:
    """No number is NaN or infinite."""
    problem = _problem(exchange)
    return f"{problem} is no JSON number" if isinstance(problem, wire_text.NotFinite) else None


@wire(Layer.FORM, "JSON-04")
def members_are_unique(exchange: Exchange, _: Route | None) -> str | None:
    """No object has a member twice."""
    problem = _problem(exchange)
    return f"the member {problem} occurs twice" if isinstance(problem, wire_text.Repeated) else None


@wire(Layer.FORM, "JSON-01")
def is_one_document(exchange: Exchange, _: Route | None) -> str | None:
    """The body is exactly one JSON document."""
    problem = _problem(exchange)
    if exchange.body.startswith(b"\xef\xbb\xbf") or not isinstance(
        problem, json.JSONDecodeError | RecursionError
    ):
        return None
    return str(problem)


@wire(Layer.FORM, "JSON-05")
def texts_are_whole(exchange: Exchange, _: Route | None) -> str | None:
    """No text holds half a surrogate pair."""
    if not _is_json(exchange) or _problem(exchange) is not None:
        return None
    found = wire_text.has_lone_surrogate(exchange.body)
    return "a text holds half a surrogate pair, which is no character" if found else None


@wire(Layer.SCHEMA, "JSON-06", "ERR-01", "FAB-07", features="contract")
def body_matches_schema(exchange: Exchange, route: Route | None) -> str | None:
    """The body is valid against the schema declared for its status."""
    return _complaint(exchange, route, strict=False)


@wire(Layer.MEANING, "JSON-07", features="contract")
def no_undeclared_members(exchange: Exchange, route: Route | None) -> str | None:
    """The body has no members that its schema does not name."""
    if route and "documentation" in route.node.get("tags", []):
        return None  # the answer is itself a contract document, whose members are OpenAPI's
    if _complaint(exchange, route, strict=False):
        return None
    return _complaint(exchange, route, strict=True)


def _complaint(exchange: Exchange, route: Route | None, *, strict: bool) -> str | None:
    declared = route.answer(exchange.status) if route and _is_json(exchange) else None
    if route is None or declared is None:
        return None
    answer, pointer = declared
    if "schema" not in answer.get("content", {}).get("application/json", {}):
        return None
    place = f"{pointer}/content/application~1json/schema"
    return route.document.complaint(place, exchange.json, strict=strict)


@wire(Layer.MEANING, "JSON-08")
def counts_are_written_as_integers(exchange: Exchange, _: Route | None) -> str | None:
    """Counts and ids have no fraction and no exponent."""
    texts = [exchange.body] if _is_json(exchange) and _problem(exchange) is None and exchange.body else []
    if exchange.streamed and not exchange.abandoned:
        texts = [event.data.encode() for event in exchange.stream.events if event.data != "[DONE]"]
    for text in texts:
        if found := wire_text.fractions(text, COUNTS):
            return f"{found} is written with a fraction or an exponent"
    return None
