"""Event streams: framing, order, ends, and that they are streams at all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from treadle_conformance.documents import Route, event_schema
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Violation, require
from treadle_conformance.gauges import idle
from treadle_conformance.kinds import asked, chunked, native, wishes
from treadle_conformance.requests import MANY_SCRIPTS, chat, greedy
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound, until
from treadle_conformance.shape import is_array

TORN = "\N{REPLACEMENT CHARACTER}"
ENDLESS = (
    "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "la la la la la la la la la",
    "0, 1, 0, 1, 0, 1, 0, 1, 0, 1,",
    "aaaa" * 20,
)
SOON = 1.0  # seconds in which a generation has to end after its client has gone
TWICE = 2  # times that it may not: once, the machine may have stood still


@wire(Layer.FORM, "STREAM-31", features="events")
def is_server_sent_events(exchange: Exchange, _: Route | None) -> str | None:
    """A stream is UTF-8, and an empty line ends its every event, as server-sent events are."""
    if not exchange.streamed or exchange.abandoned:
        return None
    return _first(exchange.stream.faults)


@wire(Layer.FORM, "STREAM-01", features="tgi events")
def framing_is_exact(exchange: Exchange, route: Route | None) -> str | None:
    """A stream of TGI's is "data: " lines, comments and empty lines, with LF, and nothing else."""
    if not exchange.streamed or exchange.abandoned or (route and route.document.name != "tgi"):
        return None
    return _first(exchange.stream.oddities)


def _first(found: list[str]) -> str | None:
    """The first of what was found, and how much more there is."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return found[0] + more if found else None


@wire(Layer.FORM, "STREAM-30", features="events")
def events_are_json(exchange: Exchange, _: Route | None) -> str | None:
    """The data of every event is JSON, or [DONE]."""
    if not exchange.streamed or exchange.abandoned:
        return None
    for number, event in enumerate(exchange.stream.events, 1):
        if event.data != "[DONE]":
            try:
                json.loads(event.data)
            except ValueError as error:
                return f"event {number} is no JSON: {error}: {event.data[:100]!r}"
    return None


@wire(Layer.SCHEMA, "STREAM-02", features="contract events")
def events_match_their_schema(exchange: Exchange, route: Route | None) -> str | None:
    """Every event is valid against the document's event schema."""
    if not exchange.streamed or exchange.abandoned:
        return None
    declared = route.answer(exchange.status) if route else None
    pointer = event_schema(route.document, *declared) if route and declared else None
    if route and pointer:
        for number, value in enumerate(exchange.events, 1):
            if complaint := route.document.complaint(pointer, value):
                return f"event {number}: {complaint}"
    return None


@wire(Layer.MEANING, "STREAM-03", features="generate streams")
def native_ends_with_one_terminal_event(exchange: Exchange, _: Route | None) -> str | None:
    """A native stream has one event with generated_text or an error, and it is the last."""
    if not native(exchange):
        return None
    terminal = [
        n for n, e in enumerate(exchange.events, 1) if e.get("generated_text") is not None or "error" in e
    ]
    if terminal == [len(exchange.events)]:
        return None
    return f"{len(exchange.events)} events; those with generated_text or an error: {terminal or 'none'}"


@wire(Layer.MEANING, "STREAM-04", features="generate streams")
def native_index_counts_from_1(exchange: Exchange, _: Route | None) -> str | None:
    """The index of a native stream counts 1, 2, 3 …."""
    if not native(exchange):
        return None
    found = [event["index"] for event in exchange.events if "index" in event]
    terminal = [e for e in exchange.events if e.get("generated_text") is not None]
    if found == list(range(1, len(found) + 1)) or len(terminal) > 1:
        return None
    return f"the indexes are {found}"


@wire(Layer.MEANING, "STREAM-05", features="generate streams")
def native_tokens_make_the_text(exchange: Exchange, _: Route | None) -> str | None:
    """The texts of a native stream's tokens make its generated_text."""
    if not native(exchange) or wishes(exchange).get("stop"):
        return None
    events = exchange.events
    whole = [event["generated_text"] for event in events if event.get("generated_text") is not None]
    if len(whole) != 1 or events[-1].get("generated_text") is None:
        return None
    joined = "".join(event["token"]["text"] for event in events if not event["token"]["special"])
    if whole[0] in {joined, str(asked(exchange).get("inputs", "")) + joined}:
        return None
    return f"the tokens say {joined!r}, generated_text says {whole[0]!r}"


@wire(Layer.MEANING, "STREAM-10", features="generate streams")
def native_token_count_is_the_number_of_events(exchange: Exchange, _: Route | None) -> str | None:
    """generated_tokens of the last event is the number of token events."""
    if not native(exchange) or not exchange.events or not exchange.events[-1].get("details"):
        return None
    count = exchange.events[-1]["details"]["generated_tokens"]
    return (
        None
        if count == len(exchange.events)
        else f"generated_tokens is {count}, after {len(exchange.events)} events"
    )


@wire(Layer.MEANING, "STREAM-07", features="generate streams")
def native_never_says_done(exchange: Exchange, _: Route | None) -> str | None:
    """A native stream has no [DONE]."""
    return "the stream has a [DONE]" if native(exchange) and exchange.stream.done else None


@wire(Layer.MEANING, "STREAM-06", features="events choices")
def openai_ends_with_done(exchange: Exchange, _: Route | None) -> str | None:
    """A stream under /v1 ends with exactly one [DONE]."""
    if not chunked(exchange):
        return None
    events = exchange.stream.events
    last = events[-1].data if events else "nothing"
    if exchange.stream.done == 1 and last == "[DONE]":
        return None
    return f"{exchange.stream.done} [DONE] events; the last event is {last[:100]!r}"


@wire(Layer.MEANING, "STREAM-12", features="events choices")
def chat_begins_with_the_role(exchange: Exchange, _: Route | None) -> str | None:
    """The first delta of each choice has the role assistant."""
    if not chunked(exchange):
        return None
    seen: set[int] = set()
    for event in exchange.events:
        for choice in event.get("choices", []):
            role = choice.get("delta", {}).get("role")
            if "delta" in choice and (
                role not in {None, "assistant"} or (choice["index"] not in seen and role is None)
            ):
                return f"the first delta of choice {choice['index']} is {choice['delta']}"
            seen.add(choice["index"])
    return None


@wire(Layer.MEANING, "STREAM-13", features="events choices")
def each_choice_finishes_once(exchange: Exchange, _: Route | None) -> str | None:
    """Each choice has one finish_reason, on its last chunk."""
    if not chunked(exchange) or any("error" in event for event in exchange.events):
        return None
    reasons: dict[int, list[str | None]] = {}
    for event in exchange.events:
        for choice in event.get("choices", []):
            reasons.setdefault(choice["index"], []).append(choice.get("finish_reason") or None)
    for index, found in reasons.items():
        if found[-1] is None or any(found[:-1]):
            return f"the finish reasons of choice {index} are {found}"
    return None


@wire(Layer.MEANING, "STREAM-15", features="events choices")
def chunks_share_id_and_model(exchange: Exchange, _: Route | None) -> str | None:
    """All chunks of a stream have the same id and model."""
    if not chunked(exchange):
        return None
    for name in ("id", "model"):
        found = {event.get(name) for event in exchange.events if "choices" in event}
        if len(found) > 1:
            return f"the chunks have the {name}s {sorted(map(str, found))[:3]}"
    return None


@wire(Layer.MEANING, "STREAM-16", features="events")
def says_no_cache(exchange: Exchange, _: Route | None) -> str | None:
    """A stream may not be kept by proxies."""
    if not exchange.streamed or "no-cache" in (exchange.header("cache-control") or ""):
        return None
    return f"Cache-Control is {exchange.header('cache-control')}"


@check("STREAM-09", "STREAM-08", features="streams metrics")
async def ends_when_the_client_leaves(server: Server) -> None:
    """A generation stops soon after its client has gone."""
    require(
        await until(lambda: idle(server), 5),
        "requests were running before this check began",
        server.exchanges[-1],
    )
    tokens = server.facts.info.get("max_total_tokens", 1024) * 3 // 4
    left, late = None, 0
    for prompt in ENDLESS:  # a model may end any of them early
        seen = False

        async def read(pieces: AsyncIterator[bytes]) -> None:
            nonlocal seen
            async for _ in pieces:
                break
            seen = not await idle(server)

        left = await server.leave("/generate_stream", greedy(tokens, prompt), read)
        if seen:
            if await until(lambda: idle(server), SOON):
                return
            late += 1
            require(late < TWICE, f"the generation still ran {SOON} s after its client had gone", left)
    raise Violation("the metrics never showed a generation running while it was streamed", left)


@check("STREAM-11", features="tgi generate streams")
async def equals_plain(server: Server) -> None:
    """A greedy generation says the same streamed and plain."""
    plain = sound(await server.post("/generate", greedy())).json["generated_text"]
    streamed = sound(await server.post("/generate_stream", greedy()))
    text = streamed.events[-1]["generated_text"]
    require(text == plain, f"plain: {plain!r}; streamed: {text!r}", streamed)
    array: Any = sound(await server.post("/", greedy(return_full_text=False))).json
    text = (array[0] if is_array(array) else array)["generated_text"]
    require(text == plain, f"POST /generate: {plain!r}; POST /: {text!r}", streamed)


@check("STREAM-17", features="tgi generate streams")
async def tears_no_character(server: Server) -> None:
    """No event tears a character apart."""
    body = greedy(24, MANY_SCRIPTS)
    plain = sound(await server.post("/generate", body)).json["generated_text"]
    streamed = sound(await server.post("/generate_stream", body))
    torn = sum(event["token"]["text"].count(TORN) for event in streamed.events)
    torn += streamed.events[-1]["generated_text"].count(TORN)
    require(
        torn <= 2 * plain.count(TORN),
        f"{torn} torn characters in the stream, {plain.count(TORN)} in {plain!r}",
        streamed,
    )


@check("STREAM-14", features="openai chat streams")
async def usage_comes_last(server: Server) -> None:
    """include_usage adds one last chunk with usage and no choices."""
    body = chat(server.facts.model, stream=True, stream_options={"include_usage": True})
    answer = sound(await server.post("/v1/chat/completions", body))
    require(answer.streamed, f"expected an event stream: {answer.summary}", answer)
    with_usage = [number for number, event in enumerate(answer.events, 1) if event.get("usage")]
    require(
        with_usage == [len(answer.events)], f"chunks with usage: {with_usage} of {len(answer.events)}", answer
    )
    require(answer.events[-1]["choices"] == [], "the chunk with usage has choices", answer)
    plain = sound(await server.post("/v1/chat/completions", chat(server.facts.model)))
    require(
        answer.events[-1]["usage"]["prompt_tokens"] == plain.json["usage"]["prompt_tokens"],
        f"usage streamed: {answer.events[-1]['usage']}; plain: {plain.json['usage']}",
        answer,
    )
