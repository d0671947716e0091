"""How much memory the suite itself takes: its own process and those that it started, together, at their most.

Read from Linux's /proc, where there is one: proportional set sizes, in which a page
that several processes share counts once.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.5  # seconds


class Memory:
    """A watch over the process tree. `peak` is in bytes; None where nothing can be read."""

    def __init__(self) -> None:
        self.peak: int | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Memory:
        self._task = asyncio.ensure_future(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._look()
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(EVERY)

    def _look(self) -> None:
        if PROC.is_dir():
            self.peak = max(self.peak or 0, sum(map(resident, tree(os.getpid()))))


def tree(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for parent in found:
        for listed in (PROC / str(parent) / "task").glob("*/children"):
            try:
                found += [int(child) for child in listed.read_text().split()]
            except OSError:
                continue  # it has ended
    return found


def resident(process: int) -> int:
    """Bytes that a process takes, with its share of what it has in common; 0 of one that has ended."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    kilobytes = next((line.split()[1] for line in lines if line.startswith("Pss:")), "0")
    return 1024 * int(kilobytes)
