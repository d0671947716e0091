"""A whole server on the real engine, on a loopback port, for the whole run."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn

from treadle.app import Server
from treadle.config import ServerSettings
from treadle.engine.vllm_engine import VllmEngine
from treadle.fabric.deploying.port import Builder


@dataclass(frozen=True, slots=True)
class Live:
    """A listening server."""

    url: str
    server: Server
    engine: VllmEngine

    @property
    def instance(self) -> str:
        """Where Fabric's default instance is invoked."""
        ids = self.server.defaults
        return f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"

    async def gauge(self, name: str) -> float:
        """A value from /metrics."""
        async with httpx.AsyncClient(base_url=self.url) as client:
            for line in (await client.get("/metrics")).text.splitlines():
                if line.startswith((f"{name} ", f"{name}{{")):
                    return float(line.rsplit(" ", 1)[1])
        raise AssertionError(f"/metrics has no {name}")


@contextlib.asynccontextmanager
async def serving(
    engine: VllmEngine, settings: ServerSettings, builder: Builder | None = None
) -> AsyncIterator[Live]:
    """A server on that engine, listening while the context lasts; `builder` makes the engines of deployed models."""
    server = Server(settings, engine)
    await server.open_store(builder)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        server.application(engine.metrics), lifespan="off", log_config=None, access_log=False, ws="none"
    )
    web = uvicorn.Server(config)
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  # the test runner has them
    task = asyncio.create_task(web.serve(sockets=[listener]))
    while not web.started:
        await asyncio.sleep(0.01)
    yield Live(f"http://127.0.0.1:{listener.getsockname()[1]}", server, engine)
    web.should_exit = True
    await task
    await server.fabric.close()  # type: ignore[union-attr]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live(real_engine: VllmEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Live]:
    settings = ServerSettings(state_directory=Path(tmp_path_factory.mktemp("state")))
    async with serving(real_engine, settings) as listening:
        yield listening


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def untouched(real_engine: VllmEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Live]:
    """A server in which nobody has made anything, as after a first start."""
    settings = ServerSettings(state_directory=Path(tmp_path_factory.mktemp("untouched")))
    async with serving(real_engine, settings) as listening:
        yield listening
