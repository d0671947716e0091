"""Which form a stream has, told by what was asked for."""

from __future__ import annotations

import json
from typing import Any

from treadle_conformance.exchange import Exchange
from treadle_conformance.shape import is_object


def asked(exchange: Exchange) -> dict[str, Any]:
    """The JSON object that was sent; empty if it was none."""
    try:
        body: Any = json.loads(exchange.sent.body or b"{}")
    except ValueError:
        body = None
    return body if is_object(body) else {}


def wishes(exchange: Exchange) -> dict[str, Any]:
    """The native parameters that were sent."""
    given = asked(exchange).get("parameters")
    return given if is_object(given) else {}


def native(exchange: Exchange) -> bool:
    """Whether this is a whole stream of TGI's native form."""
    if not exchange.streamed or exchange.abandoned or exchange.status != 200:
        return False
    path = exchange.sent.path
    return path in {"/", "/generate_stream"} or (path == "/invocations" and "inputs" in asked(exchange))


def chunked(exchange: Exchange) -> bool:
    """Whether this is a whole stream of OpenAI's form."""
    if not exchange.streamed or exchange.abandoned or exchange.status != 200:
        return False
    return exchange.sent.path.startswith("/v1/") or (
        exchange.sent.path == "/invocations" and "inputs" not in asked(exchange)
    )


def error_text(body: Any) -> str | None:
    """The message of an error in any of the forms that servers use; None if it has none."""
    if not is_object(body):
        return None
    for name in ("error", "error_msg", "message", "detail"):
        value = body.get(name)
        if is_object(value):
            value = value.get("message")
        if isinstance(value, str):
            return value
    return None
