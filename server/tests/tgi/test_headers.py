"""TGI's `x-…` headers: on which routes, and what they say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "ab"}]
TEMPLATED = "user: ab\nassistant:"
PLAIN = {
    "x-compute-type",
    "x-compute-time",
    "x-compute-characters",
    "x-total-time",
    "x-validation-time",
    "x-queue-time",
    "x-inference-time",
    "x-time-per-token",
    "x-prompt-tokens",
    "x-generated-tokens",
}
STREAMED = {"x-compute-type", "x-compute-characters", "x-accel-buffering"}


def tgis(headers: Any) -> dict[str, str]:
    return {
        name: value for name, value in headers.items() if name.startswith("x-") and name != "x-request-id"
    }


# path, body, characters and tokens of the prompts, tokens generated; the fake model's tokens are bytes
ANSWERS: list[tuple[str, dict[str, Any], int, int, int]] = [
    ("/generate", {"inputs": "aé", "parameters": {"max_new_tokens": 3}}, 2, 4, 3),
    ("/", {"inputs": "ab", "parameters": {"max_new_tokens": 3}}, 2, 3, 3),
    ("/invocations", {"inputs": "ab", "parameters": {"max_new_tokens": 3}}, 2, 3, 3),
    (
        "/generate",  # of the sequence that won
        {"inputs": "ab", "parameters": {"max_new_tokens": 3, "best_of": 2, "do_sample": True}},
        2,
        3,
        3,
    ),
    (CHAT, {"messages": QUESTION, "max_tokens": 3}, len(TEMPLATED), len(TEMPLATED), 3),
    (CHAT, {"messages": QUESTION, "max_tokens": 3, "n": 2}, len(TEMPLATED), len(TEMPLATED), 6),
    ("/v1/completions", {"prompt": ["ab", "c"], "max_tokens": 3}, 3, 5, 6),
]


@pytest.mark.parametrize(("path", "body", "characters", "prompt", "generated"), ANSWERS)
async def test_plain_answers(
    tgi: Caller, path: str, body: dict[str, Any], characters: int, prompt: int, generated: int
) -> None:
    tgi.engine.delay = 0.01
    answer = await tgi.post(path, body)
    told = tgis(answer.headers)
    assert set(told) == PLAIN
    assert told["x-compute-type"] == "1-cpu"
    assert int(told["x-compute-characters"]) == characters
    assert (int(told["x-prompt-tokens"]), int(told["x-generated-tokens"])) == (prompt, generated)
    seconds, total = float(told["x-compute-time"]), int(told["x-total-time"])
    assert "." in told["x-compute-time"]
    assert total == int(seconds * 1000)
    parts = [int(told[f"x-{part}-time"]) for part in ("validation", "queue", "inference")]
    assert parts[2] >= 10  # the steps of the fake engine
    assert sum(parts) <= total + 1
    assert int(told["x-time-per-token"]) <= parts[2]


@pytest.mark.parametrize(
    ("path", "body", "characters"),
    [
        ("/generate_stream", {"inputs": "ab", "parameters": {"max_new_tokens": 3}}, 2),
        ("/", {"inputs": "ab", "parameters": {"max_new_tokens": 3}, "stream": True}, 2),
        (CHAT, {"messages": QUESTION, "max_tokens": 3, "stream": True}, len(TEMPLATED)),
        ("/v1/completions", {"prompt": ["ab", "c"], "max_tokens": 3, "stream": True}, 3),
    ],
)
async def test_streams(tgi: Caller, path: str, body: dict[str, Any], characters: int) -> None:
    told = tgis((await tgi.post(path, body)).headers)
    assert set(told) == STREAMED
    assert int(told["x-compute-characters"]) == characters
    assert told["x-accel-buffering"] == "no"


async def test_nothing_of_the_kind_elsewhere(tgi: Caller) -> None:
    for path in ("/", "/health", "/info", "/metrics", "/v1/models"):
        assert tgis((await tgi.get(path)).headers) == {}, path
    for path, body in (
        ("/tokenize", {"inputs": "a"}),
        ("/chat_tokenize", {"messages": QUESTION}),
        ("/generate", {"inputs": ""}),
        ("/generate_stream", {"inputs": "a" * 3000}),
    ):
        assert tgis((await tgi.post(path, body)).headers) == {}, path


async def counted(tgi: Caller) -> dict[str, float]:
    lines = (await tgi.get("/metrics")).text.splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        if value != "0"
    }


async def test_requests_of_every_kind_are_counted(tgi: Caller) -> None:
    ids = tgi.server.defaults
    fabric = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
    chat = {"messages": QUESTION, "max_tokens": 3}
    for path, body in (("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 3}}), (CHAT, chat)):
        assert (await tgi.post(path, body)).status_code == 200
    for stream in (False, True):
        assert (await tgi.post(fabric, {**chat, "stream": stream})).status_code == 200
    found = await counted(tgi)
    assert found["tgi_request_count"] == found["tgi_request_success"] == 4
    assert found["tgi_request_generated_tokens_sum"] == 12
    assert found["tgi_request_input_length_sum"] == 2 + 3 * len(TEMPLATED)


async def test_failures_are_counted_by_their_kind(tgi: Caller) -> None:
    ids = tgi.server.defaults
    fabric = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
    await tgi.post("/generate", {"inputs": "a", "parameters": {"top_k": 0}})  # by the contract's schema
    await tgi.post("/generate", {"inputs": "a" * 3000})  # by a handler
    await tgi.post(fabric, {"messages": QUESTION, "temperature": 9})
    await tgi.post(CHAT, {"messages": [{"role": "nobody", "content": "a"}]})
    with tgi.server.permits.hold(tgi.server.permits.limit):
        await tgi.post("/generate", {"inputs": "a"})
        await tgi.post(fabric, {"messages": QUESTION})
    tgi.engine.fail_after = 1
    await tgi.post("/generate_stream", {"inputs": "a", "parameters": {"max_new_tokens": 3}})
    await tgi.post(fabric, {"messages": QUESTION, "max_tokens": 3})
    found = await counted(tgi)
    errors = {name: value for name, value in found.items() if name.startswith("tgi_request_failure")}
    assert errors == {
        'tgi_request_failure{err="validation"}': 3,
        'tgi_request_failure{err="template"}': 1,
        'tgi_request_failure{err="overloaded"}': 2,
        'tgi_request_failure{err="generation"}': 2,
    }
    assert found["tgi_request_count"] == 8
    assert "tgi_request_success" not in found
