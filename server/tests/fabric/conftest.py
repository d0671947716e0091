"""A Fabric on the fake engine and a temporary database, called through its ASGI application."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from treadle.contract import check
from treadle.contract.admission import Permits
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.store.store import Store


@pytest.fixture(autouse=True)
def breaches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer, header and event is checked against the document."""
    monkeypatch.setenv("TREADLE_SPEC_CHECK", "1")
    check.breaches.clear()
    yield
    assert check.breaches == []


@pytest.fixture
def permits() -> Permits:
    return Permits()


@pytest_asyncio.fixture
async def engine() -> FakeEngine:
    engine = FakeEngine(reply="Hello, world.")
    await engine.start()
    return engine


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest revision, made once."""
    path = tmp_path_factory.mktemp("template") / "state.db"

    async def make() -> None:
        await (await Store.open(path)).close()

    asyncio.run(make())
    return path


@pytest_asyncio.fixture
async def fabric(
    engine: FakeEngine, permits: Permits, template: Path, tmp_path: Path
) -> AsyncIterator[Fabric]:
    shutil.copy(template, tmp_path / "state.db")
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits)
    yield fabric
    await fabric.close()


def client_of(fabric: Fabric, **headers: str) -> httpx.AsyncClient:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, [fabric.contract()])
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="http://fabric.test:8080", headers=headers)


@pytest_asyncio.fixture
async def client(fabric: Fabric) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(fabric) as client:
        yield client


@pytest.fixture
def workspace(fabric: Fabric) -> str:
    return f"/v1/workspaces/{fabric.defaults.workspace_id}"


@pytest.fixture
def invocations(fabric: Fabric, workspace: str) -> str:
    return f"{workspace}/services/instances/{fabric.defaults.instance_id}/invocations"
