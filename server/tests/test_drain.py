"""A server that is told to stop: a process of its own on the fake engine, slow enough to be watched."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent
BODY: dict[str, Any] = {"inputs": "a", "parameters": {"max_new_tokens": 30, "details": True}}
CHAT: dict[str, Any] = {"messages": [{"role": "user", "content": "a"}], "max_tokens": 30, "temperature": 0}


@asynccontextmanager
async def serving(
    state: Path, *flags: str, delay: float
) -> AsyncIterator[tuple[httpx.AsyncClient, subprocess.Popen[bytes]]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, str(HERE / "fake_server.py"), port, str(state), *flags],
        env={**os.environ, "FAKE_ENGINE_DELAY": str(delay)},
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while True:
                try:
                    await client.get("/info")
                    break
                except httpx.TransportError:
                    assert process.poll() is None
                    await asyncio.sleep(0.05)
            yield client, process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


async def begun(client: httpx.AsyncClient, requests: int) -> None:
    """Wait until so many hold permits: the fake engine counts each arrival, and none has ended."""
    while f"\ntgi_request_count {requests}\n" not in (await client.get("/metrics")).text:
        await asyncio.sleep(0.02)


async def exit_of(process: subprocess.Popen[bytes]) -> int:
    return await asyncio.to_thread(process.wait, 20)


async def test_sigterm_under_load_loses_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, delay=0.05) as (client, process):
        workspaces = (await client.get("/v1/workspaces")).json()["workspaces"]
        place = f"/v1/workspaces/{workspaces[0]['id']}/services/instances"
        instance = (await client.get(place)).json()["service_instances"][0]["id"]
        fabric = f"{place}/{instance}/invocations"
        begin = [client.post("/generate", json=BODY) for _ in range(4)]
        begin += [client.post("/generate_stream", json=BODY) for _ in range(4)]
        begin += [client.post("/v1/chat/completions", json={**CHAT, "stream": True}) for _ in range(4)]
        begin += [client.post(fabric, json={**CHAT, "stream": stream}) for stream in (False, True)]
        tasks = [asyncio.create_task(one) for one in begin]
        await begun(client, len(tasks))
        process.send_signal(signal.SIGTERM)
        while (health := await client.get("/health")).status_code == 200:
            await asyncio.sleep(0.01)
        assert (health.status_code, health.json()["error_type"]) == (503, "healthcheck")
        refused = await client.post("/generate", json=BODY)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        turned_away = await client.post(fabric, json=CHAT)
        assert (turned_away.status_code, turned_away.json()["error_code"]) == (500, "common.00000500")
        assert (await client.get("/healthcheck")).status_code == 500
        assert not any(task.done() for task in tasks)
        answers = await asyncio.gather(*tasks)
        assert [answer.status_code for answer in answers] == [200] * len(tasks)
        plain, streams, chats, (whole, streamed) = answers[:4], answers[4:8], answers[8:12], answers[12:]
        assert all(answer.json()["details"]["generated_tokens"] == 30 for answer in plain)
        assert all('"generated_tokens":30' in answer.text for answer in streams)
        assert all(answer.text.endswith("data: [DONE]\n\n") for answer in [*chats, streamed])
        assert whole.json()["usage"]["completion_tokens"] == 30
        assert await exit_of(process) == 0


async def test_patience_has_an_end_that_is_told(tmp_path: Path) -> None:
    patience = ("--graceful-termination-timeout", "0.5")
    async with serving(tmp_path, *patience, delay=0.2) as (client, process):
        long = {"inputs": "a", "parameters": {"max_new_tokens": 1000}}
        plain = asyncio.create_task(client.post("/generate", json=long))
        stream = asyncio.create_task(client.post("/generate_stream", json=long))
        chat = asyncio.create_task(client.post("/v1/chat/completions", json={**CHAT, "stream": True}))
        await begun(client, 3)
        process.send_signal(signal.SIGTERM)
        assert await exit_of(process) == 0
        assert (await plain).status_code == 429
        assert '"error_type":"overloaded"' in (await stream).text.split("data: ")[-1]
        *_, error, done = (await chat).text.split("data: ")
        assert '"http_status_code":429' in error
        assert done == "[DONE]\n\n"


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with serving(tmp_path, delay=60) as (client, process):
        task = asyncio.create_task(client.post("/generate", json=BODY))
        await begun(client, 1)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            await asyncio.sleep(0.2)
        assert await exit_of(process) == 0
        await asyncio.gather(task, return_exceptions=True)
