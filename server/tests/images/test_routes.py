"""Images on every route that takes some, over the fake engine; `web` is a server of this test's."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from tests.images.web import Web, data_url, png
from treadle.access import database_of
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Picture
from treadle.telemetry.families import Metrics

RED = Picture(8, 6, b"\xff\0\0" * 48)
CHAT = "/v1/chat/completions"


class Caller:
    def __init__(self, server: Server, engine: FakeEngine) -> None:
        metrics = Metrics(model="m", max_total_tokens=2048, max_input_tokens=2047)
        self.engine, self.fabric = engine, ""
        assert server.fabric is not None
        place = server.fabric.defaults
        self.fabric = (
            f"/v1/workspaces/{place.workspace_id}/services/instances/{place.instance_id}/invocations"
        )
        transport = httpx.ASGITransport(server.application(metrics))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://images.test")

    async def ask(self, path: str, body: Any, status: int = 200) -> Any:
        answer = await self.http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.headers["content-type"] == "application/json" else answer.text

    @property
    def pictures(self) -> Any:
        """What the engine got with the last generation."""
        return self.engine.generations[-1].sight


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(images=2, max_total_tokens=256, reply="I see.")


@pytest_asyncio.fixture
async def caller(engine: FakeEngine, template: Path, tmp_path: Path) -> AsyncIterator[Caller]:
    await engine.start()
    settings = ServerSettings(state_directory=tmp_path, image_host=("127.0.0.1",))
    shutil.copy(template, str(database_of(settings)))
    server = Server(settings, engine)
    await server.open_store()
    yield Caller(server, engine)
    await server.stop()


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


def user(*parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}], "max_tokens": 8, "temperature": 0}


WHAT = {"type": "text", "text": "What is it?"}


async def test_chat(caller: Caller, web: Web) -> None:
    web.serve("/a.png", png())
    answers = [await caller.ask(CHAT, user(image(url), WHAT)) for url in (data_url(png()), web.url("/a.png"))]
    for generation in caller.engine.generations:
        assert generation.sight == [RED]
    assert caller.engine.generations[0].prompt == caller.engine.generations[1].prompt
    # "user: ", four places, the text, and the line on which the assistant answers
    assert [answer["usage"]["prompt_tokens"] for answer in answers] == [6 + 4 + 11 + 11] * 2
    await caller.ask(CHAT, user(image(data_url(png("blue"))), WHAT))
    assert caller.engine.generations[2].prompt != caller.engine.generations[0].prompt


async def test_streams(caller: Caller) -> None:
    for path in (CHAT, caller.fabric):
        text = await caller.ask(path, {**user(WHAT, image(data_url(png()))), "stream": True})
        assert (
            "".join(
                choice["delta"].get("content") or ""
                for frame in text.split("\n\n")
                if frame.startswith("data: {")
                for choice in msgspec.json.decode(frame[6:])["choices"]
            )
            == "I see."
        )
        assert caller.pictures == [RED]


async def test_several_messages_and_tools(caller: Caller) -> None:
    tool = {
        "type": "function",
        "function": {"name": "look", "parameters": {"type": "object", "properties": {}}},
    }
    first = {"role": "user", "content": [image(data_url(png())), WHAT]}
    messages = [
        first,
        {"role": "assistant", "content": "A cat."},
        {"role": "user", "content": [WHAT, image(data_url(png("blue")))]},
    ]
    for path in (CHAT, caller.fabric):
        await caller.ask(path, {"messages": messages, "tools": [tool], "max_tokens": 8})
        assert [picture.pixels[:3] for picture in caller.pictures] == [b"\xff\0\0", b"\0\0\xff"]


async def test_fabric(caller: Caller, web: Web) -> None:
    web.serve("/a.png", png())
    for content in ([WHAT, image(web.url("/a.png"))], image(data_url(png()))):
        answer = await caller.ask(
            caller.fabric, {"messages": [{"role": "user", "content": content}], "temperature": 0}
        )
        assert answer["choices"][0]["message"]["content"] == "I see."
        assert caller.pictures == [RED]


@pytest.mark.parametrize("path", ["/generate", "/", "/invocations"])
async def test_markdown(caller: Caller, web: Web, path: str) -> None:
    web.serve("/a.png", png())
    for url in (web.url("/a.png"), data_url(png())):
        await caller.ask(path, {"inputs": f"![]({url})What ![]({url})?", "parameters": {"max_new_tokens": 4}})
        assert caller.pictures == [RED, RED]
        assert len(caller.engine.generations[-1].prompt) == 1 + 4 + 5 + 4 + 1
    await caller.ask(path, {"inputs": "no image, but ![ this"})
    assert caller.pictures is None


async def test_markdown_streamed_and_truncated(caller: Caller) -> None:
    mark = f"![]({data_url(png())})"
    text = await caller.ask("/generate_stream", {"inputs": mark, "parameters": {"max_new_tokens": 4}})
    assert "data:" in text
    assert caller.pictures == [RED]
    await caller.ask(
        "/generate", {"inputs": f"long {mark} text", "parameters": {"truncate": 9, "max_new_tokens": 1}}
    )
    assert len(caller.engine.generations[-1].prompt) == 9
    body = {"inputs": f"long {mark} text", "parameters": {"truncate": 8, "max_new_tokens": 1}}
    assert "would cut an image" in (await caller.ask("/generate", body, 422))["error"]


async def test_vertex(caller: Caller) -> None:
    instances = [user(image(data_url(png()))), {"inputs": f"a ![]({data_url(png('blue'))})"}]
    answer = await caller.ask("/vertex", {"instances": instances})
    assert answer["predictions"] == ["I see.", answer["predictions"][1]]
    assert [generation.sight[0].pixels[:3] for generation in caller.engine.generations] == [
        b"\xff\0\0",
        b"\0\0\xff",
    ]


async def test_chat_tokenize_counts_what_an_image_takes(caller: Caller) -> None:
    body = user(WHAT, image(data_url(png("black"))))
    answer = await caller.ask("/chat_tokenize", body)
    assert len(answer["tokenize_response"]) == 6 + 11 + 4 + 11
    assert (await caller.ask(CHAT, body))["usage"]["prompt_tokens"] == len(answer["tokenize_response"])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.1/a.png", "no address that images may come from"),
        ("http://169.254.169.254/latest/meta-data/", "no address that images may come from"),
        ("http://[::1]/a.png", "no address that images may come from"),
        ("http://10.0.0.1:22/", "no address that images may come from"),
        ("file:///etc/passwd", "only http, https and data"),
        ("http://a:b@127.0.0.1/", "credentials"),
        ("nonsense", "only http, https and data"),
        ("data:image/png;base64,AAAA", "no PNG"),
        ("data:text/plain,hello", "type is no image's"),
    ],
)
async def test_faults_name_the_place(caller: Caller, url: str, why: str) -> None:
    answer = await caller.ask(CHAT, user(WHAT, image(data_url(png())), image(url)), 422)
    assert answer["error"].startswith("Input validation error: ")
    assert answer["error_type"] == "validation"
    assert why in answer["error"]
    answer = await caller.ask(caller.fabric, user(WHAT, image(url)), 400)
    assert why in answer["error_msg"]
    assert "`/messages/0/content/1/image_url/url`" in answer["error_msg"]
    await caller.ask("/chat_tokenize", user(image(url)), 422)
    assert caller.engine.generations == []


async def test_more_images_than_are_taken(caller: Caller, web: Web) -> None:
    many = user(*[image(web.url("/never"))] * 3)
    assert "may have 2 images" in (await caller.ask(CHAT, many, 422))["error"]
    assert "may have 2 images" in (await caller.ask(caller.fabric, many, 400))["error_msg"]
    marks = {"inputs": f"![]({web.url('/never')})" * 3}
    assert "may have 2 images" in (await caller.ask("/generate", marks, 422))["error"]
    assert web.requests == []


@pytest.mark.parametrize(
    "mark", ["![a cat](http://127.0.0.1/a.png)", "![](a.png)", "![](ftp://a.test/b)", "![]()"]
)
async def test_markdown_that_is_no_image(caller: Caller, mark: str) -> None:
    answer = await caller.ask("/generate", {"inputs": f"look: {mark}"}, 422)
    assert answer["error"] == f"Input validation error: invalid image content: {mark}"


async def test_limits_hold_with_what_an_image_takes(caller: Caller) -> None:
    long = {"type": "text", "text": "x" * 226}  # with 6, 4 and 11 more: 247 of 256
    await caller.ask(CHAT, {**user(long, image(data_url(png()))), "max_tokens": 9})
    answer = await caller.ask(CHAT, {**user(long, image(data_url(png()))), "max_tokens": 10}, 422)
    assert "`inputs` tokens + `max_new_tokens` must be <= 256" in answer["error"]


async def test_a_text_model_leaves_images_alone(tmp_path: Path, web: Web) -> None:
    engine = FakeEngine()
    await engine.start()
    server = Server(dataclasses.replace(ServerSettings(), state_directory=tmp_path), engine)
    await server.open_store()
    caller = Caller(server, engine)
    answer = await caller.ask("/chat_tokenize", user(image(web.url("/a"))))
    assert f"![]({web.url('/a')})" in answer["templated_text"]
    await caller.ask(
        "/generate", {"inputs": f"![]({web.url('/a')})![x](y)", "parameters": {"max_new_tokens": 1}}
    )
    assert (
        "reads text alone" in (await caller.ask(caller.fabric, user(image(web.url("/a"))), 400))["error_msg"]
    )
    assert web.requests == []
    await server.stop()
