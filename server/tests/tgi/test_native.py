"""TGI's native routes on the fake engine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine

EXAMPLE: dict[str, Any] = {
    "inputs": "My name is Olivier and I",
    "parameters": {
        "best_of": 1,
        "decoder_input_details": False,
        "details": True,
        "do_sample": True,
        "frequency_penalty": 0.1,
        "grammar": None,
        "max_new_tokens": 20,
        "repetition_penalty": 1.03,
        "return_full_text": False,
        "seed": None,
        "stop": ["photographer"],
        "temperature": 0.5,
        "top_k": 10,
        "top_n_tokens": 5,
        "top_p": 0.95,
        "truncate": None,
        "typical_p": 0.95,
        "watermark": True,
    },
}


async def test_the_contracts_example_reaches_the_engine_whole(tgi: Caller) -> None:
    answer = await tgi.post("/generate", EXAMPLE)
    assert answer.status_code == 200
    sampling = tgi.engine.generations[-1].sampling
    assert (sampling.temperature, sampling.top_k, sampling.top_p, sampling.typical_p) == (0.5, 10, 0.95, 0.95)
    assert (sampling.repetition_penalty, sampling.relative_frequency_penalty) == (1.03, 0.1)
    assert sampling.frequency_penalty == 0.0
    assert sampling.watermark
    assert sampling.stop == ("photographer",)
    assert sampling.keep_stop
    assert sampling.max_new_tokens == 20
    assert tgi.engine.generations[-1].top_tokens == 5
    assert tgi.engine.generations[-1].top_ties
    details = answer.json()["details"]
    assert details["seed"] == sampling.seed
    assert details["generated_tokens"] == len(details["tokens"]) == len(details["top_tokens"]) == 20
    assert "best_of_sequences" not in details
    assert details["prefill"] == []


async def test_post_root_answers_an_array_with_the_prompt_before_the_text(tgi: Caller) -> None:
    answer = await tgi.post("/", {"inputs": "Hello", "parameters": {"max_new_tokens": 3}})
    (only,) = answer.json()
    assert only["generated_text"].startswith("Hello")
    assert set(only) == {"generated_text"}
    bare = await tgi.post("/generate", {"inputs": "Hello", "parameters": {"max_new_tokens": 3}})
    assert only["generated_text"] == "Hello" + bare.json()["generated_text"]


@pytest.mark.parametrize(
    ("parameters", "sampled"),
    [
        (None, True),
        ({}, False),
        ({"do_sample": True}, True),
        ({"temperature": 0.5}, True),
        ({"temperature": 1.0}, False),
        ({"top_k": 5}, True),
        ({"top_p": 0.9}, True),
        ({"typical_p": 0.9}, True),
        ({"watermark": True}, False),
        ({"repetition_penalty": 1.2, "frequency_penalty": 0.5, "seed": 3}, False),
    ],
)
async def test_what_switches_sampling_on(
    tgi: Caller, parameters: dict[str, Any] | None, sampled: bool
) -> None:
    body: dict[str, Any] = {"inputs": "Hello"}
    if parameters is not None:
        body["parameters"] = {**parameters, "max_new_tokens": 2, "details": True}
    answer = await tgi.post("/generate", body)
    assert answer.status_code == 200
    assert (tgi.engine.generations[-1].sampling.temperature > 0) is sampled
    if parameters is not None:
        assert (answer.json()["details"]["seed"] is not None) is sampled


async def test_a_u64_seed_is_echoed(tgi: Caller) -> None:
    body = {
        "inputs": "a",
        "parameters": {"do_sample": True, "seed": 2**64 - 1, "details": True, "max_new_tokens": 1},
    }
    assert (await tgi.post("/generate", body)).json()["details"]["seed"] == 2**64 - 1


async def test_stream_is_one_event_a_token_and_ends_with_the_text(tgi: Caller) -> None:
    body = {"inputs": "Hello", "parameters": {"max_new_tokens": 5, "details": True, "top_n_tokens": 2}}
    events = await tgi.events("/generate_stream", body)
    assert [event["index"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["generated_text"] for event in events[:-1]] == [None] * 4
    plain = (await tgi.post("/generate", body)).json()
    assert events[-1]["generated_text"] == plain["generated_text"]
    assert events[-1]["details"] == {
        "finish_reason": "length",
        "generated_tokens": 5,
        "seed": None,
        "input_length": len(tgi.engine.generations[-1].prompt),
    }
    assert [event["token"] for event in events] == plain["details"]["tokens"]
    assert [event["top_tokens"] for event in events] == plain["details"]["top_tokens"]


async def test_details_on_a_stream_only_when_asked(tgi: Caller) -> None:
    events = await tgi.events("/generate_stream", {"inputs": "Hello", "parameters": {"max_new_tokens": 2}})
    assert events[-1]["details"] is None
    assert "top_tokens" not in events[0]


async def test_best_of_answers_the_best_and_shows_the_others(tgi: Caller) -> None:
    body = {
        "inputs": "Hello",
        "parameters": {"best_of": 2, "do_sample": True, "details": True, "max_new_tokens": 4},
    }
    details = (await tgi.post("/generate", body)).json()["details"]
    (other,) = details["best_of_sequences"]

    def mean(sequence: dict[str, Any]) -> float:
        return sum(token["logprob"] for token in sequence["tokens"]) / len(sequence["tokens"])

    assert mean(details) >= mean(other)


async def test_prefill_begins_with_null(tgi: Caller) -> None:
    body = {"inputs": "Hello", "parameters": {"decoder_input_details": True, "max_new_tokens": 1}}
    prefill = (await tgi.post("/generate", body)).json()["details"]["prefill"]
    assert prefill[0]["logprob"] is None
    assert all(token["logprob"] is not None for token in prefill[1:])


async def test_truncate_keeps_the_last_tokens(tgi: Caller) -> None:
    body = {"inputs": "abcdef", "parameters": {"truncate": 3, "max_new_tokens": 1, "return_full_text": True}}
    answer = await tgi.post("/generate", body)
    assert len(tgi.engine.generations[-1].prompt) == 3
    assert tgi.engine.decode(tgi.engine.generations[-1].prompt).endswith("ef")
    assert answer.json()["generated_text"].startswith("abcdef")


async def test_no_limit_means_the_rest_of_the_context(tgi: Caller) -> None:
    await tgi.post("/generate", {"inputs": "Hello", "parameters": {}})
    generation = tgi.engine.generations[-1]
    assert generation.sampling.max_new_tokens == tgi.engine.card.max_total_tokens - len(generation.prompt)


async def test_headers_tell_the_times(tgi: Caller) -> None:
    answer = await tgi.post("/generate", {"inputs": "héllo", "parameters": {"max_new_tokens": 3}})
    assert answer.headers["x-compute-characters"] == "5"
    assert answer.headers["x-generated-tokens"] == "3"
    assert answer.headers["x-prompt-tokens"] == str(len(tgi.engine.generations[-1].prompt))
    for name in ("total", "validation", "queue", "inference"):
        assert answer.headers[f"x-{name}-time"].isdigit()
    assert float(answer.headers["x-compute-time"]) >= 0
    stream = await tgi.post("/generate_stream", {"inputs": "héllo", "parameters": {"max_new_tokens": 3}})
    assert stream.headers["x-compute-characters"] == "5"
    assert stream.headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"temperature": 0}, "`temperature` must be strictly positive"),
        ({"repetition_penalty": 0}, "`repetition_penalty` must be strictly positive"),
        ({"frequency_penalty": 3}, "`frequency_penalty` must be >= -2.0 and <= 2.0"),
        ({"top_p": 1.0}, "`top_p` must be > 0.0 and < 1.0"),
        ({"typical_p": 0.0}, "`typical_p` must be > 0.0 and < 1.0"),
        ({"top_k": 0}, "`top_k` must be strictly positive"),
        ({"max_new_tokens": 0}, "`max_new_tokens` must be strictly positive"),
        ({"stop": ["a"] * 5}, "`stop` supports up to 4 stop sequences. Given: 5"),
        ({"best_of": 3, "do_sample": True}, "`best_of` must be > 0 and <= 2. Given: 3"),
        ({"best_of": 2}, "you must use sampling when `best_of` is > 1"),
        ({"best_of": 2, "do_sample": True, "seed": 1}, "`seed` must not be set when `best_of` > 1"),
        ({"top_n_tokens": 6}, "`top_n_tokens` must be >= 0 and <= 5. Given: 6"),
        (
            {"truncate": 5000},
            "`truncate` must be strictly positive and less than 2047. Given: 5000",
        ),
        (
            {"max_new_tokens": 5000, "truncate": 2000},
            None,
        ),
    ],
)
async def test_refusals_are_tgis_sentences(tgi: Caller, parameters: dict[str, Any], text: str | None) -> None:
    answer = await tgi.post("/generate", {"inputs": "Hello", "parameters": parameters})
    if text is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert answer.json() == {"error": f"Input validation error: {text}", "error_type": "validation"}
    assert tgi.engine.generations == []


async def test_refusals_of_inputs(tgi: Caller) -> None:
    empty = await tgi.post("/generate", {"inputs": ""})
    assert empty.json()["error"] == "Input validation error: `inputs` cannot be empty"
    long = await tgi.post("/generate", {"inputs": "x" * 3000})
    assert long.status_code == 422
    assert "`inputs` must have less than 2047 tokens. Given: 3001" in long.json()["error"]
    full = await tgi.post("/generate", {"inputs": "x" * 2000, "parameters": {"max_new_tokens": 100}})
    assert full.json()["error"] == (
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. "
        "Given: 2001 `inputs` tokens and 100 `max_new_tokens`"
    )


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        (
            "/generate_stream",
            {"best_of": 2, "do_sample": True},
            "`best_of` != 1 is not supported when streaming tokens",
        ),
        (
            "/generate_stream",
            {"decoder_input_details": True},
            "`decoder_input_details` == true is not supported when streaming tokens",
        ),
    ],
)
async def test_a_stream_that_cannot_be_is_refused_with_its_status(
    tgi: Caller, path: str, body: dict[str, Any], text: str
) -> None:
    answer = await tgi.post(path, {"inputs": "a", "parameters": body})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"] == f"Input validation error: {text}"


class TestFailures:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return FakeEngine(fail_after=3)

    async def test_failure_before_the_answer_is_a_424(self, tgi: Caller) -> None:
        answer = await tgi.post("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 9}})
        assert answer.status_code == 424
        assert answer.json()["error_type"] == "generation"
        assert answer.json()["error"].startswith("Request failed during generation")

    async def test_failure_after_the_first_event_is_the_last_event(self, tgi: Caller) -> None:
        events = await tgi.events("/generate_stream", {"inputs": "a", "parameters": {"max_new_tokens": 9}})
        assert events[-1]["error_type"] == "generation"
        assert all("token" in event for event in events[:-1])

    async def test_permits_are_given_back(self, tgi: Caller) -> None:
        for _ in range(3):
            await tgi.post("/generate", {"inputs": "a"})
        assert tgi.server.permits.taken == 0


async def test_overload_is_a_429_at_once(tgi: Caller) -> None:
    with tgi.server.permits.hold(tgi.server.permits.limit):
        answer = await tgi.post("/generate", {"inputs": "a"})
        stream = await tgi.post("/generate_stream", {"inputs": "a"})
    for each in (answer, stream):
        assert each.status_code == 429
        assert each.json() == {"error": "Model is overloaded", "error_type": "overloaded"}
        assert each.headers["retry-after"] == "1"


async def test_invocations_dispatch_by_member(tgi: Caller) -> None:
    native = await tgi.post("/invocations", {"inputs": "a", "parameters": {"max_new_tokens": 2}})
    assert "generated_text" in native.json()[0]
    chat = await tgi.post("/invocations", {"messages": [{"role": "user", "content": "a"}], "max_tokens": 2})
    assert chat.json()["object"] == "chat.completion"
    completion = await tgi.post("/invocations", {"prompt": "a", "max_tokens": 2})
    assert completion.json()["object"] == "text_completion"
    body: dict[str, Any] = {"inputs": "a", "parameters": {"max_new_tokens": 2}, "stream": True}
    assert "[DONE]" not in await tgi.events("/invocations", body)
    body = {"prompt": "a", "max_tokens": 2, "stream": True}
    assert (await tgi.events("/invocations", body))[-1] == "[DONE]"


async def test_an_empty_stop_text_ends_after_one_token(tgi: Caller) -> None:
    body = {"inputs": "Hello", "parameters": {"stop": ["", "x"], "max_new_tokens": 9, "details": True}}
    details = (await tgi.post("/generate", body)).json()["details"]
    assert (details["generated_tokens"], details["finish_reason"]) == (1, "stop_sequence")
    one = {"inputs": "Hello", "parameters": {"stop": [""], "max_new_tokens": 1, "details": True}}
    assert (await tgi.post("/generate", one)).json()["details"]["finish_reason"] == "length"


async def test_the_last_token_that_is_allowed_ends_by_length(tgi: Caller) -> None:
    tgi.engine.reply = "abc"
    for parameters, expected in (
        ({"max_new_tokens": 4}, "length"),  # the fourth is the end of the sequence
        ({"max_new_tokens": 5}, "eos_token"),
        ({"max_new_tokens": 2, "stop": ["ab"]}, "length"),
        ({"max_new_tokens": 3, "stop": ["ab"]}, "stop_sequence"),
    ):
        body = {"inputs": "Hello", "parameters": {"details": True, **parameters}}
        assert (await tgi.post("/generate", body)).json()["details"]["finish_reason"] == expected
        last = (await tgi.events("/generate_stream", body))[-1]
        assert last["details"]["finish_reason"] == expected
