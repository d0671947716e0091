"""`--disable-grammar-support`: what would be held to a grammar is refused, in TGI's words; Fabric's routes are not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.config import ServerSettings

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
CHAT = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4}


@pytest.fixture
def settings() -> ServerSettings:
    return ServerSettings(disable_grammar_support=True)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", {"inputs": "a", "parameters": {"grammar": {"type": "regex", "value": "a+"}}}),
        ("/v1/chat/completions", {**CHAT, "response_format": {"type": "json_object"}}),
        ("/v1/chat/completions", {**CHAT, "tools": [TOOL], "tool_choice": "required"}),
    ],
)
async def test_grammars_are_refused(tgi: Caller, path: str, body: dict[str, Any], stream: bool) -> None:
    answer = await tgi.post(path, {**body, "stream": stream})
    assert answer.status_code == 422
    assert answer.json()["error"] == "Input validation error: grammar is not supported"
    assert answer.json()["error_type"] == "validation"


async def test_all_else_is_answered(tgi: Caller) -> None:
    assert (
        await tgi.post("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 2}})
    ).status_code == 200
    assert (await tgi.post("/v1/chat/completions", CHAT)).status_code == 200
    assert (
        await tgi.post("/v1/chat/completions", {**CHAT, "tools": [TOOL], "tool_choice": "none"})
    ).status_code == 200
    assert (await tgi.get("/info")).status_code == 200


async def test_fabric_goes_on_with_them(tgi: Caller) -> None:
    ids = tgi.server.defaults
    path = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
    answer = await tgi.post(path, {**CHAT, "response_format": {"type": "json_object"}})
    assert answer.status_code == 200, answer.text
