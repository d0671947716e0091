"""Where an instance's weights come from: a directory of this machine, or an object store's cache.

Their size is known before they are there, so what does not fit is refused before it is fetched.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from treadle.fabric.deploying.directory import inspected
from treadle.fabric.deploying.port import Builder, DeployFailed, Fetcher
from treadle.fabric.settings import FabricSettings
from treadle.fabric.store.tables import ModelVersion
from treadle.fabric.store.transitions import Transitions

_TELL_EVERY = 1.0  # seconds between two notes of progress in the database

NO_BUILDER = (
    "this server runs its own model only and loads no weights from a path; deploy a version without one"
)


class Provision:
    """Weights for engines; `builder` None has none to offer."""

    def __init__(
        self,
        transitions: Transitions,
        settings: FabricSettings,
        builder: Builder | None,
        fetcher: Fetcher | None,
    ) -> None:
        self._transitions = transitions
        self._settings = settings
        self._builder = builder
        self._fetcher = fetcher
        self._fetched: dict[str, Path] = {}  # directories in use, by instance

    @property
    def builder(self) -> Builder:
        """Who builds engines here; raises DeployFailed where nobody does."""
        if self._builder is None:
            raise DeployFailed(NO_BUILDER)
        return self._builder

    async def directory(self, instance_id: str, version: ModelVersion) -> Path:
        """The directory of a version's weights, with the memory for them taken.

        Raises DeployFailed, and Refused when the memory is not there.
        """
        builder = self.builder

        async def sized(size: int) -> None:
            await self._transitions.reserve(instance_id, builder.memory(size))

        if version.local_model_path is not None:
            roots = self._settings.local_model_roots
            directory, size = await asyncio.to_thread(inspected, version.local_model_path, roots)
            await sized(size)
            return directory
        assert version.model_path is not None, "versions without a path run on the served model"
        if self._fetcher is None:
            raise DeployFailed(
                f"this server has no object store to read {version.model_path} from (--obs-endpoint)"
            )
        told = _Told(lambda text: self._transitions.tell(instance_id, text))
        try:
            directory = await self._fetcher.fetch(version.model_path, told.tell, sized)
            self._fetched[instance_id] = directory
            return directory
        finally:
            await told.end()

    def release(self, instance_id: str) -> None:
        """An instance uses its weights no longer."""
        directory = self._fetched.pop(instance_id, None)
        if directory is not None and self._fetcher is not None:
            self._fetcher.release(directory)


class _Told:
    """Progress on its way to the database: the newest note, once in a while."""

    def __init__(self, write: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        self._write = write
        self._next = 0.0
        self._task: asyncio.Task[None] | None = None

    def tell(self, text: str) -> None:
        """Note it, unless the last note is young."""
        moment = time.monotonic()
        if moment < self._next or (self._task is not None and not self._task.done()):
            return
        self._next = moment + _TELL_EVERY
        self._task = asyncio.create_task(self._write(text))

    async def end(self) -> None:
        """Nothing is on its way any more."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
