"""The rows of docs/compatibility.md on models that take images."""

from __future__ import annotations

from typing import Any

import pytest

from tests.images.web import data_url, png
from tests.tgi.conftest import Caller
from treadle.config import ServerSettings
from treadle.engine.fake import FakeEngine

CHAT = "/v1/chat/completions"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(images=2)


@pytest.fixture
def settings() -> ServerSettings:
    return ServerSettings(max_image_fetch_size=1000)


def question(*parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}], "max_tokens": 4}


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url}}


async def test_markdown_in_inputs_is_an_image(tgi: Caller) -> None:
    body = {"inputs": f"![]({data_url(png())})?", "parameters": {"max_new_tokens": 4}}
    assert (await tgi.post("/generate", body)).status_code == 200
    assert [picture.pixels[:3] for picture in tgi.engine.generations[-1].sight] == [b"\xff\0\0"]
    answer = await tgi.post("/generate", {"inputs": "![a](http://a.test/b)"})
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "Input validation error: invalid image content: ![a](http://a.test/b)",
    )


async def test_markdown_within_a_chat_is_text(tgi: Caller) -> None:
    answer = await tgi.post(CHAT, question({"type": "text", "text": "![](http://a.test/b.png)"}))
    assert answer.status_code == 200
    assert tgi.engine.generations[-1].sight is None
    assert (await tgi.post(CHAT, question(image(data_url(png()))))).status_code == 200
    assert len(tgi.engine.generations[-1].sight) == 1


async def test_only_public_addresses_are_asked(tgi: Caller) -> None:
    for url in (
        "http://127.0.0.1/a",
        "http://169.254.169.254/latest/",
        "http://[::1]/a",
        "http://2130706433/",
    ):
        answer = await tgi.post(CHAT, question(image(url)))
        assert answer.status_code == 422
        assert "the host has no address that images may come from" in answer.json()["error"]


async def test_sizes_and_numbers_of_images_are_bounded(tgi: Caller) -> None:
    answer = await tgi.post(CHAT, question(image(data_url(b"x" * 1001))))
    assert "Image size exceeds maximum allowed size of 1000 bytes" in answer.json()["error"]
    answer = await tgi.post(CHAT, question(*[image(data_url(png()))] * 3))
    assert "a request may have 2 images here, but 3 were given" in answer.json()["error"]
