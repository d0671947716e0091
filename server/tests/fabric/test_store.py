"""The store: migrations, constraints, lists, defaults."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text

from treadle.fabric.store import database, defaults, endpoints, models, workspaces
from treadle.fabric.store.defaults import Defaults
from treadle.fabric.store.records import (
    EndpointChange,
    InstanceFilter,
    Missing,
    ModelFilter,
    NameTaken,
    NewEndpoint,
    NewInstance,
    NewVersion,
    Paging,
    Refused,
    User,
)
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import Base, Model, ModelVersion, ServiceInstance
from treadle.fabric.store.transitions import Transitions

USER = User()
STRANGER = User(name="other", domain="other", project="other")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "folder" / "state.db")
    yield store
    await store.close()


async def ensure(store: Store, model: str = "org/model", replicas: int = 10) -> Defaults:
    return await defaults.ensure(
        store, USER, model=model, base_model_type="MODEL", spec_code="mu.default", replicas=replicas
    )


async def create(store: Store, workspace_id: str, name: str, user: User = USER) -> Model:
    return await models.create(
        store, user, workspace_id, name=name, description=None, type="LLM_MODEL", version=NewVersion(name="1")
    )


def instance_of(model: Model, endpoint_id: str, name: str, **more: object) -> NewInstance:
    return NewInstance(
        model_id=model.id,
        version_id=model.current_version_id,
        endpoint_id=endpoint_id,
        name=name,
        **more,  # type: ignore[arg-type]
    )


async def test_revisions_give_the_tables_that_the_code_has(tmp_path: Path) -> None:
    engine = database.connect(tmp_path / "state.db")
    await database.upgrade(engine)

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        pragmas = [
            await connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")
        ]
        assert pragmas == ["wal", 1]
    await engine.dispose()


async def test_what_runs_has_run_in_older_tables_too(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "state.db")
    ids = await ensure(store)
    model = await create(store, ids.workspace_id, "m")
    new = instance_of(model, ids.endpoint_id, "failed", status="FAILED")
    failed = await store.deploy(USER, ids.workspace_id, new)

    def downgrade(connection: Connection) -> None:
        configuration = Config()
        configuration.set_main_option("script_location", str(database.MIGRATIONS))
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "0006_addresses")

    async with store.write() as session:
        await (await session.connection()).run_sync(downgrade)
    await store.close()
    store = await Store.open(tmp_path / "state.db")
    async with store.read() as session:
        rows = (await session.scalars(select(ServiceInstance))).unique()
        assert {row.id: row.ran for row in rows} == {ids.instance_id: True, failed.id: False}
    await store.close()


async def test_a_migration_that_is_killed_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = database.connect(tmp_path / "state.db")
    real = database._upgrade

    def killed(connection: Connection) -> None:
        real(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(database, "_upgrade", killed)
    with pytest.raises(KeyboardInterrupt):
        await database.upgrade(engine)
    await engine.dispose()
    plain = sqlite3.connect(tmp_path / "state.db")
    assert plain.execute("SELECT name FROM sqlite_master").fetchall() == []
    plain.close()
    monkeypatch.undo()
    await (await Store.open(tmp_path / "state.db")).close()


async def test_a_new_file_that_somebody_else_begins_at_the_same_moment(tmp_path: Path) -> None:
    """Changing the journal of a file that is written is refused at once, whatever the busy timeout."""
    plain = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    plain.execute("BEGIN IMMEDIATE")
    opening = asyncio.create_task(Store.open(tmp_path / "state.db"))
    await asyncio.sleep(0.2)
    assert not opening.done()
    plain.execute("COMMIT")
    plain.close()
    await (await opening).close()


async def test_a_new_file_that_is_never_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 100)
    plain = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    plain.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await Store.open(tmp_path / "state.db")
    plain.close()


async def test_readers_do_not_wait_for_writers(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    async with store.write():
        # More than there are connections.
        writing = [asyncio.create_task(create(store, workspace_id, f"m{number}")) for number in range(40)]
        await asyncio.sleep(0)
        async with asyncio.timeout(20):
            assert (await models.page(store, USER, workspace_id, ModelFilter(), Paging())).total == 1
        assert not any(task.done() for task in writing)
    await asyncio.gather(*writing)
    assert (await models.page(store, USER, workspace_id, ModelFilter(), Paging())).total == 41


async def test_who_gives_up_waiting_to_write_holds_nobody_up(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    async with store.write():
        waiting = asyncio.create_task(create(store, workspace_id, "a"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(20):
        await create(store, workspace_id, "a")


LONG = (
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000) SELECT count(*) FROM c"
)


async def test_a_write_that_is_cancelled_leaves_no_lock(store: Store, tmp_path: Path) -> None:
    """A closed connection keeps its locks while somebody remembers a statement, as a cancelled task does."""
    await ensure(store)
    begun = asyncio.Event()

    async def write() -> None:
        async with store.write() as session:
            await session.execute(text("UPDATE workspaces SET description = 'half'"))
            begun.set()
            await session.execute(text(LONG))

    gc.disable()
    try:
        task = asyncio.create_task(write())
        await begun.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as cancelled:
            await task

        def another() -> object:
            with closing(sqlite3.connect(tmp_path / "folder" / "state.db", timeout=20)) as plain:
                plain.execute("BEGIN IMMEDIATE")
                return plain.execute("SELECT description FROM workspaces").fetchone()[0]

        assert await asyncio.to_thread(another) != "half"
        assert cancelled.tb is not None  # and with it the frames
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("state.db", "sqlite+aiosqlite"),
        ("sqlite:///state.db", "sqlite+aiosqlite"),
        ("postgresql://localhost/fabric", "postgresql+psycopg"),
        ("postgres://localhost/fabric", "postgresql+psycopg"),
        ("postgresql+asyncpg://localhost/fabric", "postgresql+asyncpg"),
    ],
)
def test_urls_get_async_drivers(given: str, driver: str) -> None:
    assert database.address(given).drivername == driver


async def test_of_concurrent_creates_of_one_name_one_wins(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    results = await asyncio.gather(
        *(create(store, workspace_id, "a") for _ in range(8)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Model"] + ["NameTaken"] * 7
    assert (await models.page(store, USER, workspace_id, ModelFilter(name="A"), Paging())).total == 1


async def test_the_constraint_alone_refuses_a_second_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await ensure(store)

    async def free(*arguments: object) -> None:
        del arguments

    monkeypatch.setattr("treadle.fabric.store.scope.free", free)
    model = await create(store, ids.workspace_id, "a")
    with pytest.raises(NameTaken):
        await create(store, ids.workspace_id, "a")
    await store.deploy(USER, ids.workspace_id, instance_of(model, ids.endpoint_id, "i"))
    with pytest.raises(NameTaken):
        await store.deploy(USER, ids.workspace_id, instance_of(model, ids.endpoint_id, "i"))


async def test_pages_are_disjoint_and_whole_in_every_order(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    for number in range(7):
        await create(store, workspace_id, f"m_{number}")
    for sort in ("CREATE_TIME", "UPDATE_TIME", "NAME"):
        for descending in (True, False):
            seen: list[str] = []
            for offset in range(0, 9, 3):
                page = await models.page(
                    store, USER, workspace_id, ModelFilter(), Paging(offset, 3, sort, descending)
                )
                assert page.total == 8
                seen += [row.name for row in page.rows]
            assert len(set(seen)) == 8
            if sort == "NAME":
                assert seen == sorted(seen, reverse=descending)
    assert (await models.page(store, USER, workspace_id, ModelFilter(name="_"), Paging())).total == 7
    assert (await models.page(store, USER, workspace_id, ModelFilter(name="%"), Paging())).total == 0
    assert (await models.page(store, USER, workspace_id, ModelFilter(type="OTHER"), Paging())).total == 0


async def test_visibility(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    mine = await create(store, workspace_id, "mine")

    async def ids(visibility: str | None) -> set[str]:
        page = await models.page(store, USER, workspace_id, ModelFilter(visibility=visibility), Paging())
        return {row.name for row in page.rows}

    assert mine.visibility == "PRIVATE"
    assert await ids(None) == {"mine", "model"}
    assert await ids("PRIVATE") == {"mine"}
    assert await ids("PUBLIC") == {"model"}
    assert await ids("ALL") == {"mine", "model"}


async def test_what_is_another_projects_is_not_there(store: Store) -> None:
    ids = await ensure(store)
    mine = await create(store, ids.workspace_id, "mine")
    private = await store.deploy(USER, ids.workspace_id, instance_of(mine, ids.endpoint_id, "private"))
    for refused in (
        create(store, ids.workspace_id, "x", STRANGER),
        models.page(store, STRANGER, ids.workspace_id, ModelFilter(), Paging()),
        models.versions(store, STRANGER, ids.workspace_id, mine.id, Paging()),
        store.instances(STRANGER, ids.workspace_id, InstanceFilter(), Paging()),
        store.instance(STRANGER, ids.workspace_id, private.id),
        Transitions(store, "server").doom(STRANGER, ids.workspace_id, ids.instance_id),
    ):
        with pytest.raises(Missing):
            await refused
    assert (await workspaces.page(store, STRANGER, Paging())).total == 0
    public = await store.instance(STRANGER, ids.workspace_id, ids.instance_id)
    assert public.visibility == "PUBLIC"


async def test_an_endpoint_is_not_overbooked(store: Store) -> None:
    ids = await ensure(store, replicas=4)
    model = await create(store, ids.workspace_id, "m")

    async def deploy(name: str, minimum: int, maximum: int, status: str = "RUNNING") -> object:
        new = instance_of(model, ids.endpoint_id, name, minimum=minimum, maximum=maximum, status=status)
        return await store.deploy(USER, ids.workspace_id, new)

    with pytest.raises(Refused, match="below min"):
        await deploy("a", 2, 1)
    with pytest.raises(Refused, match="exceeds the endpoint's"):
        await deploy("a", 1, 5)
    results = await asyncio.gather(*(deploy(f"i{n}", 1, 1) for n in range(5)), return_exceptions=True)
    assert sum(isinstance(result, Refused) for result in results) == 2  # the default instance has one
    await deploy("failed", 1, 4, "FAILED")  # takes nothing
    with pytest.raises(Missing):
        await store.deploy(USER, ids.workspace_id, instance_of(model, "nowhere", "b"))


async def test_defaults_are_the_same_after_a_restart_and_reviewed(tmp_path: Path) -> None:
    def runs(*types: str) -> defaults.Verdict:
        return lambda version: None if version.base_model_type in types else ("common.00000500", "no weights")

    async def start(model: str) -> tuple[Defaults, dict[str, str]]:
        store = await Store.open(tmp_path / "state.db")
        ids = await defaults.ensure(
            store, USER, model=model, base_model_type=model.upper(), spec_code="mu.default", replicas=10
        )
        await defaults.review(store, runs(model.upper()))
        page = await store.instances(USER, ids.workspace_id, InstanceFilter(), Paging(sort="DURATION"))
        await store.close()
        return ids, {row.name: row.status for row in page.rows}

    first, statuses = await start("one")
    assert statuses == {"one": "RUNNING"}
    assert await start("one") == (first, statuses)
    other, statuses = await start("two")
    assert statuses == {"one": "FAILED", "two": "RUNNING"}
    assert other.workspace_id == first.workspace_id
    assert other.instance_id != first.instance_id
    assert (await start("one"))[1] == {"one": "RUNNING", "two": "FAILED"}

    store = await Store.open(tmp_path / "state.db")
    transitions = Transitions(store, "server")
    with pytest.raises(Refused):
        await transitions.doom(USER, first.workspace_id, first.instance_id)
    await transitions.doom(USER, first.workspace_id, other.instance_id)
    assert await transitions.remove(other.instance_id)
    assert not await transitions.remove(other.instance_id)
    await store.close()


async def test_what_failed_runs_again_only_within_its_endpoint(store: Store) -> None:
    ids = await ensure(store, "one", replicas=3)
    pool = await endpoints.create(
        store,
        USER,
        ids.workspace_id,
        NewEndpoint(name="pool", visibility="PRIVATE", spec_code="mu", minimum=0, maximum=2),
    )

    async def deploy(name: str, base_model_type: str, maximum: int, status: str = "RUNNING") -> None:
        model = await models.create(
            store,
            USER,
            ids.workspace_id,
            name=name,
            description=None,
            type="LLM_MODEL",
            version=NewVersion(name="1", base_model_type=base_model_type),
        )
        new = instance_of(model, pool.id, name, maximum=maximum, status=status)
        await store.deploy(USER, ids.workspace_id, new)

    def verdict(served: str) -> defaults.Verdict:
        return lambda version: None if version.base_model_type in (served, "MODEL") else ("c", "no weights")

    async def review(served: str, *others: str) -> dict[str, str | None]:
        """What is not RUNNING, and why, with servers of these models."""
        await defaults.review(store, verdict(served), [*map(verdict, others)])
        page = await store.instances(USER, ids.workspace_id, InstanceFilter(), Paging(limit=100))
        return {row.name: row.error_msg for row in page.rows if row.status != "RUNNING"}

    await deploy("old", "ONE", 1, "FAILED")
    await deploy("wide", "ONE", 2, "FAILED")
    await deploy("other", "TWO", 1)
    await deploy("third", "TWO", 1)
    assert await review("TWO") == {"old": "no weights", "wide": "no weights"}
    full = (
        "The endpoint has {} of 2 replicas left, and this takes {}; make room, then delete the instance "
        "and deploy it again."
    )
    assert await review("TWO", "ONE") == {"old": full.format(0, 1), "wide": full.format(0, 2)}
    assert await review("ONE") == {
        "wide": full.format(1, 2),  # after the others have left, and the older one has come back
        "other": "no weights",
        "third": "no weights",
    }
    assert await review("ONE", "TWO") == {"wide": full.format(1, 2), "third": full.format(0, 1)}


async def test_a_servers_own_instance_runs_whatever_the_endpoint_has_left(store: Store) -> None:
    ids = await ensure(store, "one", replicas=1)
    await defaults.review(store, lambda version: ("c", "no weights"))
    await ensure(store, "two")  # takes the only replica
    await ensure(store, "one")
    await defaults.review(store, lambda version: None)
    assert (await store.instance(USER, ids.workspace_id, ids.instance_id)).status == "RUNNING"


async def test_the_default_endpoint_stays_as_it_was_changed(store: Store) -> None:
    ids = await ensure(store, replicas=4)
    change = EndpointChange(minimum=2, maximum=3)
    await endpoints.update(store, USER, ids.workspace_id, ids.endpoint_id, change)
    await ensure(store, replicas=4)
    found, _ = await endpoints.show(store, USER, ids.workspace_id, ids.endpoint_id)
    assert (found.minimum, found.maximum) == (2, 3)


async def test_a_default_version_that_was_deleted_meanwhile_comes_back(store: Store) -> None:
    ids = await ensure(store, "one")
    await ensure(store, "two")
    await Transitions(store, "server").doom(USER, ids.workspace_id, ids.instance_id)
    assert await Transitions(store, "server").remove(ids.instance_id)
    place = USER, ids.workspace_id, ids.model_id
    await models.update(store, *place, version=NewVersion(name="2"))
    (second,) = (await models.versions(store, *place, Paging(), name="2")).rows
    await models.update(store, *place, current_version_id=second.id)
    await models.remove_version(store, *place, ids.version_id)
    await models.update(store, *place, version=NewVersion(name="1"))
    assert await ensure(store, "one") == ids
    assert (await store.instance(USER, ids.workspace_id, ids.instance_id)).version_id == ids.version_id
    assert (await models.source(store, *place, ids.version_id))[1].name == "3"
    assert (await models.source(store, *place, None))[1].id == second.id  # what was chosen stays


async def test_a_version_that_is_gone_is_not_deployed(store: Store) -> None:
    """It may be deleted between being looked up for a deployment and the deployment's own transaction."""
    ids = await ensure(store)
    model, other = await create(store, ids.workspace_id, "a"), await create(store, ids.workspace_id, "b")
    await models.update(store, USER, ids.workspace_id, model.id, version=NewVersion(name="2"))
    place = USER, ids.workspace_id, model.id
    (second,) = (await models.versions(store, *place, Paging(), name="2")).rows
    await models.remove_version(store, *place, second.id)
    for version_id in (second.id, other.current_version_id):
        new = replace(instance_of(model, ids.endpoint_id, "i"), version_id=version_id)
        with pytest.raises(Missing, match="model version"):
            await store.deploy(USER, ids.workspace_id, new)


async def test_default_names_give_way(store: Store) -> None:
    ids = await ensure(store, "org/model")
    again = await ensure(store, "elsewhere/model")
    page = await models.page(
        store, USER, ids.workspace_id, ModelFilter(), Paging(sort="NAME", descending=False)
    )
    assert [row.name for row in page.rows] == ["model", f"model-{again.model_id[:8]}"]
    assert defaults.resource_name("a/b:c/") == "b-c"


async def test_versions_and_sources(store: Store) -> None:
    workspace_id = (await ensure(store)).workspace_id
    model, other = await create(store, workspace_id, "a"), await create(store, workspace_id, "b")
    found, version = await models.source(store, USER, workspace_id, model.id, None)
    assert (found.id, version.id) == (model.id, model.current_version_id)
    assert isinstance(version, ModelVersion)
    with pytest.raises(Missing, match="model version"):
        await models.source(store, USER, workspace_id, model.id, other.current_version_id)
    page = await models.versions(
        store, USER, workspace_id, model.id, Paging(), name="1", version_id=version.id
    )
    assert page.total == 1
