"""Deployed instances on one server: they come up, answer, are refused what does not fit, drain and go."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

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
from treadle.fabric.service import Fabric
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.store.transitions import MOST_ATTEMPTS


@pytest.fixture
def builder() -> FakeBuilder:
    return FakeBuilder()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest_asyncio.fixture
async def fabric(
    engine: FakeEngine, permits: Permits, template: Path, tmp_path: Path, root: Path, builder: FakeBuilder
) -> AsyncIterator[Fabric]:
    shutil.copy(template, tmp_path / "state.db")
    settings = FabricSettings(local_model_roots=(root,), delete_patience=0.2)
    fabric = await Fabric.open(
        engine, tmp_path / "state.db", admission=permits, settings=settings, builder=builder
    )
    yield fabric
    await fabric.close()


@pytest.fixture
def endpoint(fabric: Fabric) -> str:
    return fabric.defaults.endpoint_id


async def test_a_deployed_model_answers_as_itself(
    client: httpx.AsyncClient,
    workspace: str,
    endpoint: str,
    root: Path,
    invocations: str,
    builder: FakeBuilder,
) -> None:
    builder.gate.clear()
    path = await deploy(client, workspace, endpoint, "first", model_directory(root, "one"))
    detail = await eventually(client, path, "CREATING")
    assert "duration" not in detail
    early = await client.post(f"{path}/invocations", json=HELLO)
    assert early.status_code == 400
    assert "its status is CREATING" in early.json()["error_msg"]
    builder.gate.set()
    detail = await eventually(client, path, "RUNNING", "FAILED")
    assert (detail["status"], detail["duration"]) == ("RUNNING", 0)
    other = await deploy(client, workspace, endpoint, "second", model_directory(root, "two"))
    await eventually(client, other, "RUNNING")
    assert await said(client, path) == "I am one."
    assert await said(client, other) == "I am two."
    assert await said(client, invocations.removesuffix("/invocations")) == "Hello, world."
    streamed = await client.post(f"{path}/invocations", json=HELLO | {"stream": True})
    assert '"content":"I"' in streamed.text
    answer = (await client.post(f"{path}/invocations", json=HELLO)).json()
    assert answer["model"] == "first"
    await client.delete(path)
    await gone(client, path)
    assert [engine.running for engine in builder.built] == [False, True]
    assert await said(client, other) == "I am two."


async def test_what_cannot_run_says_what_to_do(
    client: httpx.AsyncClient, workspace: str, endpoint: str, root: Path, tmp_path: Path, builder: FakeBuilder
) -> None:
    bare = model_directory(root, "bare")
    (bare / "config.json").unlink()
    empty = model_directory(root, "empty", 0)
    leaking = model_directory(root, "leaking")
    (leaking / "secret.json").symlink_to("/etc/hostname")
    moved = model_directory(root, "moved")
    circular = model_directory(root, "circular")
    (circular / "self").symlink_to(circular / "self")
    for name, path, words in (
        ("a", root / "missing", "is not a directory"),
        ("b", bare, "no config.json"),
        ("c", empty, "has no weights"),
        ("d", leaking, "secret.json in"),
        ("e", circular, "leads out"),
    ):
        detail = await eventually(client, await deploy(client, workspace, endpoint, name, path), "FAILED")
        assert words in detail["error_msg"]
        assert detail["error_code"] == "common.01000001"
    # The root's own rule counts at the deployment again, not only when the model was created.
    model_id = await create(client, workspace, "m", local_model_path=str(moved))
    shutil.move(moved, tmp_path / "outside")
    moved.symlink_to(tmp_path / "outside")
    answer = await post(client, workspace, endpoint, model_id, "f")
    path = f"{workspace}/services/instances/{answer.json()['id']}"
    assert "none of the directories" in (await eventually(client, path, "FAILED"))["error_msg"]

    builder.fault = "no kernel image is available"
    path = await deploy(client, workspace, endpoint, "g", model_directory(root, "good"))
    detail = await eventually(client, path, "FAILED")
    assert (detail["error_code"], detail["error_msg"]) == ("common.00000500", builder.fault)
    assert (await client.delete(path)).status_code == 200
    assert (await client.get(path)).status_code == 404
    assert len(builder.built) == 1
    path = await deploy(client, workspace, endpoint, "h", "obs://bucket/model/")
    assert "--obs-endpoint" in (await eventually(client, path, "FAILED"))["error_msg"]


async def test_memory_is_accounted_before_a_deployment_is_accepted(
    client: httpx.AsyncClient, fabric: Fabric, workspace: str, endpoint: str, root: Path, builder: FakeBuilder
) -> None:
    builder.budget = 10 * MIB
    await fabric.deployments.enter()
    builder.gate.clear()
    models = [
        await create(client, workspace, f"m{n}", local_model_path=str(model_directory(root, str(n), 2 * MIB)))
        for n in range(5)
    ]
    answers = await asyncio.gather(
        *(post(client, workspace, endpoint, model_id, f"i{n}") for n, model_id in enumerate(models))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 400, 400]
    refused = next(answer for answer in answers if answer.status_code == 400)
    assert "needs 3 MiB of memory" in refused.json()["error_msg"]
    assert "1 MiB are left" in refused.json()["error_msg"]
    accepted = [answer.json()["id"] for answer in answers if answer.status_code == 200]
    paths = [f"{workspace}/services/instances/{instance_id}" for instance_id in accepted]
    builder.fault = "it does not start"
    builder.gate.set()
    for path in paths:
        await eventually(client, path, "FAILED")
    builder.fault = None
    again = await post(client, workspace, endpoint, models[0], "again")  # what failed takes nothing
    assert again.status_code == 200


async def test_a_delete_drains(
    client: httpx.AsyncClient, workspace: str, endpoint: str, root: Path, builder: FakeBuilder
) -> None:
    builder.delay = 0.3  # far longer than what is asked below takes, on a busy machine too
    path = await deploy(client, workspace, endpoint, "slow", model_directory(root, "slow"))
    await eventually(client, path, "RUNNING")
    engine = builder.built[0]
    running = asyncio.create_task(said(client, path))

    async def busy() -> bool:
        return bool(engine.active)

    await until(busy)
    assert (await client.delete(path)).status_code == 200  # it waits no longer than its patience
    detail = (await client.get(path)).json()
    assert detail["status"] == "DELETING"
    refused = await client.post(f"{path}/invocations", json=HELLO)
    assert (refused.status_code, "DELETING" in refused.json()["error_msg"]) == (400, True)
    assert (await client.delete(path)).status_code == 200
    assert engine.running
    assert await running == "I am slow."
    await gone(client, path)
    assert not engine.running


async def test_a_delete_ends_what_is_coming_up(
    client: httpx.AsyncClient, workspace: str, endpoint: str, root: Path, builder: FakeBuilder
) -> None:
    builder.gate.clear()
    path = await deploy(client, workspace, endpoint, "stuck", model_directory(root, "stuck"))
    await eventually(client, path, "CREATING")
    assert (await client.delete(path)).status_code == 200
    assert (await client.get(path)).status_code == 404
    again = await deploy(client, workspace, endpoint, "stuck again", root / "stuck")
    builder.gate.set()
    await eventually(client, again, "RUNNING")


async def nothing(*arguments: object, **more: object) -> bool:
    """A step that meets no database."""
    del arguments, more
    raise OperationalError("", {}, Exception("the server closed the connection"))


async def test_an_engine_that_is_ready_while_the_database_is_away(
    client: httpx.AsyncClient,
    fabric: Fabric,
    workspace: str,
    endpoint: str,
    root: Path,
    builder: FakeBuilder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as away:
        away.setattr(fabric.deployments._transitions, "_step", nothing)
        path = await deploy(client, workspace, endpoint, "i", model_directory(root, "i"))
        for count in range(1, MOST_ATTEMPTS + 2):  # the server lives on, so it is not given up

            async def ended(count: int = count) -> bool:
                return len(builder.built) == count and not fabric.deployments._work

            await until(ended)
            await fabric.deployments._take_over()
        await until(lambda: ended(MOST_ATTEMPTS + 2))
    assert not any(engine.running for engine in builder.built)
    await fabric.deployments._take_over()
    await eventually(client, path, "RUNNING")
    assert await said(client, path) == "I am i."


async def test_a_delete_whose_end_the_database_does_not_take_is_ended_later(
    client: httpx.AsyncClient,
    fabric: Fabric,
    workspace: str,
    endpoint: str,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = ServedModel.of(engine.card, FabricSettings()).base_model_type
    model_id = await create(client, workspace, "m", base_model_type=kind)
    made = (await post(client, workspace, endpoint, model_id, "shared")).json()["id"]
    path = f"{workspace}/services/instances/{made}"
    await eventually(client, path, "RUNNING")
    with monkeypatch.context() as away:
        away.setattr(fabric.deployments._transitions, "remove", nothing)
        assert (await client.delete(path)).status_code == 200
    assert (await client.get(path)).json()["status"] == "DELETING"
    await fabric.deployments._attend()
    await gone(client, path)
    assert not fabric.deployments._doomed
    assert (await client.delete(f"{workspace}/models/{model_id}")).status_code == 200


async def test_a_drain_has_an_end(
    engine: FakeEngine, permits: Permits, tmp_path: Path, builder: FakeBuilder, root: Path
) -> None:
    settings = FabricSettings(local_model_roots=(root,), delete_patience=5, drain=0.1)
    fabric = await Fabric.open(
        engine, tmp_path / "s.db", admission=permits, settings=settings, builder=builder
    )
    workspace = f"/v1/workspaces/{fabric.defaults.workspace_id}"
    builder.delay = 0.2
    async with client_of(fabric) as client:
        path = await deploy(
            client, workspace, fabric.defaults.endpoint_id, "slow", model_directory(root, "slow")
        )
        await eventually(client, path, "RUNNING")
        running = asyncio.create_task(client.post(f"{path}/invocations", json=HELLO))

        async def busy() -> bool:
            return bool(builder.built[0].active)

        await until(busy)
        assert (await client.delete(path)).status_code == 200
        assert (await client.get(path)).status_code == 404
        answer = await running
        assert (answer.status_code, answer.json()["error_code"]) == (500, "common.00000500")
    await fabric.close()
