"""What the chunks of a chat stream mean: time stamps, stops, choices, usage, characters."""

from __future__ import annotations

from treadle_conformance.checks.openai import CHAT, chat_text, content
from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.kinds import chunked
from treadle_conformance.requests import MANY_SCRIPTS, chat
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound

TORN = "\N{REPLACEMENT CHARACTER}"


@wire(Layer.MEANING, "STREAM-19", features="events choices")
def chunks_share_created(exchange: Exchange, _: Route | None) -> str | None:
    """All chunks of a stream have the same created."""
    if not chunked(exchange):
        return None
    found = {event.get("created") for event in exchange.events if "choices" in event}
    return f"created is {sorted(map(str, found))[:3]}" if len(found) > 1 else None


@check("STREAM-23", features="openai chat streams")
async def chat_stream_hides_the_stop(server: Server) -> None:
    """No chunk shows any part of the stop text that ended the stream."""
    whole = content(await server.post(CHAT, chat(server.facts.model)))
    words = whole.split()
    require(len(words) > 2, f"the model generated too little text to stop in: {whole!r}")
    stop = words[2]
    answer = sound(await server.post(CHAT, chat(server.facts.model, stop=[stop], stream=True)))
    expected, text = whole[: whole.index(stop)], chat_text(answer.events)
    require(text == expected, f"stop is {stop!r}: expected {expected!r}, got {text!r}", answer)


@check("STREAM-26", features="openai chat streams")
async def chat_tears_no_character(server: Server) -> None:
    """No chunk tears a character apart."""
    body = chat(server.facts.model, 24, messages=[{"role": "user", "content": f"Repeat: {MANY_SCRIPTS}"}])
    plain = content(await server.post(CHAT, body))
    streamed = sound(await server.post(CHAT, {**body, "stream": True}))
    text = chat_text(streamed.events)
    torn = text.count(TORN)
    require(torn <= plain.count(TORN), f"{torn} torn characters in {text!r}, plain is {plain!r}", streamed)


@check("STREAM-27", features="openai chat streams several")
async def each_choice_has_its_chunks(server: Server) -> None:
    """With n 2 there are chunks of the choices 0 and 1, and of no other."""
    body = {**chat(server.facts.model, 3, stream=True), "n": 2, "temperature": 1, "seed": 3}
    answer = sound(await server.post(CHAT, body))
    found = {choice["index"] for event in answer.events for choice in event["choices"]}
    require(found == {0, 1}, f"n is 2, and the chunks are of {sorted(found)}", answer)


@check("STREAM-28", features="openai chat streams")
async def usage_only_when_asked(server: Server) -> None:
    """Without include_usage no chunk carries a usage."""
    answer = sound(await server.post(CHAT, chat(server.facts.model, stream=True)))
    found = [number for number, event in enumerate(answer.events, 1) if event.get("usage")]
    require(not found, f"usage was not asked for, and chunks {found} have it", answer)
