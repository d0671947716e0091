"""Rows of docs/compatibility.md about event streams: what Treadle does there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings
from treadle.contract.admission import Permits
from treadle.contract.contract import Cors
from treadle.engine.fake import FakeEngine
from treadle.tgi.desk import Desk, TgiSettings
from treadle.tgi.errors import TgiErrors
from treadle.tgi.limits import Limits
from treadle.tgi.service import contract

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "What is Deep Learning?"}]
JSON = {"content-type": "application/json"}
NATIVE: dict[str, Any] = {"inputs": "a", "parameters": {"max_new_tokens": 3, "details": True}}


async def test_index_begins_at_one(tgi: Caller) -> None:
    assert [event["index"] for event in await tgi.events("/generate_stream", NATIVE)] == [1, 2, 3]


async def test_the_bytes_of_an_event(tgi: Caller) -> None:
    raw = (await tgi.post("/generate_stream", NATIVE)).text
    assert raw.startswith('data: {"index":1,"token":{"id":')
    assert raw.endswith("}\n\n")
    assert "event:" not in raw


@pytest.mark.parametrize(
    ("path", "body", "done"),
    [
        ("/generate_stream", NATIVE, False),
        ("/", {**NATIVE, "stream": True}, False),
        (CHAT, {"messages": QUESTION, "max_tokens": 2, "stream": True}, True),
        ("/v1/completions", {"prompt": "a", "max_tokens": 2, "stream": True}, True),
    ],
)
async def test_done_ends_streams_of_v1_alone(
    tgi: Caller, path: str, body: dict[str, Any], done: bool
) -> None:
    assert ("[DONE]" in await tgi.events(path, body)) is done


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/generate_stream", {"inputs": "a", "parameters": {"temperature": 0}}),
        ("/", {"inputs": "a", "stream": True, "parameters": {"top_p": 1}}),
        (CHAT, {"messages": QUESTION, "stream": True, "stop": ["a"] * 5}),
        ("/v1/completions", {"prompt": "a" * 3000, "stream": True}),
    ],
)
async def test_a_stream_is_refused_with_a_status(tgi: Caller, path: str, body: dict[str, Any]) -> None:
    answer = await tgi.post(path, body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/json")
    assert set(answer.json()) == {"error", "error_type"}
    with tgi.server.permits.hold(tgi.server.permits.limit):
        full = {"inputs": "a", "messages": QUESTION, "prompt": "a", "stream": True}
        assert (await tgi.post(path, full)).status_code == 429


class TestAsEvents:
    @pytest.fixture
    def settings(self) -> ServerSettings:
        return ServerSettings(stream_errors_as_events=True)

    async def test_a_refused_stream_is_an_event_by_setting(self, tgi: Caller) -> None:
        refused = await tgi.events("/generate_stream", {"inputs": "a", "parameters": {"temperature": 0}})
        words = "Input validation error: `temperature` must be strictly positive"
        assert refused == [{"error": words, "error_type": "validation"}]
        long = {"inputs": "a" * 3000, "stream": True}
        assert [set(event) for event in await tgi.events("/", long)] == [{"error", "error_type"}]
        many = {"messages": QUESTION, "stream": True, "stop": ["a"] * 5}
        error, done = await tgi.events(CHAT, many)
        assert (error["error"]["http_status_code"], done) == (422, "[DONE]")
        with tgi.server.permits.hold(tgi.server.permits.limit):
            (full,) = await tgi.events("/", {"inputs": "a", "stream": True})
            plain = await tgi.post("/", {"inputs": "a", "stream": False})
        assert full["error_type"] == "overloaded"
        assert plain.status_code == 429
        # What TGI itself refuses before its stream begins keeps its status.
        assert (await tgi.post("/generate_stream", {"inputs": 1})).status_code == 422
        both = {"messages": QUESTION, "stream": True, "tools": [], "response_format": {"type": "json_object"}}
        assert (await tgi.post(CHAT, both)).status_code == 422
        assert (await tgi.http.post("/generate_stream", content=b"{", headers=JSON)).status_code == 400


class TestFailures:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return FakeEngine(fail_after=2)

    async def test_a_native_stream_that_fails_ends_with_an_error(self, tgi: Caller) -> None:
        events = await tgi.events("/generate_stream", NATIVE)
        assert events[-1]["error_type"] == "generation"
        assert isinstance(events[-1]["error"], str)

    async def test_a_v1_stream_that_fails_says_the_true_status(self, tgi: Caller) -> None:
        *_, error, done = await tgi.events(CHAT, {"messages": QUESTION, "max_tokens": 9, "stream": True})
        assert done == "[DONE]"
        assert set(error["error"]) == {"message", "type", "code", "http_status_code"}
        assert (error["error"]["http_status_code"], error["error"]["type"]) == (424, "generation")


async def test_last_details_have_the_input_length(tgi: Caller) -> None:
    events = await tgi.events("/generate_stream", NATIVE)
    assert all(event["details"] is None for event in events[:-1])
    assert events[-1]["details"] == {
        "finish_reason": "length",
        "generated_tokens": 3,
        "seed": None,
        "input_length": 2,
    }


async def test_silence_is_broken_by_a_comment(tgi: Caller) -> None:
    desk = Desk(
        engine=tgi.engine,
        limits=Limits(max_total_tokens=10, max_input_tokens=9),
        permits=Permits(1),
        metrics=tgi.metrics,
        settings=TgiSettings(),
    )
    assert contract(desk, errors=TgiErrors(), api_key=None, cors=Cors()).keep_alive == 15.0


async def test_every_chat_delta_has_a_role(tgi: Caller) -> None:
    events = await tgi.events(CHAT, {"messages": QUESTION, "max_tokens": 4, "temperature": 0, "stream": True})
    choices = [event["choices"][0] for event in events[:-1]]
    assert [choice["delta"]["role"] for choice in choices] == ["assistant"] * 4
    assert [choice["finish_reason"] for choice in choices] == [None, None, None, "length"]


class TestSteps:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return FakeEngine(tokens_per_step=4)

    async def test_a_v1_chunk_is_an_engine_step_and_a_native_event_a_token(self, tgi: Caller) -> None:
        chat = await tgi.events(
            CHAT, {"messages": QUESTION, "max_tokens": 8, "temperature": 0, "stream": True}
        )
        assert len(chat) == 2 + 1
        native = {"inputs": "a", "parameters": {"max_new_tokens": 8}}
        assert len(await tgi.events("/generate_stream", native)) == 8


@pytest.mark.parametrize(
    ("path", "body"),
    [(CHAT, {"messages": QUESTION}), ("/v1/completions", {"prompt": "a"})],
)
async def test_usage_is_one_more_chunk_where_it_is_asked_for(
    tgi: Caller, path: str, body: dict[str, Any]
) -> None:
    body = {**body, "max_tokens": 3, "temperature": 0, "stream": True}
    *chunks, done = await tgi.events(path, body)
    assert done == "[DONE]"
    assert all(chunk.get("usage") is None for chunk in chunks)
    *chunks, usage, _ = await tgi.events(path, {**body, "stream_options": {"include_usage": True}})
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] == 3
    assert len(chunks) == 3


async def test_chat_chunks_always_have_a_usage_member(tgi: Caller) -> None:
    events = await tgi.events(CHAT, {"messages": QUESTION, "max_tokens": 2, "stream": True})
    assert all(event["usage"] is None for event in events[:-1])


async def test_a_completions_stream_ends_with_a_reason_and_no_end_token(tgi: Caller) -> None:
    tgi.engine.reply = "ab"
    body = {"prompt": "a", "temperature": 0, "stream": True}
    *chunks, _ = await tgi.events("/v1/completions", body)
    choices = [chunk["choices"][0] for chunk in chunks]
    assert [choice["finish_reason"] for choice in choices] == [None, None, "stop"]
    assert "".join(choice["text"] for choice in choices) == "ab"


async def test_several_prompts_share_a_stream(tgi: Caller) -> None:
    body = {"prompt": ["a", "b"], "max_tokens": 2, "stream": True}
    *chunks, _ = await tgi.events("/v1/completions", body)
    assert {chunk["choices"][0]["index"] for chunk in chunks} == {0, 1}
    assert [len(chunk["choices"]) for chunk in chunks] == [1] * len(chunks)
