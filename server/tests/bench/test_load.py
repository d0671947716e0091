"""The client and what it reads out of answers, against a small server in this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from bench import load
from bench.cases import CASES, WrongAnswerError, read_answer

EVENTS = b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n', b"data: [DONE]\n\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@asynccontextmanager
async def serving(pieces: list[bytes]) -> AsyncGenerator[tuple[int, list[bytes]]]:
    """A server that answers each request with `pieces`, one write each, or hangs up where there are none."""
    requests: list[bytes] = []
    handlers: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.add(cast("asyncio.Task[None]", asyncio.current_task()))
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                requests.append(head + await reader.readexactly(length))
                for piece in pieces:
                    writer.write(piece)
                    await asyncio.sleep(0.001)
                if not pieces:
                    return
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], requests
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*handlers)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
async def test_a_chunked_reply_ends_at_its_last_chunk_however_it_is_cut(size: int) -> None:
    whole = (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"".join(map(chunk, EVENTS)) + b"0\r\n\r\n"
    )
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    async with serving(pieces) as (port, requests):
        connections = await load.connect(port, 2)
        replies = await load.run(connections, CASES[0].request("treadle"), 2)
        for connection in connections:
            connection.close()
    assert len(replies) == len(requests) == 4
    for reply in replies:
        assert reply.read() == (200, b"".join(EVENTS))
        assert reply.sent < reply.first_byte <= reply.ended


async def test_a_reply_of_known_length_ends_there() -> None:
    async with serving([b"HTTP/1.1 422 No\r\nContent-Length: 4\r\n\r\nab", b"cd"]) as (port, _):
        (connection,) = await load.connect(port, 1)
        (reply,) = await load.run([connection], CASES[0].request("vllm"), 1)
        connection.close()
    assert reply.read() == (422, b"abcd")


async def test_a_server_that_hangs_up_is_noticed() -> None:
    async with serving([]) as (port, _):
        (connection,) = await load.connect(port, 1)
        with pytest.raises(OSError, match=r"closed|reset"):
            await connection.ask(CASES[0].request("vllm"))


def test_the_text_of_every_kind_of_stream_is_found() -> None:
    chat = [{"choices": [{"delta": {"role": "assistant", "content": ""}}]}]
    chat += [{"choices": [{"delta": {"content": text}}]} for text in ("A ", "loom")]
    texts = [{"choices": [{"text": text}]} for text in ("A ", "loom")]
    tgi = [{"token": {"text": text}, "generated_text": None} for text in ("A ", "loom")]
    for events in (chat, texts, tgi):
        body = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
        assert read_answer(200, body.encode(), stream=True) == ("A loom", 2)


def test_the_text_of_a_plain_answer_is_found() -> None:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": "A loom"}}]})
    assert read_answer(200, body.encode(), stream=False) == ("A loom", 1)


def test_anything_else_is_a_wrong_answer() -> None:
    with pytest.raises(WrongAnswerError, match="status 422: no such field"):
        read_answer(422, b"no such field", stream=True)
    with pytest.raises(WrongAnswerError, match="engine died"):
        read_answer(200, b'data: {"error": "the engine died"}\n\n', stream=True)


def test_vllm_is_asked_its_own_route_where_it_lacks_ours() -> None:
    case = next(case for case in CASES if case.key == "generate-stream")
    assert case.request("treadle").startswith(b"POST /generate_stream ")
    assert case.request("vllm").startswith(b"POST /v1/completions ")
    for case in CASES:
        head, _, body = case.request("vllm").partition(b"\r\n\r\n")
        assert int(head.split(b"Content-Length: ")[1]) == len(body)
        asked = json.loads(case.request("treadle").partition(b"\r\n\r\n")[2])
        assert asked.get("max_tokens", asked.get("parameters", {}).get("max_new_tokens")) == case.tokens
