"""A way to ask either chat route, and an engine that remembers what the chat template was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Generation, RenderedChat

CHAT, FABRIC = "/v1/chat/completions", "fabric"
QUESTION: list[dict[str, Any]] = [{"role": "user", "content": "Hi"}]

on_both = pytest.mark.parametrize("route", [CHAT, FABRIC])


class Told(FakeEngine):
    """The fake engine, with the last `messages` and `tools` of its template."""

    messages: Sequence[Mapping[str, Any]] = ()
    tools: Sequence[Mapping[str, Any]] | None = None

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        if tools is not None or self.tools is None:
            self.messages, self.tools = messages, tools
        return await super().render_chat(messages, tools=tools)

    def forget(self) -> None:
        """Begin anew."""
        self.messages, self.tools = (), None


def told(tgi: Caller) -> Told:
    return cast("Told", tgi.engine)


def path_of(tgi: Caller, route: str) -> str:
    if route != FABRIC:
        return route
    ids = tgi.server.defaults
    return f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"


async def ask(tgi: Caller, route: str, **members: Any) -> dict[str, Any]:
    told(tgi).forget()
    answer = await tgi.post(path_of(tgi, route), {"messages": QUESTION, **members})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def generation(tgi: Caller, route: str, **members: Any) -> Generation:
    await ask(tgi, route, **members)
    return tgi.engine.generations[-1]


async def refused(tgi: Caller, route: str, **members: Any) -> str:
    answer = await tgi.post(path_of(tgi, route), {"messages": QUESTION, **members})
    assert answer.status_code == (400 if route == FABRIC else 422), answer.text
    text: str = answer.json()["error_msg" if route == FABRIC else "error"]
    return text
