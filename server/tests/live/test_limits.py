"""A full server, and its health, on the real engine."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from tests.live.conftest import Live

pytestmark = pytest.mark.engine


async def test_one_more_than_the_limit_is_turned_away_at_once(live: Live) -> None:
    limit = live.server.permits.limit
    assert limit == 128
    body: dict[str, Any] = {"inputs": "Once upon a time", "parameters": {"max_new_tokens": 8}}
    connections = httpx.Limits(max_connections=limit + 8)
    async with (
        httpx.AsyncClient(base_url=live.url, limits=connections, timeout=120) as client,
        httpx.AsyncClient(base_url=live.url) as probe,
    ):
        await probe.get("/health")
        tasks = [
            asyncio.create_task(client.post("/generate_stream" if place % 2 else "/generate", json=body))
            for place in range(limit)
        ]
        while live.server.permits.taken < limit:
            assert not any(task.done() for task in tasks), "they end before all have begun"
            await asyncio.sleep(0.002)
        began = time.monotonic()
        refused = await probe.post("/generate", json=body)
        took = time.monotonic() - began
        assert (refused.status_code, refused.json()["error_type"]) == (429, "overloaded")
        ended = sum(task.done() for task in tasks)
        assert ended < limit
        healths = []
        while not all(task.done() for task in tasks):
            healths.append((await probe.get("/health")).status_code)
            await asyncio.sleep(0.05)
        answers = await asyncio.gather(*tasks)
    assert [answer.status_code for answer in answers] == [200] * limit
    assert set(healths) == {200}
    assert live.server.permits.taken == 0
    print(f"\n{limit} answered; one 429 after {took * 1000:.1f} ms, {ended} of them done; ", end="")
    print(f"{len(healths)} of {len(healths)} /health 200")


async def test_health_generates_after_a_failure(live: Live) -> None:
    before = await live.gauge("vllm:generation_tokens_total")
    async with httpx.AsyncClient(base_url=live.url, timeout=60) as client:
        assert (await client.get("/health")).status_code == 200
        assert await live.gauge("vllm:generation_tokens_total") == before
        live.engine.pulse.failed()
        assert (await client.get("/health")).status_code == 200
        assert await live.gauge("vllm:generation_tokens_total") == before + 1
        live.engine.pulse.failed()
        assert (await client.get("/healthcheck")).status_code == 200
