"""How a database is opened: SQLite by default, PostgreSQL by URL, always at the newest revision.

    sqlite+aiosqlite:///state.db            a file; WAL, so that reads do not wait for writes
    postgresql+psycopg://host/database      needs the `postgres` extra

A revision is applied in one transaction, on SQLite too, so a kill in the middle leaves the old state.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from treadle.fabric.store.records import lock_number

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT = 30_000  # milliseconds that SQLite waits for other processes; busy disks were seen to need 10 s
_AGAIN = 0.02  # seconds between attempts where SQLite itself does not wait


def address(database: str | Path) -> URL:
    """A URL as it stands, or a path as SQLite's; `sqlite:` and `postgresql:` get their async drivers."""
    if isinstance(database, Path) or "://" not in database:
        return URL.create("sqlite+aiosqlite", database=str(database))
    url = make_url(database)
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
    }
    return url.set(drivername=drivers.get(url.drivername, url.drivername))


def connect(database: str | Path) -> AsyncEngine:
    """An engine on `database`; connects on first use."""
    url = address(database)
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(url, pool_pre_ping=True)
    else:
        engine = create_async_engine(url, connect_args={"factory": _Connection})
        if url.database not in (None, "", ":memory:"):
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


class _Connection(sqlite3.Connection):
    """A SQLite connection whose transaction ends when it is closed.

    By itself SQLite keeps what was closed, with its locks, for as long as anybody remembers one of its
    statements; and the frames of a call that was cancelled do, until garbage is collected.
    """

    def close(self) -> None:
        """Roll back, and close."""
        with suppress(sqlite3.ProgrammingError):  # it is closed already
            self.rollback()
        super().close()


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the tables to the newest revision."""
    if engine.dialect.name == "sqlite":
        await _write_ahead(engine)
    async with engine.connect() as connection:
        await connection.execution_options(immediate=True)
        async with connection.begin():
            await connection.run_sync(_upgrade)


async def _write_ahead(engine: AsyncEngine) -> None:
    """Have the file in WAL mode, in which it stays.

    A file that is new turns from reading to writing for that, and there SQLite refuses at once, whatever the
    busy timeout, while somebody else writes: another server that starts at the same moment.
    """
    until = time.monotonic() + BUSY_TIMEOUT / 1000
    async with engine.connect() as connection:
        plain: Any = (await connection.get_raw_connection()).driver_connection
        while True:
            try:
                await plain.execute_fetchall("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            await asyncio.sleep(_AGAIN)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Of two servers that start on one empty database the second waits, and finds the tables made.
        connection.execute(select(func.pg_advisory_xact_lock(lock_number("migrations"))))
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    # The driver would begin transactions by itself, and not before DDL; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    # Else what was answered may be lost with the machine's power; with the process alone it never is.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that turns from reading to writing can fail without waiting; one that will write says so.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
