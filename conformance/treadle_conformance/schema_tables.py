"""Hypothesis's tables of characters, made once for all the processes of a run.

Each process would make its own: a list of every character that UTF-8 can encode, for which hypothesis takes
200 MB and two seconds of CPU before 64 bytes of it are left. Here one process makes them, before the others
begin, in a folder where those find them.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

VARIABLE = "HYPOTHESIS_STORAGE_DIRECTORY"
PROGRAM = (
    "from hypothesis import strategies; strategies.text(strategies.characters(codec='utf-8')).validate()"
)


@asynccontextmanager
async def tables() -> AsyncGenerator[Path]:
    """A folder with the tables, for as long as processes need them; a given one stays.

    A process that fails to make them leaves the folder empty: each that follows then makes its own.
    """
    with TemporaryDirectory(prefix="treadle-conform-tables-") as own:
        folder = os.environ.get(VARIABLE) or own
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, env={**os.environ, VARIABLE: folder}, cwd=own
        )
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        yield Path(folder)
