"""Servers that can be killed: a process with everything imported, which forks one server per line it reads.

    PORT DATABASE ROOT [BUG]   on standard input; the server's process id on standard output

A server has the fake engine, and a builder of fake engines for the directories under ROOT, each of which
takes a moment to start. BUG `early` is planted on purpose: answers go out before their transaction commits.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from sqlalchemy.ext.asyncio import AsyncSession

from tests.fabric.deployed import FakeBuilder, SlowEngine
from treadle.app import Server
from treadle.config import ServerSettings
from treadle.engine.fake import FakeEngine
from treadle.fabric.store.store import Store
from treadle.telemetry.families import Metrics


class Starting(SlowEngine):
    """Takes up to 60 ms to start."""

    async def start(self) -> None:
        await asyncio.sleep(random.random() * 0.06)
        await super().start()


class Builder(FakeBuilder):
    """Builds those."""

    def build(self, name: str, directory: Path) -> FakeEngine:
        return Starting(self, (directory / "reply.txt").read_text(), name, 0.0)


@asynccontextmanager
async def early(store: Store) -> AsyncGenerator[AsyncSession, None]:
    """The bug: a write that ends before it is committed."""
    connection = await store._engine.connect()
    await connection.execution_options(immediate=True)
    session = AsyncSession(connection, expire_on_commit=False)
    await session.begin()
    try:
        yield session
        await session.flush()
    except BaseException:
        await session.rollback()
        await connection.close()
        raise

    async def later() -> None:
        await asyncio.sleep(0.03)
        await session.commit()
        await connection.close()

    _later.add(asyncio.create_task(later()))


_later: set[asyncio.Task[None]] = set()


async def serve(port: int, database: str, root: Path) -> None:
    settings = ServerSettings(port=port, database_url=database, local_model_root=(root,))
    engine = FakeEngine(reply="The default.")
    await engine.start()
    server = Server(settings, engine)
    await server.open_store(Builder())
    app = server.application(Metrics(model="fake", max_total_tokens=2048, max_input_tokens=2047))
    config = uvicorn.Config(app, port=port, lifespan="off", log_level="warning", access_log=False, ws="none")
    await uvicorn.Server(config).serve()
    await server.stop()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no corpses
    for line in sys.stdin:
        port, database, root, *bug = line.split()
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            random.seed()
            if bug:
                Store.write = early  # type: ignore[method-assign, assignment]
            asyncio.run(serve(int(port), database, Path(root)))
            os._exit(0)
        print(process, flush=True)


if __name__ == "__main__":
    main()
