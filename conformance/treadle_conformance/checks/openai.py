"""OpenAI's operations: chat, completions, models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import PROMPT, TOKENS, chat, completion
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_object

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"


def chat_text(events: Iterable[Any], index: int = 0) -> str:
    """The text that a stream's deltas make."""
    choices = [choice for event in events for choice in event.get("choices", []) if choice["index"] == index]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def content(exchange: Exchange) -> str:
    """The first choice's text."""
    text: str = sound(exchange).json["choices"][0]["message"]["content"]
    return text


@wire(Layer.MEANING, "OAI-01", features="choices")
def usage_adds_up(exchange: Exchange, _: Route | None) -> str | None:
    """total_tokens is prompt_tokens plus completion_tokens."""
    bodies: list[Any] = []
    if exchange.status == 200 and exchange.streamed and not exchange.abandoned:
        bodies = exchange.events
    elif exchange.status == 200 and exchange.media_type == "application/json" and exchange.body:
        bodies = [exchange.json]
    for body in bodies:
        usage = body.get("usage") if is_object(body) else None
        if usage and usage["total_tokens"] != usage["prompt_tokens"] + usage["completion_tokens"]:
            return f"usage is {usage}"
    return None


@check("OAI-02", features="openai chat")
async def stream_decides_the_form(server: Server) -> None:
    """`stream` true is an event stream, false or absent a JSON object."""
    streamed = sound(await server.post(CHAT, chat(server.facts.model, stream=True)))
    require(streamed.streamed, f"expected an event stream: {streamed.summary}", streamed)
    for body in (chat(server.facts.model), chat(server.facts.model, stream=False)):
        plain = sound(await server.post(CHAT, body))
        require(plain.media_type == "application/json", f"expected JSON: {plain.summary}", plain)


@check("OAI-03", features="openai chat")
async def max_tokens_is_kept(server: Server) -> None:
    """Not more than max_tokens tokens, and `length` as the reason when they were used up."""
    whole = content(await server.post(CHAT, chat(server.facts.model))) or ""
    for limit in (1, 5):
        answer = sound(await server.post(CHAT, chat(server.facts.model, limit)))
        count, reason = answer.json["usage"]["completion_tokens"], answer.json["choices"][0]["finish_reason"]
        require(count <= limit, f"max_tokens is {limit}, and {count} were generated", answer)
        require(
            count == limit or reason != "length",
            f"{count} of {limit} tokens, and the reason is length",
            answer,
        )
        text = content(answer) or ""
        cut = count == limit and whole.startswith(text) and whole != text  # with more tokens it goes on
        require(
            not cut or reason == "length",
            f"{limit} tokens are {text!r}, {TOKENS} go on to {whole!r}, and the reason is {reason}",
            answer,
        )


@check("OAI-04", features="openai chat streams")
async def chat_stream_equals_plain(server: Server) -> None:
    """A greedy chat says the same streamed and plain."""
    plain = content(await server.post(CHAT, chat(server.facts.model)))
    streamed = sound(await server.post(CHAT, chat(server.facts.model, stream=True)))
    require(streamed.streamed, f"expected an event stream: {streamed.summary}", streamed)
    text = chat_text(streamed.events)
    require(text == plain, f"plain: {plain!r}; streamed: {text!r}", streamed)


@check("OAI-05", features="openai completions streams")
async def completion_stream_equals_plain(server: Server) -> None:
    """A greedy completion says the same streamed and plain."""
    plain = sound(await server.post(COMPLETIONS, completion(server.facts.model))).json["choices"][0]["text"]
    streamed = sound(await server.post(COMPLETIONS, completion(server.facts.model, stream=True)))
    text = "".join(choice["text"] for event in streamed.events for choice in event["choices"])
    require(text == plain, f"plain: {plain!r}; streamed: {text!r}", streamed)


@check("OAI-06", features="openai models")
async def models_are_listed(server: Server) -> None:
    """GET /v1/models is a list of the served models."""
    answer = sound(await server.get("/v1/models"))
    entries = answer.json["data"]
    require(answer.json["object"] == "list", f"object is {answer.json['object']!r}", answer)
    require(entries, "no model is listed", answer)
    require(
        all(entry["object"] == "model" and entry["id"] for entry in entries), f"the list is {entries}", answer
    )


@check("OAI-07", features="openai chat logprobs")
async def logprobs_are_complete(server: Server) -> None:
    """Each token has its logprob, with at most the alternatives that were asked for."""
    answer = sound(await server.post(CHAT, chat(server.facts.model, 5, logprobs=True, top_logprobs=2)))
    choice = answer.json["choices"][0]
    require(choice["logprobs"], "logprobs were asked for, and are missing", answer)
    found = choice["logprobs"]["content"]
    count = answer.json["usage"]["completion_tokens"]
    ended = choice["finish_reason"] == "stop"  # whether the end token has an entry is left open
    require(
        len(found) == count or (ended and len(found) == count - 1),
        f"{count} tokens, {len(found)} logprobs",
        answer,
    )
    for entry in found:
        values = [entry["logprob"], *(other["logprob"] for other in entry["top_logprobs"])]
        require(max(values) <= 0, f"a logprob of {entry['token']!r} is {max(values)}", answer)
        require(len(values) <= 3, f"top_logprobs is 2, and {entry['token']!r} has {len(values) - 1}", answer)


@check("OAI-08", features="openai chat")
async def stop_is_left_out(server: Server) -> None:
    """The text ends before a stop sequence, and the reason is `stop`."""
    whole = content(await server.post(CHAT, chat(server.facts.model)))
    words = whole.split()
    require(len(words) > 2, f"the model generated too little text to stop in: {whole!r}")
    stop = words[2]
    body = chat(server.facts.model, stop=[stop])
    answer = await server.post(CHAT, body)
    text, reason = content(answer), answer.json["choices"][0]["finish_reason"]
    expected = whole[: whole.index(stop)]
    require(reason == "stop", f"stop is {stop!r}, and the reason is {reason}", answer)
    require(text == expected, f"stop is {stop!r}: expected {expected!r}, got {text!r}", answer)


@check("OAI-09", features="openai chat several")
async def n_gives_n_choices(server: Server) -> None:
    """`n` gives that many choices, numbered from 0."""
    answer = sound(
        await server.post(CHAT, {**chat(server.facts.model, 3), "n": 2, "temperature": 1, "seed": 3})
    )
    indexes = [choice["index"] for choice in answer.json["choices"]]
    require(sorted(indexes) == [0, 1], f"n is 2, and the choices have the indexes {indexes}", answer)


@check("OAI-10", features="openai completions")
async def prompts_keep_their_index(server: Server) -> None:
    """The texts of several prompts are told apart by index."""
    body = {**completion(server.facts.model, 3), "prompt": [PROMPT, "One two three"]}
    answer = sound(await server.post(COMPLETIONS, body))
    indexes = [choice["index"] for choice in answer.json["choices"]]
    require(sorted(indexes) == [0, 1], f"two prompts, and the choices have the indexes {indexes}", answer)


@check("OAI-11", features="openai chat")
async def chat_needs_messages(server: Server) -> None:
    """A chat without messages is a 4xx."""
    for body in (
        {"model": server.facts.model, "max_tokens": TOKENS},
        chat(server.facts.model, messages="hi"),
    ):
        answer = await server.post(CHAT, body, valid=False)
        require(400 <= answer.status < 500, f"expected a 4xx, got {answer.summary}", answer)
        sound(answer, answer.status)
