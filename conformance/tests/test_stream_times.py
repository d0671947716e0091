"""A text that came as it was made is told from one that came at the end, whatever else takes time."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from treadle_conformance.checks.stream_times import comes_in_time, pieces
from treadle_conformance.exchange import Exchange, Sent

ROLE = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}


def streamed(
    times: Sequence[float], end: float, *, text: str = " loom", role_at: float | None = None
) -> Exchange:
    """A chat stream whose pieces arrive at these seconds."""
    found = Exchange(
        sent=Sent(method="POST", url="http://server", path="/", headers={}, body=None), status=200
    )
    found.headers = [("content-type", "text/event-stream")]

    def arrive(at: float, data: str) -> None:
        found.chunks.append((at, f"data: {data}\n\n".encode()))

    if role_at is not None:
        arrive(role_at, json.dumps(ROLE))
    for at in times:
        arrive(at, json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}))
    arrive(end, json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}))
    arrive(end, "[DONE]")
    found.ended_at = end
    return found


def steps(first: float, every: float, count: int = 48) -> list[float]:
    return [first + every * number for number in range(count)]


@pytest.mark.parametrize(
    ("answer", "before"),
    [
        (streamed(steps(0.05, 0.02), 1.02), 0.05),
        (streamed(steps(5.0, 0.01), 5.5, role_at=4.9), 5.0),
        (streamed(steps(0.9, 0.01), 1.4), 0.5),
        (streamed(steps(0.05, 0.02), 1.02), 3.0),
        (streamed(steps(0.002, 0.0001), 0.007), 0.002),
        (streamed(steps(1.0, 0.0001), 1.005), 1.0),
        (streamed([0.2, 0.4], 0.45, role_at=0.2), 0.2),
        (streamed([0.1] * 24 + [0.9] * 24, 1.0), 0.1),
    ],
    ids=[
        "token by token",
        "a long prompt",
        "a queue",
        "one token took long that once",
        "too fast to tell",
        "too fast to tell behind a queue",
        "two words",
        "in bites",
    ],
)
def test_what_comes_as_it_is_made(answer: Exchange, before: float) -> None:
    assert comes_in_time(answer, before)


@pytest.mark.parametrize(
    ("answer", "before"),
    [
        (streamed(steps(1.0, 0.0001), 1.005, role_at=0.001), 0.01),
        (streamed([0.03, *steps(1.0, 0.0001)], 1.005), 0.02),
        (streamed([1.0], 1.0, text=" loom" * 48, role_at=0.01), 0.02),
        (streamed([], 1.0, role_at=0.01), 0.02),
    ],
    ids=["the role and then all", "one token and then all", "all in one event", "nothing"],
)
def test_what_comes_at_the_end(answer: Exchange, before: float) -> None:
    assert not comes_in_time(answer, before)


def test_a_piece_arrives_with_the_end_of_its_event() -> None:
    answer = streamed([], 3.0)
    event = b'data: {"index":1,"token":{"text":" loom","special":false}}\n\n'
    answer.chunks = [(1.0, event[:20]), (2.0, event[20:] + event), (3.0, event)]
    assert pieces(answer) == [(2.0, " loom"), (2.0, " loom"), (3.0, " loom")]
