"""Rows of docs/compatibility.md that only a real model shows."""

from __future__ import annotations

import httpx
import pytest

from tests.live.conftest import Live

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]


async def test_a_stop_text_inside_a_token_stops(live: Live) -> None:
    body = {"inputs": "The capital of France is", "parameters": {"stop": ["Par"], "details": True}}
    async with httpx.AsyncClient(base_url=live.url, timeout=60) as client:
        found = (await client.post("/generate", json=body)).json()
    assert found["generated_text"] == " Par"
    assert found["details"]["finish_reason"] == "stop_sequence"
    assert [token["text"] for token in found["details"]["tokens"]] == [" Paris"]
