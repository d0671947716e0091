"""TGI's side of a server on the fake engine, called through its ASGI application."""

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

from treadle.access import database_of
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.engine.fake import FakeEngine
from treadle.telemetry.families import Metrics


class Caller:
    """A server and short ways to call it."""

    def __init__(self, server: Server, metrics: Metrics, engine: FakeEngine) -> None:
        self.server, self.metrics, self.engine = server, metrics, engine
        self.app = server.application(metrics)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://tgi.test")

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.http.post(path, json=body, headers=headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def events(self, path: str, body: Any) -> list[Any]:
        """The events of a stream; `[DONE]` as that text."""
        answer = await self.post(path, body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/event-stream"
        frames = answer.text.split("\n\n")
        assert frames.pop() == ""
        data = [frame.removeprefix("data: ") for frame in frames]
        return [text if text == "[DONE]" else msgspec.json.decode(text) for text in data]


@pytest.fixture
def settings() -> ServerSettings:
    return ServerSettings()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest_asyncio.fixture
async def tgi(
    engine: FakeEngine, settings: ServerSettings, template: Path, tmp_path: Path
) -> AsyncIterator[Caller]:
    await engine.start()
    settings = dataclasses.replace(settings, state_directory=tmp_path)
    shutil.copy(template, str(database_of(settings)))
    server = Server(settings, engine)
    await server.open_store()
    limit = engine.card.max_total_tokens
    caller = Caller(server, Metrics(model="fake", max_total_tokens=limit, max_input_tokens=limit - 1), engine)
    yield caller
    await caller.http.aclose()
    await server.stop()
