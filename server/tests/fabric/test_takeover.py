"""What another server process finds: what ran runs again, what was being done is done, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import (
    HELLO,
    MIB,
    FakeBuilder,
    deploy,
    eventually,
    gone,
    model_directory,
    said,
    until,
)
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings
from treadle.fabric.store import leases
from treadle.fabric.store.tables import ServerLease, ServiceInstance


class Machine:
    """Servers on one database; all in this process, so that only their leases say which live."""

    def __init__(self, folder: Path, database: str | Path) -> None:
        self.root = folder / "models"
        self.database = database
        self.running: list[tuple[Fabric, httpx.AsyncClient]] = []

    async def start(
        self, builder: FakeBuilder, model: str = "fake/bytes"
    ) -> tuple[Fabric, httpx.AsyncClient, str, str]:
        """A server; its client, its workspace's path and its endpoint's id."""
        engine = FakeEngine(reply=f"I am {model}.", model=model)
        await engine.start()
        settings = FabricSettings(local_model_roots=(self.root,), lease=9, delete_patience=0.2)
        fabric = await Fabric.open(
            engine, self.database, admission=Permits(), settings=settings, builder=builder
        )
        client = client_of(fabric)
        self.running.append((fabric, client))
        return (
            fabric,
            client,
            f"/v1/workspaces/{fabric.defaults.workspace_id}",
            fabric.defaults.endpoint_id,
        )

    async def crash(self, fabric: Fabric) -> None:
        """End a server as SIGKILL would, no word to the database, a lease ago."""
        deployments = fabric.deployments
        async with fabric.store.write() as session:
            mine = update(ServerLease).where(ServerLease.id == deployments._leases.server_id)
            await session.execute(mine.values(expires=datetime.fromtimestamp(0, UTC)))
        tasks = [deployments._beating, *deployments._work.values(), *deployments._going.values()]

        async def nothing(*arguments: object) -> None:
            del arguments

        deployments._transitions.park = nothing  # type: ignore[method-assign]
        for task in tasks:
            assert task is not None
            task.cancel()
        await asyncio.gather(*[task for task in tasks if task], return_exceptions=True)
        await fabric.store.close()
        self.running = [(one, client) for one, client in self.running if one is not fabric]


@pytest_asyncio.fixture(params=["sqlite", "postgres"])
async def machine(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Machine]:
    database = tmp_path / "state.db" if request.param == "sqlite" else request.getfixturevalue("postgres")
    machine = Machine(tmp_path, database)
    yield machine
    for fabric, client in machine.running:
        await client.aclose()
        await fabric.close()


async def test_what_a_dead_server_had_goes_on(machine: Machine) -> None:
    builder = FakeBuilder()
    first, client, workspace, endpoint = await machine.start(builder)
    ran = await deploy(client, workspace, endpoint, "ran", model_directory(machine.root, "ran"))
    await eventually(client, ran, "RUNNING")
    broken = await deploy(client, workspace, endpoint, "broken", machine.root / "nothing")
    reason = (await eventually(client, broken, "FAILED"))["error_msg"]
    builder.gate.clear()
    coming = await deploy(client, workspace, endpoint, "coming", model_directory(machine.root, "coming"))
    await eventually(client, coming, "CREATING")
    going = await deploy(client, workspace, endpoint, "going", model_directory(machine.root, "going"))
    await eventually(client, going, "CREATING")
    builder.gate.set()
    await eventually(client, going, "RUNNING")
    builder.gate.clear()
    live = first.deployments._live[going.rsplit("/", 1)[1]]
    with live.hold():
        await client.delete(going)
        await machine.crash(first)

    builder = FakeBuilder()
    second, client, _, _ = await machine.start(builder)
    await gone(client, going)

    async def again() -> bool:
        return len(builder.built) == 2

    await until(again)
    await eventually(client, ran, "RUNNING")
    assert await said(client, ran) == "I am ran."
    await eventually(client, coming, "RUNNING")
    assert await said(client, coming) == "I am coming."
    detail = await eventually(client, broken, "FAILED")
    assert detail["error_msg"] == reason
    page = (await client.get(f"{workspace}/services/instances")).json()
    assert page["total"] == 4
    await machine.crash(second)


async def test_a_server_that_stops_leaves_all_as_it_is(machine: Machine) -> None:
    builder = FakeBuilder()
    first, client, workspace, endpoint = await machine.start(builder)
    ran = await deploy(client, workspace, endpoint, "ran", model_directory(machine.root, "ran"))
    await eventually(client, ran, "RUNNING")
    builder.gate.clear()
    coming = await deploy(client, workspace, endpoint, "coming", model_directory(machine.root, "coming"))
    await eventually(client, coming, "CREATING")
    await first.close()
    assert not any(engine.running for engine in builder.built)
    machine.running.clear()
    second, client, _, _ = await machine.start(FakeBuilder())
    await eventually(client, ran, "RUNNING")
    await eventually(client, coming, "RUNNING")
    async with second.store.read() as session:
        rows = (await session.scalars(select(ServiceInstance))).unique()
        assert {row.name: row.attempts for row in rows}["coming"] == 0


async def test_an_instance_that_kills_servers_is_given_up(machine: Machine) -> None:
    builder = FakeBuilder()
    fabric, client, workspace, endpoint = await machine.start(builder)
    builder.gate.clear()
    path = await deploy(client, workspace, endpoint, "deadly", model_directory(machine.root, "deadly"))
    for _ in range(3):

        async def begun(builder: FakeBuilder = builder) -> bool:
            return bool(builder.built)

        await until(begun)
        await machine.crash(fabric)
        builder = FakeBuilder()
        builder.gate.clear()
        fabric, client, *_ = await machine.start(builder)
    detail = await eventually(client, path, "FAILED")
    assert "the server ended 3 times" in detail["error_msg"]


async def test_two_servers_share_a_database(machine: Machine) -> None:
    builders = FakeBuilder(4 * MIB), FakeBuilder(4 * MIB)
    one, first, workspace, endpoint = await machine.start(builders[0])
    two, second, _, _ = await machine.start(builders[1])
    path = await deploy(first, workspace, endpoint, "of one", model_directory(machine.root, "ones"))
    await eventually(second, path, "RUNNING")
    assert await said(first, path) == "I am ones."
    elsewhere = await second.post(f"{path}/invocations", json=HELLO)
    assert (elsewhere.status_code, "another server" in elsewhere.json()["error_msg"]) == (500, True)
    assert builders[1].built == []
    # The first is full; the second has room of its own.
    model = model_directory(machine.root, "more", 2 * MIB)
    other = await deploy(second, workspace, endpoint, "of two", model)
    await eventually(first, other, "RUNNING")
    assert len(builders[1].built) == 1
    # Each can delete what the other runs.
    assert (await first.delete(other)).status_code == 200
    await gone(second, other)
    assert not builders[1].built[0].running
    # The default instance is answered by both.
    default = f"{workspace}/services/instances/{one.defaults.instance_id}"
    assert one.defaults == two.defaults
    assert await said(first, default) == await said(second, default) == "I am fake/bytes."
    # What a dead one ran, the other runs.
    await machine.crash(one)

    async def taken() -> bool:
        return len(builders[1].built) == 2 and builders[1].built[1].running

    await until(taken)
    await eventually(second, path, "RUNNING")
    assert await said(second, path) == "I am ones."


async def test_two_servers_of_two_models_keep_their_instances(machine: Machine) -> None:
    one, first, workspace, _ = await machine.start(FakeBuilder(), "org/one")
    two, second, _, _ = await machine.start(FakeBuilder(), "org/two")
    ones = f"{workspace}/services/instances/{one.defaults.instance_id}"
    twos = f"{workspace}/services/instances/{two.defaults.instance_id}"
    assert await said(first, ones) == "I am org/one."
    assert await said(second, twos) == "I am org/two."
    assert (await second.post(f"{ones}/invocations", json=HELLO)).status_code == 500
    assert (await second.delete(ones)).status_code == 400
    await machine.crash(one)
    detail = await eventually(second, ones, "FAILED")
    assert "it serves TWO" in detail["error_msg"]
    assert (await eventually(second, twos, "RUNNING"))["status"] == "RUNNING"


async def test_a_server_that_was_thought_dead_gives_up_what_was_taken(machine: Machine) -> None:
    builder = FakeBuilder()
    one, first, workspace, endpoint = await machine.start(builder)
    path = await deploy(first, workspace, endpoint, "i", model_directory(machine.root, "i"))
    await eventually(first, path, "RUNNING")
    other = FakeBuilder()
    two, second, _, _ = await machine.start(other)
    async with one.store.write() as session:  # as if it had stood still for longer than its lease
        moved = update(ServiceInstance).where(ServiceInstance.server_id == one.deployments._leases.server_id)
        await session.execute(moved.values(server_id=two.deployments._leases.server_id, status="PENDING"))

    async def moved_over() -> bool:
        return not builder.built[0].running and len(other.built) == 1 and other.built[0].running

    await until(moved_over)
    await eventually(second, path, "RUNNING")
    assert (await first.post(f"{path}/invocations", json=HELLO)).status_code == 500


async def test_a_process_that_is_gone_is_not_waited_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fabric, _, _, _ = await machine.start(FakeBuilder())
    alive = await fabric.deployments._leases.alive()
    async with fabric.store.write() as session:
        session.add(_copy(alive[0], id="gone", process="1 0"))
        session.add(_copy(alive[0], id="elsewhere", host="another machine", process="1 0"))
        session.add(_copy(alive[0], id="here", process=leases._process(1) or ""))
    found = {server.id for server in await fabric.deployments._leases.alive()}
    assert found == {alive[0].id, "elsewhere", "here"}
    assert leases._process(2**22 + 1) is None


def _copy(server: ServerLease, **changes: str) -> ServerLease:
    columns = {column.key: getattr(server, column.key) for column in ServerLease.__table__.columns}
    return ServerLease(**{**columns, **changes})
