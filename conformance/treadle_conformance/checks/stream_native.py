"""What TGI's native streams mean beyond their framing: alternatives, seeds, stops, lengths, company."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from treadle_conformance.checks.stream import SOON, TWICE
from treadle_conformance.documents import Route
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Violation, require
from treadle_conformance.gauges import idle
from treadle_conformance.requests import PROMPT, greedy
from treadle_conformance.rules import Layer, check, wire
from treadle_conformance.server import Server, sound, until

INSIDE = re.compile(rb"(?:^|\n)(?:data|event|id|retry):[^\n]*\n:")
PROMPTS = (PROMPT, "One two three four", "The capital of France is")
ENDLESS = ("1 2 3 4 5 6 7 8 9 10 11 12 13", "la la la la la la la la la", "0, 1, 0, 1, 0, 1, 0, 1,")


@wire(Layer.FORM, "STREAM-18", features="tgi events")
def comments_stand_between_events(exchange: Exchange, route: Route | None) -> str | None:
    """A keep-alive comment of TGI's stands between events, never inside one."""
    if not exchange.streamed or exchange.abandoned or (route and route.document.name != "tgi"):
        return None
    found = INSIDE.search(exchange.body)
    return f"byte {found.start()}: a comment inside an event" if found else None


@check("STREAM-20", features="tgi generate streams")
async def events_have_their_alternatives(server: Server) -> None:
    """With top_n_tokens each event has its alternatives, most probable first."""
    answer = sound(await server.post("/generate_stream", greedy(6, top_n_tokens=2)))
    for event in answer.events:
        tokens: list[dict[str, Any]] = event.get("top_tokens") or []
        logprobs: list[float] = [token["logprob"] for token in tokens]
        require(len(logprobs) >= 2, f"event {event['index']} has {len(logprobs)} alternatives of 2", answer)
        require(logprobs == sorted(logprobs, reverse=True), f"not in order: {logprobs}", answer)


@check("STREAM-21", features="tgi generate streams")
async def details_tell_the_seed(server: Server) -> None:
    """The details of a sampled stream tell its seed."""
    answer = sound(await server.post("/generate_stream", greedy(4, do_sample=True, seed=11)))
    details: dict[str, Any] = answer.events[-1]["details"]
    require(details["seed"] == 11, f"the seed is 11, and details say {details['seed']}", answer)


@check("STREAM-22", features="tgi generate streams")
async def stop_sequence_ends_the_stream(server: Server) -> None:
    """A stop sequence ends the stream, and its text."""
    free = sound(await server.post("/generate_stream", greedy()))
    texts = [event["token"]["text"] for event in free.events[2:] if event["token"]["text"].strip()]
    require(texts, "the model generated no text to stop at", free)
    stop = texts[0]
    answer = sound(await server.post("/generate_stream", greedy(stop=[stop])))
    last: dict[str, Any] = answer.events[-1]
    reason, text = last["details"]["finish_reason"], last["generated_text"]
    require(reason == "stop_sequence", f"stop is {stop!r}, and the reason is {reason}", answer)
    require(text.endswith(stop), f"stop is {stop!r}, and the text is {text!r}", answer)


@check("STREAM-24", features="tgi generate streams")
async def streams_do_not_mix(server: Server) -> None:
    """Streams that run at once start with the token that they start with alone."""
    alone = [sound(await server.post("/generate_stream", greedy(4, prompt))) for prompt in PROMPTS]
    together = await asyncio.gather(
        *(server.post("/generate_stream", greedy(4, prompt), again=True) for prompt in PROMPTS)
    )
    for prompt, one, other in zip(PROMPTS, alone, together, strict=True):
        first, second = one.events[0]["token"], sound(other).events[0]["token"]
        said = f"{prompt!r}: alone {first}, beside others {second}"
        require(first["id"] == second["id"], said, other)


@check("STREAM-25", "STREAM-09", features="streams metrics generate")
async def plain_generation_ends_when_the_client_leaves(server: Server) -> None:
    """A plain generation stops soon after its client has gone."""
    require(await until(lambda: idle(server), 5), "requests were running before this check began")
    tokens = server.facts.info.get("max_total_tokens", 1024) * 3 // 4

    async def running() -> bool:
        return not await idle(server)

    late = 0
    for prompt in ENDLESS:  # a model may end any of them early
        if await server.abandon("/generate", greedy(tokens, prompt), running, 10):
            if await until(lambda: idle(server), SOON):
                return
            late += 1
            require(
                late < TWICE,
                f"the generation still ran {SOON} s after its client had gone",
                server.exchanges[-1],
            )
    raise Violation("the metrics never showed a generation running", server.exchanges[-1])


@check("STREAM-29", features="tgi generate streams tokenize input_length")
async def input_length_is_the_prompts(server: Server) -> None:
    """input_length is the number of tokens that /tokenize finds in the prompt."""
    tokens = sound(await server.post("/tokenize", {"inputs": PROMPT})).json
    answer = sound(await server.post("/generate_stream", greedy()))
    told = answer.events[-1]["details"]["input_length"]
    require(told == len(tokens), f"input_length is {told}, /tokenize finds {len(tokens)}", answer)
