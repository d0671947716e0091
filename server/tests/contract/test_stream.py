"""Framing, the head's time, faults inside a stream, silence, and that every stream is closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from tests.contract.miniature import Client, Miniature, Reply, Token, application, contract, words
from treadle.contract.call import Call
from treadle.contract.check import SpecBreach
from treadle.contract.problem import Kind, Problem

SAY = {"text": "one two", "stream": True}


def streaming(service: Miniature, name: str, batches: Any) -> list[str]:
    """Let `name` answer with what the generator function `batches` yields; notes when it is closed."""
    closed: list[str] = []

    async def events() -> AsyncIterator[Any]:
        try:
            async for batch in batches():
                yield batch
        finally:
            closed.append(name)

    async def handler(**_: Any) -> Any:
        return events()

    service.on[name] = handler
    return closed


async def test_one_write_for_each_batch_and_done_last(client: Client, service: Miniature) -> None:
    async def batches() -> AsyncIterator[Sequence[Token]]:
        yield [Token("a\n"), Token("é")]
        yield []
        yield [Token("b")]

    closed = streaming(service, "say", batches)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.status == 200
    assert reply.chunks == [
        'data: {"token":"a\\n"}\n\ndata: {"token":"é"}\n\n'.encode(),
        b'data: {"token":"b"}\n\n',
        b"data: [DONE]\n\n",
    ]
    assert [message.get("more_body") for message in client.messages] == [None, True, True, False]
    assert closed == ["say"]
    assert reply.headers["content-type"] == "text/event-stream"
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["x-accel-buffering"] == "no"
    assert "content-length" not in reply.headers


async def test_a_stream_without_done(client: Client) -> None:
    reply = await client.call("POST", "/tokens", body={"text": "x"})
    assert reply.chunks == [b'data: {"token":"x"}\n\n']
    assert client.messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_one_call_may_go_without_done(client: Client, service: Miniature) -> None:
    async def handler(call: Call, **_: Any) -> Any:
        call.ends_with_done = False
        return words("a")

    service.on["say"] = handler
    assert (await client.call("POST", "/say", body=SAY)).chunks == [b'data: {"token":"a"}\n\n']


async def test_an_empty_stream(client: Client) -> None:
    reply = await client.call("POST", "/say", body=SAY | {"text": ""})
    assert (reply.status, reply.chunks) == (200, [b"data: [DONE]\n\n"])


async def test_pre_encoded_events_and_headers_of_the_handler(client: Client, service: Miniature) -> None:
    async def raw() -> AsyncIterator[Any]:
        yield [msgspec.Raw(b'{"token":"ready"}')]

    async def handler(call: Call, **_: Any) -> Any:
        call.reply["X-Count"] = "2"
        return raw()

    service.on["tokens"] = handler
    reply = await client.call("POST", "/tokens", body={"text": ""})
    assert reply.body == b'data: {"token":"ready"}\n\n'
    assert reply.headers["x-count"] == "2"


async def test_the_content_type_is_the_contract_s(service: Miniature) -> None:
    client = Client(application(contract(service, event_stream="text/event-stream; charset=utf-8")))
    reply = await client.call("POST", "/tokens", body={"text": "x"})
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"


async def test_a_refusal_before_the_first_batch_has_its_status(client: Client, service: Miniature) -> None:
    async def refused() -> AsyncIterator[Any]:
        raise Problem(Kind.OVERLOADED, "full")
        yield []

    closed = streaming(service, "say", refused)
    reply = await client.call("POST", "/say", body=SAY)
    assert (reply.status, reply.json()) == (429, {"error": "full", "kind": "overloaded"})
    assert closed == ["say"]


async def test_a_fault_before_the_first_batch_is_a_500(client: Client, service: Miniature) -> None:
    async def broken() -> AsyncIterator[Any]:
        raise RuntimeError("engine")
        yield []

    streaming(service, "say", broken)
    assert (await client.call("POST", "/say", body=SAY)).status == 500


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Problem(Kind.GENERATION, "the engine died"), "the engine died"),
        (RuntimeError("secret"), "Internal server error"),
        (asyncio.CancelledError(), "Internal server error"),
    ],
)
async def test_a_fault_after_the_head_is_an_event(
    client: Client, service: Miniature, fault: BaseException, told: str
) -> None:
    async def failing() -> AsyncIterator[Any]:
        yield [Token("a")]
        raise fault

    closed = streaming(service, "say", failing)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.status == 200
    assert reply.chunks[1:] == [f'data: {{"error":"{told}"}}\n\ndata: [DONE]\n\n'.encode()]
    assert closed == ["say"]


async def test_an_event_that_cannot_be_encoded_ends_the_stream(client: Client, service: Miniature) -> None:
    async def odd() -> AsyncIterator[Any]:
        yield [Token("a")]
        yield [object()]

    streaming(service, "tokens", odd)
    reply = await client.call("POST", "/tokens", body={"text": ""})
    assert reply.chunks[1:] == [b'data: {"error":"Internal server error"}\n\n']


async def test_a_process_that_ends_is_not_answered(client: Client, service: Miniature) -> None:
    class Ending(BaseException):
        pass

    async def ending() -> AsyncIterator[Any]:
        yield [Token("a")]
        raise Ending

    streaming(service, "tokens", ending)
    with pytest.raises(Ending):
        await client.call("POST", "/tokens", body={"text": ""})


async def test_a_stream_that_is_not_declared(client: Client, service: Miniature) -> None:
    closed: list[str] = []

    class Iterator:
        def __aiter__(self) -> Iterator:
            return self

        async def __anext__(self) -> Any:
            raise StopAsyncIteration

        async def aclose(self) -> None:
            closed.append("yes")

    async def handler(**_: Any) -> Any:
        return Iterator()

    service.on["optional"] = handler
    assert (await client.call("POST", "/optional")).status == 500
    assert closed == ["yes"]


async def test_an_iterator_that_cannot_be_closed(
    client: Client, service: Miniature, caplog: pytest.LogCaptureFixture
) -> None:
    class Plain:
        left = 1

        def __aiter__(self) -> Plain:
            return self

        async def __anext__(self) -> Any:
            self.left -= 1
            if self.left < 0:
                raise StopAsyncIteration
            return [Token("a")]

    class Failing(Plain):
        async def aclose(self) -> None:
            raise RuntimeError("no")

    for kind in (Plain, Failing):

        async def handler(kind: type[Plain] = kind, **_: Any) -> Any:
            return kind()

        service.on["tokens"] = handler
        reply = await client.call("POST", "/tokens", body={"text": ""})
        assert reply.body == b'data: {"token":"a"}\n\n'
    assert "closing the stream failed" in caplog.text


async def test_leaving_ends_the_generator(client: Client, service: Miniature) -> None:
    before = asyncio.all_tasks()

    async def endless() -> AsyncIterator[Any]:
        yield [Token("a")]
        client.leave.set()
        await asyncio.Event().wait()

    closed = streaming(service, "say", endless)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.chunks == [b'data: {"token":"a"}\n\n']
    assert closed == ["say"]
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before


async def test_leaving_while_a_write_waits_ends_the_generator(service: Miniature) -> None:
    app = application(contract(service))
    leave = asyncio.Event()

    async def endless() -> AsyncIterator[Any]:
        while True:
            yield [Token("a")]

    closed = streaming(service, "tokens", endless)
    parts = [b'{"text":""}']

    async def receive() -> Any:
        if parts:
            return {"type": "http.request", "body": parts.pop()}
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            leave.set()
            await asyncio.Event().wait()  # a client that reads nothing

    headers = [(b"content-type", b"application/json"), (b"content-length", b"11")]
    await app({"type": "http", "method": "POST", "path": "/tokens", "headers": headers}, receive, send)
    assert closed == ["tokens"]


async def test_a_disconnect_that_follows_the_last_byte_is_no_leaving(service: Miniature) -> None:
    """uvicorn reports http.disconnect as soon as an answer is complete, while `send` may still wait."""
    app = application(contract(service))
    complete = asyncio.Event()
    parts = [b'{"text":"a"}']

    async def receive() -> Any:
        if parts:
            return {"type": "http.request", "body": parts.pop()}
        await complete.wait()
        return {"type": "http.disconnect"}

    finished: list[bool] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            complete.set()
            for _ in range(5):
                await asyncio.sleep(0)
            finished.append(True)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"12")]
    for path in ("/tokens", "/say"):
        parts[:] = [b'{"text":"a"}']
        complete.clear()
        await app({"type": "http", "method": "POST", "path": path, "headers": headers}, receive, send)
    assert finished == [True, True]


async def test_silence_is_filled_with_comments(service: Miniature) -> None:
    client = Client(application(contract(service, keep_alive=0.3)))

    async def slow() -> AsyncIterator[Any]:
        yield [Token("a")]
        await asyncio.sleep(0.75)
        yield [Token("b")]
        for _ in range(4):  # 400 ms, but never 300 in silence
            await asyncio.sleep(0.1)
            yield [Token("c")]

    streaming(service, "tokens", slow)
    reply = await client.call("POST", "/tokens", body={"text": ""})
    a, b, c = (f'data: {{"token":"{text}"}}\n\n'.encode() for text in "abc")
    assert reply.chunks == [a, b":\n\n", b":\n\n", b, c, c, c, c]


async def test_the_head_waits_no_longer_than_one_interval(service: Miniature) -> None:
    client = Client(application(contract(service, keep_alive=0.2)))

    async def queued() -> AsyncIterator[Any]:
        await asyncio.sleep(0.3)
        raise Problem(Kind.OVERLOADED, "full")
        yield []

    streaming(service, "say", queued)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.status == 200
    assert reply.chunks == [b":\n\n", b'data: {"error":"full"}\n\ndata: [DONE]\n\n']


@pytest.mark.parametrize("ends", ["with a batch", "at once", "with the client"])
async def test_no_write_overlaps_a_comment(service: Miniature, ends: str) -> None:
    """The comment's own write waits (a slow client) while the stream goes on."""
    before = asyncio.all_tasks()
    app = application(contract(service, keep_alive=0.1))
    parts = [b'{"text":""}']
    written: list[bytes] = []
    free = asyncio.Event()
    leave = asyncio.Event()

    async def batches() -> AsyncIterator[Any]:
        yield [Token("a")]
        await asyncio.sleep(0.16)
        asyncio.get_running_loop().call_later(0.01, (leave if ends == "with the client" else free).set)
        if ends == "with a batch":
            yield [Token("b")]
        elif ends == "with the client":
            await asyncio.Event().wait()

    streaming(service, "tokens", batches)

    async def receive() -> Any:
        if parts:
            return {"type": "http.request", "body": parts.pop()}
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message.get("body") == b":\n\n":
            await free.wait()
        if message["type"] == "http.response.body":
            written.append(message["body"])

    headers = [(b"content-type", b"application/json"), (b"content-length", b"11")]
    await app({"type": "http", "method": "POST", "path": "/tokens", "headers": headers}, receive, send)
    expected = {
        "with a batch": [b'data: {"token":"a"}\n\n', b":\n\n", b'data: {"token":"b"}\n\n', b""],
        "at once": [b'data: {"token":"a"}\n\n', b":\n\n", b""],
        "with the client": [b'data: {"token":"a"}\n\n'],
    }
    assert written == expected[ends]
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before


async def test_a_slow_reader_gets_no_comments(service: Miniature) -> None:
    """While a write waits for the client the stream is not silent but full."""
    app = application(contract(service, keep_alive=0.02))
    parts = [b'{"text":"a"}']
    written: list[bytes] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": parts.pop()} if parts else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        if message.get("more_body"):
            await asyncio.sleep(0.06)
        written.append(message.get("body", b""))

    headers = [(b"content-type", b"application/json"), (b"content-length", b"12")]
    await app({"type": "http", "method": "POST", "path": "/tokens", "headers": headers}, receive, send)
    assert b":\n\n" not in written


async def test_a_comment_that_cannot_be_sent_is_left_to_the_next_write(
    service: Miniature, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(contract(service, keep_alive=0.1))
    parts = [b'{"text":""}']

    async def batches() -> AsyncIterator[Any]:
        yield [Token("a")]
        await asyncio.sleep(0.16)
        yield [Token("b")]

    streaming(service, "tokens", batches)

    async def receive() -> Any:
        return {"type": "http.request", "body": parts.pop()} if parts else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        if message.get("body") == b":\n\n":
            raise OSError("broken pipe")

    headers = [(b"content-type", b"application/json"), (b"content-length", b"11")]
    with caplog.at_level(logging.DEBUG, logger="treadle"):
        await app({"type": "http", "method": "POST", "path": "/tokens", "headers": headers}, receive, send)
    assert "a keep-alive comment was not sent" in caplog.text


async def test_a_wrong_event_is_a_breach(
    client: Client, service: Miniature, breaches: list[SpecBreach]
) -> None:
    async def wrong_later() -> AsyncIterator[Any]:
        yield [Token("a")]
        yield [{"tocken": "b"}]

    streaming(service, "say", wrong_later)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.chunks[0] == b'data: {"token":"a"}\n\n'
    assert b'"error":"say: an event' in reply.chunks[1]
    assert reply.chunks[1].endswith(b"data: [DONE]\n\n")

    async def wrong_at_once() -> AsyncIterator[Any]:
        yield [{"tocken": "b"}]

    streaming(service, "say", wrong_at_once)
    assert (await client.call("POST", "/say", body=SAY)).status == 500
    assert len(breaches) == 2
    breaches.clear()


async def test_a_wrong_error_event_is_a_breach(
    client: Client, service: Miniature, breaches: list[SpecBreach]
) -> None:
    class Wrong(type(contract(service).errors)):  # type: ignore[misc]
        def event(self, *_: Any) -> object:
            return {"message": "no"}

    async def failing() -> AsyncIterator[Any]:
        yield [Token("a")]
        raise Problem(Kind.GENERATION, "no")

    client = Client(application(contract(service, errors=Wrong())))
    streaming(service, "tokens", failing)
    reply = await client.call("POST", "/tokens", body={"text": ""})
    assert reply.chunks[1] == b'data: {"message":"no"}\n\n'
    assert len(breaches) == 1
    breaches.clear()


async def test_unchecked_streams_are_the_same(service: Miniature, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREADLE_SPEC_CHECK", "0")
    client = Client(application(contract(service)))

    async def failing() -> AsyncIterator[Any]:
        async for batch in words("ab"):
            yield batch
        raise Problem(Kind.GENERATION, "no")

    streaming(service, "say", failing)
    reply = await client.call("POST", "/say", body=SAY)
    assert reply.body == (
        b'data: {"token":"a"}\n\ndata: {"token":"b"}\n\ndata: {"error":"no"}\n\ndata: [DONE]\n\n'
    )


async def test_without_anyone_to_answer(service: Miniature) -> None:
    client = Client(application(contract(service)))
    client.leave.set()

    async def never() -> AsyncIterator[Any]:
        await asyncio.Event().wait()
        yield []

    closed = streaming(service, "say", never)
    assert await client.call("POST", "/say", body=SAY) == Reply()
    assert closed == ["say"]
