"""Typed streams: their events, their ends, and every way in which they can fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

import treadle_fabric
import treadle_tgi
from treadle_tgi import IncompleteStreamError, ResponseValidationError, StreamError, UnprocessableError
from treadle_tgi._transport import Request
from treadle_tgi.models import StreamResponse

from .wire import answer, chunk, event, http_chunk, scripted, sse, stream_head

MESSAGES = [{"role": "user", "content": "hi"}]


def test_native_stream_gives_typed_events_and_ends_with_the_text() -> None:
    body = http_chunk(sse(event(1))) + http_chunk(sse(event(2, text="éé")))
    with (
        scripted(stream_head() + body + http_chunk(b"")) as server,
        treadle_tgi.Client(server.url) as client,
        client.generate_stream(inputs="hi", parameters={"max_new_tokens": 2}) as stream,
    ):
        events = list(stream)
    assert [item.index for item in events] == [1, 2]
    assert events[0].token.text == "é"
    assert events[1].generated_text == "éé"
    assert stream.request_id == "r-2"
    assert b"accept: text/event-stream" in server.requests[0].lower()


def test_openai_stream_ends_with_done_even_if_the_connection_stays() -> None:
    body = http_chunk(b": hello\r\n\r\n" + sse(chunk("a")) + sse(chunk("b"), "[DONE]"))
    with scripted(stream_head() + body, hold=True) as server, treadle_tgi.Client(server.url) as client:
        events = list(client.chat_completions(messages=MESSAGES, stream=True))
        assert server.closed_by_peer.wait(5)
    assert [item.choices[0].delta.content for item in events] == ["a", "b"]
    assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2])["stream"] is True


async def test_asynchronous_stream() -> None:
    body = http_chunk(sse(chunk("a"), "[DONE]"))
    with scripted(stream_head() + body + http_chunk(b"")) as server:
        async with (
            treadle_tgi.AsyncClient(server.url) as client,
            await client.chat_completions(messages=MESSAGES, stream=True) as stream,
        ):
            events = [item async for item in stream]
    assert [item.choices[0].delta.content for item in events] == ["a"]


def test_leaving_early_frees_the_connection() -> None:
    body = http_chunk(sse(chunk("a")))
    with scripted(stream_head() + body, hold=True) as server, treadle_tgi.Client(server.url) as client:
        with client.chat_completions(messages=MESSAGES, stream=True) as stream:
            assert next(stream).choices[0].delta.content == "a"
        assert server.closed_by_peer.wait(5)


async def test_leaving_early_frees_the_connection_of_an_asynchronous_client() -> None:
    body = http_chunk(sse(chunk("a")))
    with scripted(stream_head() + body, hold=True) as server:
        async with treadle_tgi.AsyncClient(server.url) as client:
            async with await client.chat_completions(messages=MESSAGES, stream=True) as stream:
                assert (await anext(stream)).choices[0].delta.content == "a"
            assert server.closed_by_peer.wait(5)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(
            http_chunk(sse(chunk("a"))) + http_chunk(b""),
            "the connection ended after 1 events",
            id="no [DONE]",
        ),
        pytest.param(http_chunk(sse(chunk("a"))), "after 1 events", id="cut between chunks"),
        pytest.param(http_chunk(sse(chunk("a")))[:-9], "after 0 events", id="cut within a chunk"),
        pytest.param(http_chunk(b""), "after 0 events", id="nothing at all"),
    ],
)
def test_cut_stream_is_an_error(body: bytes, why: str) -> None:
    with (
        scripted(stream_head() + body) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(IncompleteStreamError, match=why) as caught,
    ):
        list(client.chat_completions(messages=MESSAGES, stream=True))
    assert caught.value.request_id == "r-2"


async def test_cut_asynchronous_stream_is_an_error() -> None:
    with scripted(stream_head() + http_chunk(sse(chunk("a")))) as server:
        async with treadle_tgi.AsyncClient(server.url) as client:
            stream = await client.chat_completions(messages=MESSAGES, stream=True)
            with pytest.raises(IncompleteStreamError):
                [item async for item in stream]


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        ({"error": "broke", "error_type": "generation"}, "broke"),
        (
            {"error": {"message": "broke", "type": "generation", "code": None, "http_status_code": 424}},
            "broke",
        ),
    ],
)
def test_failure_within_a_stream_is_raised(failure: dict[str, Any], message: str) -> None:
    body = http_chunk(sse(chunk("a"), failure, "[DONE]")) + http_chunk(b"")
    with scripted(stream_head() + body) as server, treadle_tgi.Client(server.url) as client:
        stream = client.chat_completions(messages=MESSAGES, stream=True)
        assert next(stream).choices[0].delta.content == "a"
        with pytest.raises(StreamError, match=message) as caught:
            next(stream)
    assert caught.value.body == failure
    assert caught.value.request_id == "r-2"


def test_failure_in_fabrics_form_is_raised() -> None:
    body = http_chunk(sse({"error_code": "common.00000500", "error_msg": "broke"}, "[DONE]")) + http_chunk(
        b""
    )
    with scripted(stream_head() + body) as server, treadle_fabric.Client(server.url, token="t") as client:
        stream = client.invoke_model_service(
            workspace_id="w", instance_id="i", messages=MESSAGES, stream=True
        )
        with pytest.raises(treadle_fabric.StreamError, match="broke"):
            list(stream)
    assert b"x-auth-token: t" in server.requests[0].lower()


@pytest.mark.parametrize("data", ["{not json", '{"object": "chat.completion.chunk"}', "[1]"])
def test_event_of_another_form_is_an_error(data: str) -> None:
    with (
        scripted(stream_head() + http_chunk(sse(data))) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(ResponseValidationError, match="event 1"),
    ):
        list(client.chat_completions(messages=MESSAGES, stream=True))


def test_refusal_before_the_stream_has_its_status() -> None:
    refusal = answer(422, {"error": "no", "error_type": "validation"})
    with (
        scripted(refusal) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(UnprocessableError, match="422: no"),
    ):
        client.generate_stream(inputs="hi")


def test_answer_that_is_no_stream_is_an_error() -> None:
    with (
        scripted(answer(200, {"generated_text": "x"})) as server,
        treadle_tgi.Client(server.url) as client,
        pytest.raises(ResponseValidationError, match="expected text/event-stream, got application/json"),
    ):
        client.generate_stream(inputs="hi")


def test_stream_is_not_tried_again_after_its_first_byte() -> None:
    cut = stream_head() + http_chunk(sse(chunk("a")))
    with scripted(cut, cut) as server, treadle_tgi.Client(server.url, max_retries=5) as client:
        with pytest.raises(IncompleteStreamError):
            list(client.chat_completions(messages=MESSAGES, stream=True))
        assert len(server.requests) == 1


def test_stream_may_end_with_a_certain_member() -> None:
    request = Request(method="POST", path="/generate_stream", json={"inputs": "hi"})
    whole = stream_head() + http_chunk(sse(event(1), event(2, text="éé"), event(3)))
    with scripted(whole, hold=True) as server, treadle_tgi.Client(server.url) as client:
        stream = client.stream(request, StreamResponse.from_dict, last="generated_text")
        assert [item.index for item in stream] == [1, 2, 3]
    cut = stream_head() + http_chunk(sse(event(1))) + http_chunk(b"")
    with scripted(cut) as server, treadle_tgi.Client(server.url) as client:
        stream = client.stream(request, StreamResponse.from_dict, last="generated_text")
        with pytest.raises(IncompleteStreamError, match="after 1 events"):
            list(stream)
