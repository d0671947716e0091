"""Invocations: what the engine is asked for and how its tokens are answered."""

from __future__ import annotations

import asyncio
import json
import math
import time
import uuid
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import Permits, client_of
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Generation, Step
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings

ASK: dict[str, Any] = {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0}


def events(answer: httpx.Response) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_the_contracts_own_example(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine
) -> None:
    body = {"messages": [{"role": "user", "content": "Summarize the development of LLMs in 2023."}]}
    given = str(uuid.uuid4())
    answer = await client.post(invocations, json=body, headers={"X-Request-Id": given})
    assert answer.status_code == 200
    assert answer.headers["x-content-moderation"] == "disabled"
    found = answer.json()
    assert (found["route_id"], found["model"], found["object"]) == (given, "fake/bytes", "chat.completion")
    assert found["choices"][0]["finish_reason"] == "stop"
    assert found["choices"][0]["logprobs"] is None
    sampling = engine.generations[-1].sampling
    assert (sampling.temperature, sampling.top_p, sampling.seed) == (1.0, 1.0, None)
    usage = found["usage"]
    assert usage["completion_tokens"] == 14
    assert usage["total_tokens"] == usage["prompt_tokens"] + 14


async def test_a_stream_says_what_the_plain_answer_says(client: httpx.AsyncClient, invocations: str) -> None:
    plain = (await client.post(invocations, json=ASK)).json()
    answer = await client.post(
        invocations, json=ASK | {"stream": True, "stream_options": {"include_usage": True}}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["x-content-moderation"] == "disabled"
    chunks = events(answer)
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert [("route_id" in chunk) for chunk in chunks] == [True] + [False] * (len(chunks) - 1)
    assert all(chunk["usage"] is None for chunk in chunks[:-1])
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"] == plain["usage"]
    moved = [chunk["choices"][0] for chunk in chunks[:-1]]
    assert moved[0]["delta"]["role"] == "assistant"
    assert all("role" not in choice["delta"] for choice in moved[1:])
    assert (
        "".join(choice["delta"]["content"] for choice in moved) == plain["choices"][0]["message"]["content"]
    )
    assert [choice["finish_reason"] for choice in moved] == [None] * (len(moved) - 1) + ["stop"]


async def test_a_stream_that_nobody_wanted(client: httpx.AsyncClient, invocations: str) -> None:
    for stream in (None, False):
        assert "choices" in (await client.post(invocations, json=ASK | {"stream": stream})).json()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, None),
        ({"max_tokens": 5}, 5),
        ({"max_completion_tokens": 6}, 6),
        ({"max_completion_tokens": None, "max_tokens": 7}, 7),
        ({"max_tokens": 2147483647}, None),
        ({"max_tokens": 0}, None),
    ],
)
async def test_max_tokens(
    client: httpx.AsyncClient,
    invocations: str,
    engine: FakeEngine,
    asked: dict[str, Any],
    expected: int | None,
) -> None:
    answer = (await client.post(invocations, json=ASK | asked)).json()
    generation = engine.generations[-1]
    room = 2048 - len(generation.prompt)
    assert generation.sampling.max_new_tokens == (room if expected is None else expected)
    assert answer["choices"][0]["finish_reason"] == ("length" if expected else "stop")


async def test_max_tokens_0_means_4096(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    large = FakeEngine(max_total_tokens=100_000)
    await large.start()
    fabric = await Fabric.open(large, tmp_path / "other.db", admission=permits)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
    async with client_of(fabric) as client:
        await client.post(f"{path}/invocations", json=ASK | {"max_tokens": 0})
    await fabric.close()
    assert large.generations[-1].sampling.max_new_tokens == 4096


async def test_sampling(client: httpx.AsyncClient, invocations: str, engine: FakeEngine) -> None:
    asked = {
        "temperature": 0.5,
        "top_p": 0.25,
        "presence_penalty": -2,
        "frequency_penalty": 2,
        "logit_bias": {"1": -100, "257": 0.5},
        "seed": -1,
        "stop": ["zzz", "yyy"],
        "n": 3,
        "user": "me",
        "model": "whatever",
        "parallel_tool_calls": True,
        "tool_choice": "none",
        "tools": [],
        "response_format": {"type": "text"},
        "moderation": False,
        "unknown": {"x": 1},
    }
    answer = await client.post(invocations, json={"messages": ASK["messages"], **asked})
    assert answer.status_code == 200
    assert [choice["index"] for choice in answer.json()["choices"]] == [0, 1, 2]
    generation = engine.generations[-1]
    sampling = generation.sampling
    assert generation.sequences == 3
    assert (sampling.temperature, sampling.top_p, sampling.seed) == (0.5, 0.25, -1)
    assert (sampling.presence_penalty, sampling.frequency_penalty) == (-2, 2)
    assert sampling.logit_bias == {1: -100, 257: 0.5}
    assert (sampling.stop, sampling.keep_stop) == (("zzz", "yyy"), False)
    assert answer.json()["usage"]["completion_tokens"] == 3 * 14
    await client.post(invocations, json={"messages": ASK["messages"], "top_p": 0, "stop": "world"})
    sampling = engine.generations[-1].sampling
    assert (sampling.temperature, sampling.top_p, sampling.stop) == (0.0, 1.0, ("world",))


async def test_choices_of_a_stream(client: httpx.AsyncClient, invocations: str) -> None:
    body = {"messages": ASK["messages"], "n": 2, "seed": 7, "stream": True}
    chunks = events(await client.post(invocations, json=body))
    plain = (await client.post(invocations, json=body | {"stream": False})).json()
    for index in (0, 1):
        mine = [choice for chunk in chunks for choice in chunk["choices"] if choice["index"] == index]
        assert mine[0]["delta"]["role"] == "assistant"
        assert mine[-1]["finish_reason"] == "stop"
        text = "".join(choice["delta"]["content"] for choice in mine)
        assert text == plain["choices"][index]["message"]["content"]


async def test_logprobs(client: httpx.AsyncClient, invocations: str, engine: FakeEngine) -> None:
    engine.reply = "é"
    plain = (await client.post(invocations, json=ASK | {"logprobs": True, "top_logprobs": 2})).json()
    content = plain["choices"][0]["logprobs"]["content"]
    assert [token["token"] for token in content] == ["", "é", "</s>"]
    assert content[1]["bytes"] == [195, 169]
    assert [len(token["top_logprobs"]) for token in content] == [2, 2, 2]
    chunks = events(await client.post(invocations, json=ASK | {"logprobs": True, "stream": True}))
    streamed = [token for chunk in chunks for token in chunk["choices"][0]["logprobs"]["content"]]
    assert [token["logprob"] for token in streamed] == [token["logprob"] for token in content]
    await client.post(invocations, json=ASK | {"top_logprobs": 2})
    assert engine.generations[-1].top_tokens == 0


async def test_messages(client: httpx.AsyncClient, invocations: str, engine: FakeEngine) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{not json"}}
    body = ASK | {
        "messages": [
            {"role": "system", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
            {"role": "user", "content": {"type": "text", "text": "c"}, "name": "somebody"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "content": "d", "tool_call_id": "1"},
        ]
    }
    assert (await client.post(invocations, json=body)).status_code == 200
    prompt = bytes(engine.generations[-1].prompt).decode()
    assert prompt == "system: ab\nuser: c\nassistant: \nassistant: \ntool: d\nassistant:"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"messages": []}, "/messages"),
        ({"messages": None}, "/messages"),
        ({"messages": [{"role": "user"}]}, "/messages/0/content"),
        ({"messages": [{"role": "user", "content": ""}]}, "/messages/0/content"),
        ({"messages": [{"role": "user", "content": [], "tool_calls": []}]}, "/messages/0/content"),
        ({"messages": [{"role": "a<b", "content": "x"}]}, "/messages/0/role"),
        ({"messages": [{"role": "poet", "content": "x"}]}, "unknown role"),
        ({"messages": [{"role": "user", "content": {"text": "x"}}]}, "/messages/0/content"),
        (
            {"messages": [{"role": "user", "content": {"type": "image_url", "image_url": {"url": "data:"}}}]},
            "reads text alone",
        ),
        ({"messages": [{"role": "user", "content": "x" * 3000}]}, "/messages"),
        ({"max_tokens": 1, "max_completion_tokens": 1}, "`max_tokens` and `max_completion_tokens`"),
        ({"max_tokens": -1}, "/max_tokens"),
        ({"temperature": 2.1}, "/temperature"),
        ({"temperature": "1"}, "Type mismatch., cause: `/temperature`"),
        ({"n": 2}, "/n"),
        ({"temperature": 1, "top_p": 0, "n": 2}, "/n"),
        ({"logit_bias": {"258": 1}}, "/logit_bias/258"),
        ({"logit_bias": {"x": 1}}, "/logit_bias"),
        ({"moderation": True}, "/moderation"),
        ({"tool_choice": "required"}, "/tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "/tool_choice"),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "a", "schema": {"type": "nothing"}},
                }
            },
            "/response_format",
        ),
    ],
)
async def test_refusals_name_the_place(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine, change: dict[str, Any], said: str
) -> None:
    for stream in (False, True):
        answer = await client.post(invocations, json=ASK | {"stream": stream} | change)
        assert answer.status_code == 400, answer.text
        assert answer.json()["error_code"] == "common.01000001"
        assert said in answer.json()["error_msg"]
    assert engine.generations == []


async def test_stream_options_need_a_stream(client: httpx.AsyncClient, invocations: str) -> None:
    for stream in ({}, {"stream": None}, {"stream": False}):
        answer = await client.post(invocations, json=ASK | stream | {"stream_options": {}})
        assert answer.status_code == 400
        assert "stream" in answer.json()["error_msg"]
    assert (await client.post(invocations, json=ASK | {"stream_options": None})).status_code == 200
    chunks = events(await client.post(invocations, json=ASK | {"stream": True, "stream_options": {}}))
    assert all("usage" not in chunk for chunk in chunks)


async def test_absent_messages(client: httpx.AsyncClient, invocations: str) -> None:
    answer = await client.post(invocations, json={})
    assert answer.status_code == 400
    assert "`/messages` is required" in answer.json()["error_msg"]


async def test_overload(client: httpx.AsyncClient, invocations: str, permits: Permits) -> None:
    permits.limit = 0
    for stream in (False, True):
        answer = await client.post(invocations, json=ASK | {"stream": stream})
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["error_code"] == "APIG.0308"
        unread = await client.post(invocations, content=b"{")  # full goes before what is wrong with it
        assert unread.status_code == 429
    permits.limit = 2
    assert (await client.post(invocations, json=ASK)).status_code == 200
    with permits.hold(1):
        assert (await client.post(invocations, json=ASK | {"n": 2, "temperature": 1})).status_code == 429
    never = await client.post(invocations, json=ASK | {"n": 3, "temperature": 1})
    assert (never.status_code, "3 sequences at once" in never.json()["error_msg"]) == (400, True)
    assert permits.taken == 0


async def test_a_server_that_stops(client: httpx.AsyncClient, invocations: str, permits: Permits) -> None:
    permits.draining = True
    answer = await client.post(invocations, json=ASK)
    assert (answer.status_code, answer.json()["error_code"]) == (500, "common.00000500")
    assert (await client.get("/healthcheck")).status_code == 500
    permits.draining = False
    assert (await client.get("/healthcheck")).status_code == 200


async def test_an_engine_that_is_away_or_dies(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine
) -> None:
    engine.fail_after = 3
    answer = await client.post(invocations, json=ASK)
    assert (answer.status_code, answer.json()["error_code"]) == (500, "common.00000500")
    chunks = events(await client.post(invocations, json=ASK | {"stream": True}))
    assert [set(chunk) for chunk in chunks[-1:]] == [{"error_code", "error_msg"}]
    assert chunks[-1]["error_code"] == "common.00000500"
    engine.die()
    for stream in (False, True):
        answer = await client.post(invocations, json=ASK | {"stream": stream})
        assert (answer.status_code, answer.json()["error_code"]) == (500, "common.00000500")


async def test_the_deadline(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    settings = FabricSettings(deadline=0.3)
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
    async with client_of(fabric) as client:
        engine.delay = 10
        for stream in (False, True):
            answer = await client.post(f"{path}/invocations", json=ASK | {"stream": stream})
            assert answer.status_code == 408
            assert answer.json()["error_code"] == "common.00000408"
        assert len(engine.aborted) == 2
        engine.delay = 0.05
        chunks = events(await client.post(f"{path}/invocations", json=ASK | {"stream": True}))
        assert chunks[-1]["error_code"] == "common.00000408"
        assert len(chunks) > 2
        assert len(engine.aborted) == 3
    assert permits.taken == 0
    await fabric.close()


class Timed(FakeEngine):
    """Remembers when it last became idle."""

    idle_since = math.inf

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        self.idle_since = math.inf
        try:
            async with aclosing(super().generate(generation)) as steps:
                async for step in steps:
                    yield step
        finally:
            self.idle_since = time.monotonic()


@pytest.mark.parametrize("stream", [False, True])
async def test_the_engine_is_idle_when_a_deadline_is_told(
    permits: Permits, tmp_path: Path, stream: bool
) -> None:
    """The document's caller hears 408, and half a second later the engine is free: it is so before it is said."""
    engine = Timed(delay=0.01, reply="a" * 2000)
    await engine.start()
    settings = FabricSettings(deadline=1.0)
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
    async with client_of(fabric) as client:
        began = time.monotonic()
        answer = await client.post(f"{path}/invocations", json=ASK | {"stream": stream})
        heard = time.monotonic()
    failure = events(answer)[-1] if stream else answer.json()
    assert answer.status_code == (200 if stream else 408)  # a stream has begun: its last event says so
    assert failure.keys() == {"error_code", "error_msg"}
    assert failure["error_code"] == "common.00000408"
    assert failure["error_msg"].startswith("timeout exception occurred")
    assert began + 1.0 <= engine.idle_since <= heard
    assert (engine.active, len(engine.aborted), permits.taken) == (set(), 1, 0)
    print(f"idle {engine.idle_since - began - 1.0:.4f} s after the deadline")
    await fabric.close()


async def test_a_deadline_frees_the_engine_of_a_client_that_does_not_read(
    permits: Permits, tmp_path: Path
) -> None:
    """Nobody knows when it reads on: the generation ends with the deadline, and the client is told when it does."""
    engine = Timed(delay=0.01, reply="a" * 2000)
    await engine.start()
    settings = FabricSettings(deadline=0.3)
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
    body = json.dumps(ASK | {"stream": True}).encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"{path}/invocations",
        "raw_path": f"{path}/invocations".encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    reads, received, sent = asyncio.Event(), asyncio.Event(), bytearray()

    async def receive() -> dict[str, Any]:
        if not received.is_set():
            received.set()
            return {"type": "http.request", "body": body, "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.extend(message.get("body", b""))
        if message.get("body"):
            await reads.wait()

    async with client_of(fabric) as client:
        application = client._transport.app  # type: ignore[attr-defined]
        answering = asyncio.create_task(application(scope, receive, send))
        try:
            async with asyncio.timeout(15):
                while not engine.aborted or permits.taken:  # others may generate
                    await asyncio.sleep(0.01)
            assert (engine.active, answering.done(), sent.count(b"data: ")) == (set(), False, 1)
        finally:
            reads.set()
        async with asyncio.timeout(30):
            await answering
    *_, last, done = [frame for frame in sent.decode().split("\n\n") if frame]
    assert json.loads(last.removeprefix("data: "))["error_code"] == "common.00000408"
    assert (done, permits.taken) == ("data: [DONE]", 0)
    await fabric.close()


async def test_a_client_that_leaves_frees_its_slot(
    fabric: Fabric, client: httpx.AsyncClient, invocations: str, engine: FakeEngine, permits: Permits
) -> None:
    engine.delay = 0.05
    for stream in (False, True):
        task = asyncio.create_task(client.post(invocations, json=ASK | {"stream": stream}))
        while not engine.active:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not engine.active
    assert len(engine.aborted) == 2
    assert permits.taken == 0


async def test_most_choices(engine: FakeEngine, permits: Permits, tmp_path: Path) -> None:
    settings = FabricSettings(max_choices=2)
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits, settings=settings)
    path = f"/v1/workspaces/{fabric.defaults.workspace_id}/services/instances/{fabric.defaults.instance_id}"
    async with client_of(fabric) as client:
        answer = await client.post(f"{path}/invocations", json={"messages": ASK["messages"], "n": 3})
    await fabric.close()
    assert answer.status_code == 400
    assert "`/n` must be at most 2" in answer.json()["error_msg"]


async def test_request_ids_that_are_no_uuids(client: httpx.AsyncClient, invocations: str) -> None:
    answers = [await client.post(invocations, json=ASK, headers={"X-Request-Id": "abc"}) for _ in range(2)]
    routes = {answer.json()["route_id"] for answer in answers}
    assert len(routes) == 1
    assert uuid.UUID(routes.pop()).version == 5


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"type": "json_object"}, "json_object"),
        ({"type": "json_schema", "json_schema": {"name": "a"}}, "json_object"),
        ({"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}, "json_schema"),
    ],
)
async def test_response_format_is_a_grammar(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine, form: dict[str, object], kind: str
) -> None:
    answer = await client.post(invocations, json=ASK | {"response_format": form})
    assert answer.status_code == 200
    grammar = engine.generations[-1].sampling.grammar
    assert grammar is not None
    assert grammar.kind == kind
