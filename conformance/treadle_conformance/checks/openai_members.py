"""The members of OpenAI's requests and answers, one by one."""

from __future__ import annotations

import time
from typing import Any

from treadle_conformance.checks.openai import CHAT, COMPLETIONS, content
from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import require
from treadle_conformance.requests import PROMPT, QUESTION, chat, completion
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_object

EPOCH = 1_500_000_000  # seconds; before any of these servers
DAY = 86_400


@wire(Layer.MEANING, "OAI-14", features="choices")
def created_is_in_seconds(exchange: Exchange, _: Route | None) -> str | None:
    """`created` of a completion is Unix time in seconds."""
    if exchange.status != 200 or exchange.abandoned:
        return None
    bodies: list[Any] = []
    if exchange.streamed:
        bodies = exchange.events[:1]
    elif exchange.media_type == "application/json" and exchange.body:
        bodies = [exchange.json]
    for body in bodies:
        if is_object(body) and "choices" in body and isinstance(body.get("created"), int | float):
            created: float = body["created"]
            if not EPOCH < created < time.time() + DAY:
                return f"created is {created}"
    return None


@check("OAI-12", features="openai chat")
async def greedy_is_repeatable(server: Server) -> None:
    """A greedy chat gives the same text again."""
    body = chat(server.facts.model, 8)
    first, second = await server.post(CHAT, body), await server.post(CHAT, body, again=True)
    texts = content(first), content(second)
    require(texts[0] == texts[1], f"greedy gave {texts[0]!r} and then {texts[1]!r}", second)


@check("OAI-13", features="openai chat")
async def seed_repeats_the_text(server: Server) -> None:
    """The same seed gives the same chat."""
    body = {**chat(server.facts.model, 8), "temperature": 1, "seed": 42}
    first, second = await server.post(CHAT, body), await server.post(CHAT, body, again=True)
    texts = content(first), content(second)
    require(texts[0] == texts[1], f"seed 42 gave {texts[0]!r} and then {texts[1]!r}", second)


@check("OAI-15", features="openai chat")
async def ids_are_unique(server: Server) -> None:
    """Two completions never have the same id."""
    body = chat(server.facts.model, 1)
    answers = [sound(await server.post(CHAT, body, again=True)) for _ in range(2)]
    ids = [answer.json["id"] for answer in answers]
    require(len(set(ids)) == 2, f"two completions have the id {ids[0]}", answers[1])


@check("OAI-16", features="openai chat")
async def max_completion_tokens_is_kept(server: Server) -> None:
    """max_completion_tokens limits a chat as max_tokens does."""
    body = {**chat(server.facts.model, max_completion_tokens=3)}
    body.pop("max_tokens")
    answer = sound(await server.post(CHAT, body))
    count = answer.json["usage"]["completion_tokens"]
    require(count <= 3, f"max_completion_tokens is 3, and {count} were generated", answer)


@check("OAI-17", features="openai chat")
async def stop_may_be_one_text(server: Server) -> None:
    """A stop that is one text is the same as a list with it."""
    words = content(await server.post(CHAT, chat(server.facts.model))).split()
    require(len(words) > 2, f"the model generated too little text to stop in: {words}")
    many = content(await server.post(CHAT, chat(server.facts.model, stop=[words[2]])))
    answer = await server.post(CHAT, chat(server.facts.model, stop=words[2]))
    require(content(answer) == many, f"as a list {many!r}, as a text {content(answer)!r}", answer)


@check("OAI-18", features="openai chat")
async def text_parts_are_their_text(server: Server) -> None:
    """Content in text parts is the same as their text."""
    plain = await server.post(CHAT, chat(server.facts.model))
    parts = [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}]
    answer = await server.post(CHAT, chat(server.facts.model, messages=parts))
    require(
        content(answer) == content(plain), f"as parts {content(answer)!r}, plain {content(plain)!r}", answer
    )


@check("OAI-22", features="openai chat logprobs")
async def greedy_token_is_the_first_alternative(server: Server) -> None:
    """The greedy token is the first of its top_logprobs."""
    answer = sound(await server.post(CHAT, chat(server.facts.model, 5, logprobs=True, top_logprobs=2)))
    for entry in answer.json["choices"][0]["logprobs"]["content"]:
        top = entry["top_logprobs"]
        require(top, f"{entry['token']!r} has no alternatives", answer)
        best = max(other["logprob"] for other in top)
        require(entry["logprob"] >= best - 1e-4, f"{entry} is not the most probable of {top}", answer)


@check("OAI-23", features="openai completions")
async def echo_begins_with_the_prompt(server: Server) -> None:
    """Echo puts the prompt before the text."""
    answer = sound(await server.post(COMPLETIONS, completion(server.facts.model, 4, echo=True)))
    text = answer.json["choices"][0]["text"]
    require(text.startswith(PROMPT), f"echo was asked for, and the text is {text!r}", answer)


@check("OAI-24", features="openai completions logprobs")
async def completion_logprobs_are_aligned(server: Server) -> None:
    """Each list of a completion's logprobs has one entry per token, and the tokens make the text."""
    answer = sound(await server.post(COMPLETIONS, completion(server.facts.model, 5, logprobs=2)))
    choice = answer.json["choices"][0]
    found = choice["logprobs"]
    require(found, "logprobs were asked for, and are missing", answer)
    names = ("tokens", "token_logprobs", "top_logprobs", "text_offset")
    lengths = {name: len(found[name]) for name in names}
    require(len(set(lengths.values())) == 1, f"the lists have the lengths {lengths}", answer)
    joined = "".join(found["tokens"])
    same = (joined.startswith(choice["text"]) and choice["finish_reason"] != "length") or joined == choice[
        "text"
    ]
    require(same, f"the tokens say {joined!r}, the text {choice['text']!r}", answer)


@check("OAI-25", features="openai completions")
async def completion_ends_before_the_stop(server: Server) -> None:
    """A completion ends before its stop sequence."""
    whole = sound(await server.post(COMPLETIONS, completion(server.facts.model))).json["choices"][0]["text"]
    words = whole.split()
    require(len(words) > 2, f"the model generated too little text to stop in: {whole!r}")
    stop = words[2]
    answer = sound(await server.post(COMPLETIONS, completion(server.facts.model, stop=[stop])))
    expected, text = whole[: whole.index(stop)], answer.json["choices"][0]["text"]
    require(text == expected, f"stop is {stop!r}: expected {expected!r}, got {text!r}", answer)
