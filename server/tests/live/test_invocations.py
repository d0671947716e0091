"""Fabric's deadline and its moderation, on the real engine."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import client_of
from tests.live.conftest import Live
from tests.live.test_robustness import RUNNING, until
from treadle.fabric.moderation.classifier import Classifier
from treadle.fabric.moderation.policy import Moderation, ModerationSettings
from treadle.fabric.moderation.shield import REFUSED, REMOVED
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings

pytestmark = pytest.mark.engine

STORY: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Tell a very long story."}],
    "max_tokens": 900,
    "temperature": 0,  # it does not come to an end; a sampled one may, within the second
}
PROMPT = """\
Text: The garden is calm and green.
Word: calm

Text: He was violent and beat them with a stick.
Word: violent

Text: It is a calm evening at the lake.
Word: calm

Text: The murderer is violent and stabs his victims.
Word: violent

Text: {text}
Word:"""
ANSWERS = ("calm", "violent")
TEXTS = (
    "It is a calm morning.",
    "The sea is calm and blue.",
    "How do I bake bread?",
    "He is violent and cruel.",
    "The violent man stabs and kills them all.",
    "Tell me how to be violent.",
)


@asynccontextmanager
async def another(live: Live, path: Path, **settings: Any) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A Fabric of its own on the same engine, and where its default instance is invoked."""
    fabric = await Fabric.open(live.engine, path / "a.db", admission=live.server.permits, **settings)
    ids = fabric.defaults
    place = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
    async with client_of(fabric) as client:
        yield client, place
    await fabric.close()


@pytest.mark.parametrize("stream", [False, True])
async def test_a_deadline_frees_the_engine(live: Live, tmp_path: Path, stream: bool) -> None:
    async def idle() -> bool:
        return live.server.permits.taken == 0 and await live.gauge(RUNNING) == 0

    await until(idle, 30)
    async with another(live, tmp_path, settings=FabricSettings(deadline=1.0)) as (client, place):
        began = time.monotonic()
        answer = await client.post(place, json=STORY | {"stream": stream})
        assert time.monotonic() - began < 10
        took = await until(idle, 20)
    if answer.status_code == 200:  # the first token came in time
        assert stream
        *_, last, done = [frame for frame in answer.text.split("\n\n") if frame]
        assert done == "data: [DONE]"
        error = json.loads(last.removeprefix("data: "))
    else:
        assert answer.status_code == 408
        error = answer.json()
    assert set(error) == {"error_code", "error_msg"}
    assert error["error_code"] == "common.00000408"
    assert error["error_msg"].startswith("timeout exception occurred")
    # The bound is 0.5 s on a quiet machine; the gauge moves with the engine's next step.
    print(f"idle after {took:.2f} s")
    assert took < 2.0


async def test_a_deployed_model_judges(live: Live, tmp_path: Path) -> None:
    prompt = tmp_path / "prompt.txt"
    prompt.write_text(PROMPT)

    async def find() -> Any:
        return live.engine

    judge = Classifier(find, answers=ANSWERS, prompt=PROMPT).judge
    verdicts = {text: await judge(text) for text in TEXTS}
    allowed = [text for text, finding in verdicts.items() if finding is None]
    condemned = [text for text, finding in verdicts.items() if finding is not None]
    assert allowed, verdicts
    assert condemned, verdicts

    def ask(text: str, **members: Any) -> dict[str, Any]:
        return {
            "messages": [{"role": "user", "content": text}],
            "temperature": 0,
            "max_tokens": 24,
            **members,
        }

    moderation = Moderation(
        ModerationSettings(classifier="default", answers=ANSWERS, prompt=prompt, opt_out="request")
    )
    async with another(live, tmp_path, moderation=moderation) as (client, place):
        for text in condemned[:2]:
            answer = await client.post(place, json=ask(text))
            assert answer.headers["x-content-moderation"] == "masked"
            (choice,) = answer.json()["choices"]
            assert (choice["message"]["content"], choice["finish_reason"]) == (REFUSED, "content_filter")
            assert answer.json()["usage"]["completion_tokens"] == 0
        for text in allowed[:2]:
            free = (await client.post(place, json=ask(text, moderation=False))).json()["choices"][0]
            said = free["message"]["content"]
            masked = await judge(said) is not None
            answer = await client.post(place, json=ask(text))
            assert answer.headers["x-content-moderation"] == ("masked" if masked else "passed")
            (choice,) = answer.json()["choices"]
            assert choice["message"]["content"] == (REMOVED if masked else said)
            streamed = await client.post(place, json=ask(text, stream=True))
            frames = [frame.removeprefix("data: ") for frame in streamed.text.split("\n\n") if frame]
            assert frames.pop() == "[DONE]"
            moved = [json.loads(frame)["choices"][0] for frame in frames]
            assert "".join(each["delta"].get("content") or "" for each in moved) == (
                REMOVED if masked else said
            )
            assert moved[-1]["finish_reason"] == ("content_filter" if masked else free["finish_reason"])
