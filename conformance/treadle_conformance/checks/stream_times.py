"""When the pieces of a stream arrive: while the text is made, or all at its end."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from treadle_conformance.checks.openai import CHAT
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Violation
from treadle_conformance.requests import chat, greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

ATTEMPTS = 3
TOO_SHORT = 0.02  # seconds; a stream that took less says nothing about when its events were sent
EARLY = 0.8  # of a stream's time, in which a quarter of it has to arrive; a quarter of it would do
LEAST = 3  # pieces by which a stream is told from an answer
FEW = 24  # characters; the most that fewer pieces hold when they are tokens
TEXTS = ("content", "reasoning_content", "reasoning", "text")  # members of a delta, a token or a choice


@check("STREAM-08", features="streams")
async def arrives_while_it_is_made(server: Server) -> None:
    """The pieces of the text arrive while the generation goes on, not all at its end."""
    if server.speaks("generate"):
        await _arrives(server, "/generate", greedy(1), "/generate_stream", greedy)
    if server.speaks("chat"):

        def streamed(tokens: int) -> dict[str, Any]:
            return chat(server.facts.model, tokens, stream=True)

        await _arrives(server, CHAT, chat(server.facts.model, 1), CHAT, streamed)


async def _arrives(
    server: Server, plain: str, one: dict[str, Any], path: str, body: Callable[[int], dict[str, Any]]
) -> None:
    """Hold that a quarter of a stream's pieces are there well before its end, in the time that they take.

    That is the time without what an answer of one token takes: the way, the queue and the prompt. A quarter
    and not half, because a busy machine is uneven: on one, vLLM sent half of 48 pieces in 82 % of 15 s.
    """
    before = min([sound(await server.post(plain, one, again=True)).ended_at for _ in range(2)])
    seen: list[str] = []
    answer = None
    for attempt in range(ATTEMPTS):  # each longer: a reader that was held up saw no pieces of a short one
        answer = sound(await server.post(path, body(48 << attempt), again=True))
        if comes_in_time(answer, before):
            return
        times = [at for at, _ in pieces(answer)]
        quarter = f", a quarter of them after {times[len(times) // 4]:.3f}" if times else ""
        seen.append(f"{len(times)} pieces of text{quarter} of {answer.ended_at:.3f} s")
    raise Violation(f"one token takes {before:.3f} s; streamed: {'; '.join(seen)}", answer)


def comes_in_time(answer: Exchange, before: float) -> bool:
    """Whether a stream's text came as it was made; an answer of one token takes `before` seconds."""
    found, end = pieces(answer), answer.ended_at
    if len(answer.chunks) < LEAST or not found:
        return False
    if end - before < TOO_SHORT:
        return True
    if len(found) < LEAST:  # the model said no more, or much was said at once
        return sum(len(text) for _, text in found) < FEW and answer.chunks[0][0] < EARLY * end
    return found[len(found) // 4][0] < before + EARLY * (end - before)


def pieces(answer: Exchange) -> list[tuple[float, str]]:
    """The texts of a stream's events, each with the seconds from the request to its arrival."""
    sizes = list(accumulate(len(chunk) for _, chunk in answer.chunks))
    found: list[tuple[float, str]] = []
    for event in answer.stream.events:
        if event.data != "[DONE]" and (text := _text(json.loads(event.data))):
            found.append((answer.chunks[bisect_left(sizes, event.end)][0], text))
    return found


def _text(event: Any) -> str:
    """What an event says, in any of the forms."""
    choices: list[Any] = event.get("choices") or [{"delta": event.get("token") or {}}]
    said = [choice.get("delta", choice) for choice in choices]
    return "".join(str(each.get(name) or "") for each in said for name in TEXTS)
