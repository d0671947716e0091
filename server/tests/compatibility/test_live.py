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


async def test_a_special_token_is_a_stop_text(live: Live) -> None:
    """The model would begin another turn: its prompt ends with the end of one."""
    prompt, start = "<|im_start|>user\nHi<|im_end|>", "<|im_start|>"
    native = {"inputs": prompt, "parameters": {"stop": [start], "details": True, "max_new_tokens": 6}}
    openai = {"prompt": prompt, "stop": start, "temperature": 0, "max_tokens": 6}
    async with httpx.AsyncClient(base_url=live.url, timeout=60) as client:
        found = (await client.post("/generate", json=native)).json()
        (choice,) = (await client.post("/v1/completions", json=openai)).json()["choices"]
    assert found["details"]["finish_reason"] == "stop_sequence"
    assert found["details"]["tokens"][-1] | {"logprob": 0} == {
        "id": 1, "text": start, "logprob": 0, "special": True
    }  # fmt: skip
    assert start not in found["generated_text"]
    assert (choice["finish_reason"], start in choice["text"]) == ("stop", False)
