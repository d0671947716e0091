"""Credentials in SQLite and in PostgreSQL: what is kept, what is not, and what two processes do at once."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from treadle.fabric.access.key_file import KeyFile, KeyFileError, new_access, new_salt
from treadle.fabric.access.last_use import LastUse
from treadle.fabric.access.lockout import Lockout, Repeats
from treadle.fabric.access.tokens import digest_of, new_token
from treadle.fabric.store.credential_tables import AccessKey, AccessToken
from treadle.fabric.store.credentials import Credentials, NewCredential
from treadle.fabric.store.records import Missing, now
from treadle.fabric.store.store import Store

NEW = NewCredential(
    user_name="ann", domain="org", projects=("p", "q"), actions=("DataArtsFabric:*:*",), description="mine"
)


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two servers' views of one database."""
    where = tmp_path / "state.db" if request.param == "sqlite" else request.getfixturevalue("postgres")
    first, second = await Store.open(where), await Store.open(where)
    yield first, second
    await first.close()
    await second.close()


async def test_a_token_from_its_issue_to_its_end(stores: tuple[Store, Store]) -> None:
    here, there = (Credentials(store) for store in stores)
    token = new_token()
    row = await here.add_token(NEW, digest_of(token))
    found = await there.token(digest_of(token))
    assert found is not None
    assert (found.id, found.user_name, found.projects, found.expire_time) == (row.id, "ann", ["p", "q"], None)
    assert (found.last_used_time, found.revoke_time, found.description) == (None, None, "mine")
    assert await there.token(digest_of(token + "x")) is None

    moment = now()
    await there.used({(AccessToken, row.id): moment, (AccessKey, "nobody"): moment})
    await there.revoke(AccessToken, row.id)
    found = await here.token(digest_of(token))
    assert found is not None
    assert found.last_used_time == moment
    revoked = found.revoke_time
    assert revoked is not None
    await asyncio.sleep(0.002)
    await here.revoke(AccessToken, row.id)  # a second time changes nothing
    assert [listed.revoke_time for listed in await there.tokens() if listed.id == row.id] == [revoked]
    with pytest.raises(Missing, match="there is no token nobody"):
        await here.revoke(AccessToken, "nobody")


async def test_an_access_key(stores: tuple[Store, Store]) -> None:
    here, there = (Credentials(store) for store in stores)
    access, expires = new_access(), now() + timedelta(days=1)
    await here.add_key(
        NewCredential(user_name="u", domain="d", projects=("p",), actions=(), expire_time=expires),
        access,
        "salt",
        "file",
    )
    found = await there.key(access)
    assert found is not None
    assert (found.salt, found.key_file, found.expire_time, found.actions) == ("salt", "file", expires, [])
    assert access in {row.id for row in await there.keys()}
    await there.revoke(AccessKey, access)
    with pytest.raises(Missing, match="there is no access key"):
        await there.revoke(AccessKey, "nobody")


async def test_of_many_who_spend_a_signature_one_succeeds(stores: tuple[Store, Store]) -> None:
    both = [Credentials(store) for store in stores]
    digest = digest_of(new_token())
    until = now() + timedelta(minutes=15)
    spent = await asyncio.gather(*(both[number % 2].spend(digest, until) for number in range(20)))
    assert sorted(spent) == [False] * 19 + [True]


async def test_signatures_that_are_too_old_are_forgotten(stores: tuple[Store, Store]) -> None:
    here, there = (Credentials(store) for store in stores)
    old, kept = digest_of(new_token()), digest_of(new_token())
    assert await here.spend(old, now() - timedelta(seconds=1))
    assert await there.spend(kept, now() + timedelta(minutes=1))  # prunes
    async with stores[0].read() as session:
        rows = set(await session.scalars(text("SELECT digest FROM used_signatures")))
    assert kept in rows
    assert old not in rows


async def test_no_secret_is_in_the_database(stores: tuple[Store, Store], tmp_path: Path) -> None:
    credentials, key_file = Credentials(stores[0]), KeyFile.ensure(tmp_path / "fabric.key")
    token, access, salt = new_token(), new_access(), new_salt()
    secret = key_file.secret(access, salt)
    await credentials.add_token(NEW, digest_of(token))
    await credentials.add_key(NEW, access, salt, key_file.id)
    key = (tmp_path / "fabric.key").read_text().strip()
    async with stores[0].read() as session:
        rows = [
            str(row._mapping)
            for table in ("access_tokens", "access_keys", "used_signatures")
            for row in await session.execute(text(f"SELECT * FROM {table}"))
        ]
    kept = "".join(rows)
    assert access in kept
    for hidden in (token, token.removeprefix("treadle-"), secret, key):
        assert hidden not in kept


async def test_last_uses_are_written_together(stores: tuple[Store, Store]) -> None:
    credentials = Credentials(stores[0])
    row = await credentials.add_token(NEW, digest_of(new_token()))
    last_use = LastUse(credentials, interval=0.05)
    last_use.note(AccessToken, row.id)
    last_use.note(AccessToken, row.id)
    before = now()
    first = None
    async with asyncio.timeout(30):
        while first is None:
            await asyncio.sleep(0.05)
            (first,) = [found.last_used_time for found in await credentials.tokens() if found.id == row.id]
    assert first <= before
    last_use.note(AccessToken, row.id)
    await last_use.close()  # writes at once
    (second,) = [found.last_used_time for found in await credentials.tokens() if found.id == row.id]
    assert second is not None
    assert second > first


async def test_a_database_that_is_gone_costs_a_last_use_and_nothing_else(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "state.db")
    async with store.write() as session:
        await session.execute(text("DROP TABLE access_tokens"))
    last_use = LastUse(Credentials(store))
    last_use.note(AccessToken, "x")
    await last_use.close()
    await store.close()


def test_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "state" / "fabric.key"
    made = KeyFile.ensure(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert KeyFile.ensure(path).id == KeyFile.read(path).id == made.id
    assert KeyFile.ensure(tmp_path / "other.key").id != made.id
    assert made.secret("AK", "salt") == KeyFile.read(path).secret("AK", "salt")
    assert len({made.secret("AK", "salt"), made.secret("AK", "other"), made.secret("KA", "salt")}) == 3
    assert len(made.secret("AK", "salt")) == 43


def test_a_key_file_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "fabric.key"
    with pytest.raises(KeyFileError, match="cannot be read: No such file"):
        KeyFile.read(path)
    KeyFile.ensure(path)
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(KeyFileError, match=f"chmod 600 {path}"):
            KeyFile.ensure(path)
    path.chmod(0o600)
    for damaged in ("", "x" * 64, "ab" * 31, "é"):
        path.write_text(damaged)
        with pytest.raises(KeyFileError, match="does not hold 64 hexadecimal digits"):
            KeyFile.ensure(path)


def test_what_the_lockout_remembers_is_bounded() -> None:
    moment = 0.0
    lockout = Lockout(lambda: moment, most=3)
    for number in range(10):
        for _ in range(5):
            lockout.failed(f"k{number}")
    assert len(lockout._failed) == 3
    assert lockout.locked("k9")
    assert not lockout.locked("k0")
    moment = 299.0
    assert lockout.locked("k9")
    moment = 300.0
    assert not lockout.locked("k9")
    lockout.failed("k9")
    assert not lockout.locked("k9")


def test_what_is_remembered_of_reads_is_bounded() -> None:
    moment = 0.0
    repeats = Repeats(lambda: moment, most=2)
    assert [repeats.first(digest) for digest in "aabc"] == [True] * 4
    assert len(repeats._seen) == 2
    moment = 2.5
    assert not repeats.first("c")
