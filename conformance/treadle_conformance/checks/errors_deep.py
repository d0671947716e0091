"""Input that no schema describes: depth; and that every error says something."""

from __future__ import annotations

from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.kinds import error_text
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound

DEPTH = 100_000


@check("ERR-16", features="tgi generate")
async def deep_nesting_is_refused(server: Server) -> None:
    """A body nested 100 000 deep is a 4xx."""
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        body = b'{"inputs":"x","loom":' + opening * DEPTH + b"1" + closing * DEPTH + b"}"
        answer = await server.ask("POST", "/generate", content=body, valid=False)
        require(400 <= answer.status < 500, f"{DEPTH} levels were answered {answer.summary}", answer)
        sound(answer, answer.status)


@wire(Layer.MEANING, "ERR-20")
def say_something(exchange: Exchange, _: Route | None) -> str | None:
    """An error's message is not blank."""
    if exchange.status < 400 or exchange.media_type != "application/json" or not exchange.body:
        return None
    text = error_text(exchange.json)
    return "the error's message is blank" if text is not None and not text.strip() else None
