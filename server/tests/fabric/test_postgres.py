"""The same on PostgreSQL: resources' lives, and two server processes that share a database."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, text

from tests.fabric import test_filters, test_lives, test_paging
from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_lives import made
from tests.fabric.test_resources import model
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.store import defaults, workspaces
from treadle.fabric.store.credential_tables import AccessKey, AccessToken
from treadle.fabric.store.credentials import Credentials, Kind, NewCredential
from treadle.fabric.store.records import InstanceChange, Missing, NewWorkspace, StoreError, User, now
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import ServiceInstance

FAKE_SERVER = Path(__file__).parents[1] / "fake_server.py"


@pytest_asyncio.fixture
async def shared(engine: FakeEngine, permits: Permits, postgres: str) -> AsyncIterator[Fabric]:
    fabric = await Fabric.open(engine, postgres, admission=permits)
    yield fabric
    await fabric.close()


async def test_lives_on_postgresql(shared: Fabric) -> None:
    workspace = f"/v1/workspaces/{shared.defaults.workspace_id}"
    async with client_of(shared) as client:
        await test_lives.test_a_public_endpoint_is_subscribed_to(shared, client, workspace)
        await test_lives.test_a_workspace(client)
        await test_lives.test_the_servers_own_things_stay(client, shared, workspace)
        await test_lives.test_a_models_versions(client, shared, workspace)
        await test_lives.test_an_endpoint(client, shared, workspace)
        await test_lives.test_an_instance_changes(client, shared, workspace)


async def test_lists_on_postgresql(shared: Fabric) -> None:
    workspace = f"/v1/workspaces/{shared.defaults.workspace_id}"
    async with client_of(shared) as client:
        for name in ("b", "a b", "a-b", "A", "_", "a.b"):
            await made(client, f"{workspace}/models", model(name))
        query = {"visibility": "PRIVATE", "sort_by": "NAME", "order_by": "ASC"}
        expected = ["A", "_", "a b", "a-b", "a.b", "b"]
        for limit in (1, 4, 100):
            assert (
                await test_paging.pages(client, f"{workspace}/models", "models", limit, **query) == expected
            )
        await test_paging.test_durations_page_too(client, shared, workspace)


async def test_filters_and_orders_on_postgresql(shared: Fabric) -> None:
    async with client_of(shared) as client:
        world = await test_filters.fill(client, shared)
        await test_filters.test_filters(client, world)
        await test_filters.test_orders(client, world)
        await test_filters.test_pages(client, world)


async def test_what_is_deleted_and_filled_at_once(shared: Fabric) -> None:
    """A workspace is gone or holds the model; there is no fault, and nothing without its workspace."""
    async with client_of(shared) as client:
        for number in range(8):
            path = (
                f"/v1/workspaces/{(await made(client, '/v1/workspaces', {'name': f'race-{number}'}))['id']}"
            )
            filled, deleted = await asyncio.gather(
                client.post(f"{path}/models", json=model("m")), client.delete(path)
            )
            assert (filled.status_code, deleted.status_code) in {(200, 400), (404, 200)}


async def test_the_number_of_workspaces_is_kept(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspaces, "MOST_WORKSPACES", 3)
    stores = await asyncio.gather(Store.open(postgres), Store.open(postgres))
    creating = (
        workspaces.create(stores[number % 2], User(), NewWorkspace(name=f"w-{number:03}"))
        for number in range(20)
    )
    results = await asyncio.gather(*creating, return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 3
    assert all(isinstance(result, StoreError) for result in results if isinstance(result, BaseException))
    for store in stores:
        await store.close()


async def test_a_write_that_is_cancelled_leaves_no_lock(postgres: str) -> None:
    stores = await asyncio.gather(Store.open(postgres), Store.open(postgres))
    row = await workspaces.create(stores[0], User(), NewWorkspace(name="first"))
    begun = asyncio.Event()

    async def write() -> None:
        async with stores[0].write() as session:
            await session.execute(text("UPDATE workspaces SET description = 'half'"))
            begun.set()
            await session.execute(text("SELECT pg_sleep(600)"))

    task = asyncio.create_task(write())
    await begun.wait()
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(60):
        changed = await workspaces.update(
            stores[1], User(), row.id, name="second", description=None, metastore_id=None
        )
    assert (changed.name, changed.description) == ("second", None)
    for store in stores:
        await store.close()


@pytest.mark.parametrize("change", [InstanceChange(name="n"), InstanceChange(name="n", maximum=2)])
async def test_an_instance_that_is_just_going_is_not_changed(postgres: str, change: InstanceChange) -> None:
    user, (one, two) = User(), await asyncio.gather(Store.open(postgres), Store.open(postgres))
    ids = await defaults.ensure(one, user, model="m", base_model_type="M", spec_code="mu", replicas=9)
    async with two.write() as session:
        await session.execute(delete(ServiceInstance).where(ServiceInstance.id == ids.instance_id))
        changing = asyncio.create_task(one.update_instance(user, ids.workspace_id, ids.instance_id, change))
        await asyncio.sleep(0.2)  # until it has read and waits
    with pytest.raises(Missing, match="service instance"):
        await changing
    for store in (one, two):
        await store.close()


async def test_last_uses_are_written_by_two_servers_at_once(postgres: str) -> None:
    stores = await asyncio.gather(Store.open(postgres), Store.open(postgres))
    one, two = (Credentials(store) for store in stores)
    new = NewCredential(user_name="u", domain="d", projects=("p",), actions=())
    noted: list[tuple[Kind, str]] = []
    for number in range(20):
        noted.append((AccessToken, (await one.add_token(new, f"{number:064}")).id))
        noted.append((AccessKey, (await one.add_key(new, f"{number:020}", "s", "k")).id))
    moment = now()
    for _ in range(5):
        await asyncio.gather(
            one.used(dict.fromkeys(noted, moment)), two.used(dict.fromkeys(noted[::-1], moment))
        )
    assert {row.last_used_time for row in await two.tokens()} == {moment}
    assert {row.last_used_time for row in await two.keys()} == {moment}
    for store in stores:
        await store.close()


@contextmanager
def two_servers(database: str, folder: Path) -> Iterator[list[str]]:
    """Two processes that start at the same moment on one empty database."""
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            ports.append(probe.getsockname()[1])
    processes = [
        subprocess.Popen(
            [sys.executable, str(FAKE_SERVER), str(port), str(folder), "--database-url", database],
            env={"PYTHONPATH": ":".join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for port in ports
    ]
    try:
        yield [f"http://127.0.0.1:{port}" for port in ports]
    finally:
        for process in processes:
            process.terminate()
        said = [process.communicate(timeout=20)[0].decode() for process in processes]
        assert "Traceback" not in "".join(said), said


async def healthy(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await client.get("/healthcheck")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def test_two_servers_on_one_database(postgres: str, tmp_path: Path) -> None:
    with two_servers(postgres, tmp_path) as urls:
        # A connection that a slow machine leaves idle may be closed just as it is used again.
        clients = [
            httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_keepalive_connections=0)) for url in urls
        ]
        async with clients[0] as one, clients[1] as two:
            await asyncio.gather(healthy(one), healthy(two))
            listed = [(await client.get("/v1/workspaces")).json() for client in (one, two)]
            assert listed[0] == listed[1]
            assert listed[0]["total"] == 1
            workspace = f"/v1/workspaces/{listed[0]['workspaces'][0]['id']}"
            for path, body in (
                (f"{workspace}/models", model("same")),
                ("/v1/workspaces", {"name": "same"}),
                (f"{workspace}/endpoints", {"name": "same", "type": "inference"}),
            ):
                answers = await asyncio.gather(
                    *(client.post(path, json=body, timeout=60) for _ in range(50) for client in (one, two))
                )
                assert sorted(answer.status_code for answer in answers) == [200] + [400] * 99
                array = path.rsplit("/", 1)[-1]
                found = [(await client.get(path, params={"name": "same"})).json() for client in (one, two)]
                assert found[0] == found[1]
                assert [row["name"] for row in found[0][array]] == ["same"]
