"""What another server process finds: what ran runs again, what was being done is done, nothing is done twice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from tests.fabric.conftest import Permits, client_of
from tests.fabric.deployed import (
    HELLO,
    MIB,
    FakeBuilder,
    create,
    deploy,
    eventually,
    gone,
    model_directory,
    post,
    said,
    until,
)
from treadle.engine.fake import FakeEngine
from treadle.fabric.deploying import patience
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings
from treadle.fabric.store import leases, transitions
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

    async def stop(self, fabric: Fabric) -> None:
        """End a server as SIGTERM would."""
        for one, client in self.running:
            if one is fabric:
                await client.aclose()
        self.running = [(one, client) for one, client in self.running if one is not fabric]
        await fabric.close()


async def progress(client: httpx.AsyncClient, path: str, words: str) -> dict[str, Any]:
    """The instance once it tells of its progress in such words."""
    detail: dict[str, Any] = {}

    async def told() -> bool:
        nonlocal detail
        detail = (await client.get(path)).json()
        return words in detail.get("progress", "")

    await until(told, lambda: str(detail))
    return detail


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


async def test_what_does_not_fit_waits_for_room(machine: Machine) -> None:
    one, first, workspace, endpoint = await machine.start(FakeBuilder(4 * MIB))
    two, second, _, _ = await machine.start(FakeBuilder(4 * MIB))
    x = await deploy(first, workspace, endpoint, "x", model_directory(machine.root, "x"))
    y = await deploy(first, workspace, endpoint, "y", model_directory(machine.root, "y"))
    z = await deploy(second, workspace, endpoint, "z", model_directory(machine.root, "z", 2 * MIB))
    for path in (x, y, z):
        await eventually(first, path, "RUNNING")
    await machine.stop(one)
    await two.deployments._take_over()  # it has 1 MiB left
    for path in (x, y):
        detail = (await second.get(path)).json()
        assert (detail["status"], "2 MiB of memory" in detail["progress"]) == ("PENDING", True), detail
    refused = await second.post(f"{x}/invocations", json=HELLO)
    assert (refused.status_code, "its status is PENDING" in refused.json()["error_msg"]) == (400, True)
    # A server with room for one takes the older one, and no more.
    _, third, _, _ = await machine.start(FakeBuilder(2 * MIB))
    await eventually(third, x, "RUNNING")
    assert await said(third, x) == "I am x."
    assert (await third.get(y)).json()["status"] == "PENDING"
    # What nobody runs is deleted by anybody, at once.
    assert (await second.delete(y)).status_code == 200
    assert (await third.get(y)).status_code == 404
    assert await said(second, z) == "I am z."


async def test_what_has_become_too_large_goes_where_there_is_room(machine: Machine) -> None:
    one, first, workspace, endpoint = await machine.start(FakeBuilder(4 * MIB))
    directory = model_directory(machine.root, "x")
    path = await deploy(first, workspace, endpoint, "x", directory)
    await eventually(first, path, "RUNNING")
    await machine.stop(one)
    os.truncate(directory / "model.safetensors", 7 * MIB)  # its row still says 2 MiB
    small, second, _, _ = await machine.start(FakeBuilder(4 * MIB))
    detail = await progress(second, path, "needs 8 MiB of memory")
    assert detail["status"] == "PENDING"
    small.deployments._patience.forget(path.rsplit("/", 1)[1])
    await small.deployments._take_over()  # which knows better now
    assert not small.deployments._work
    _, third, _, _ = await machine.start(FakeBuilder(8 * MIB))
    await eventually(third, path, "RUNNING")


async def test_what_ran_is_tried_again_until_it_runs(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "FIRST", 0.0)
    one, first, workspace, endpoint = await machine.start(FakeBuilder())
    path = await deploy(first, workspace, endpoint, "i", model_directory(machine.root, "i"))
    await eventually(first, path, "RUNNING")
    await machine.crash(one)
    builder = FakeBuilder()
    builder.fault = "the driver is being updated"
    two, second, _, _ = await machine.start(builder)
    for count in range(1, transitions.MOST_ATTEMPTS + 2):  # nothing has died of it, so it is not given up
        await progress(second, path, "tried again: the driver is being updated")

        async def ended(count: int = count) -> bool:
            return len(builder.built) == count and not two.deployments._work

        await until(ended)
        assert (await second.get(path)).json()["status"] == "PENDING"
        await two.deployments._take_over()
    builder.fault = None
    await two.deployments._take_over()
    await eventually(second, path, "RUNNING")
    assert "progress" not in (await second.get(path)).json()
    assert await said(second, path) == "I am i."


def test_attempts_are_further_and_further_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = patience.Patience()
    assert [waits.failed("i") for _ in range(8)] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert (waits.failed("other"), waits.waiting()) == (5, {"i", "other"})
    waits.forget("i")
    waits.forget("never seen")
    assert (waits.failed("i"), waits.waiting()) == (5, {"i", "other"})
    monkeypatch.setattr(patience, "LONGEST", -1000.0)  # as if nobody had come back for long
    assert waits.waiting() == set()


async def test_two_servers_of_two_models_keep_their_instances(machine: Machine) -> None:
    one, first, workspace, _ = await machine.start(FakeBuilder(), "org/one")
    two, second, _, _ = await machine.start(FakeBuilder(), "org/two")
    ones = f"{workspace}/services/instances/{one.defaults.instance_id}"
    twos = f"{workspace}/services/instances/{two.defaults.instance_id}"
    assert await said(first, ones) == "I am org/one."
    assert await said(second, twos) == "I am org/two."
    assert (await second.post(f"{ones}/invocations", json=HELLO)).status_code == 500
    assert (await second.delete(ones)).status_code == 400
    # Whoever takes the call, a version of either model runs, and one of no model does not.
    for number, client in enumerate((first, second)):
        for kind, status in (("ONE", "RUNNING"), ("TWO", "RUNNING"), ("THREE", "FAILED")):
            name = f"{kind}-{number}"
            model_id = await create(client, workspace, name, base_model_type=kind)
            made = (await post(client, workspace, one.defaults.endpoint_id, model_id, name)).json()["id"]
            path = f"{workspace}/services/instances/{made}"
            assert (await client.get(path)).json()["status"] == status
            if kind == "TWO":
                assert await said(second, path) == "I am org/two."
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


async def test_giving_up_holds_nothing_up(machine: Machine) -> None:
    builder = FakeBuilder()
    one, first, workspace, endpoint = await machine.start(builder)
    paths = [
        await deploy(first, workspace, endpoint, name, model_directory(machine.root, name))
        for name in ("taken", "kept")
    ]
    for path in paths:
        await eventually(first, path, "RUNNING")
    taken, kept = (path.rsplit("/", 1)[1] for path in paths)
    engine = next(engine for engine in builder.built if engine.card.id == "taken")
    real, stopping = engine.stop, asyncio.Event()

    async def slowly() -> None:
        if not stopping.is_set():
            stopping.set()
            await asyncio.sleep(3600)
        await real()

    engine.stop = slowly  # type: ignore[method-assign]
    two, second, _, _ = await machine.start(FakeBuilder())
    async with one.store.write() as session:
        moved = update(ServiceInstance).where(ServiceInstance.id == taken)
        await session.execute(moved.values(server_id=two.deployments._leases.server_id, status="PENDING"))
    async with asyncio.timeout(20):
        await one.deployments._attend()  # as a beat does, between two renewals of the lease
        await stopping.wait()
    assert one.deployments._live.keys() == {kept}
    await two.deployments._take_over()
    await eventually(second, paths[0], "RUNNING")
    elsewhere = await first.post(f"{paths[0]}/invocations", json=HELLO)
    assert (elsewhere.status_code, "another server" in elsewhere.json()["error_msg"]) == (500, True)
    assert engine.running
    await machine.stop(one)  # which ends what has not ended yet
    assert not any(engine.running for engine in builder.built)


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
