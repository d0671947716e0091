"""When credentials were last used: noted at once, written together some seconds later.

A write for each call would make every call wait for the database's only writer. What a kill loses is the
last seconds of a time that people read by the day.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from treadle.fabric.store.credentials import Credentials, Kind
from treadle.fabric.store.records import now

logger = logging.getLogger(__name__)

INTERVAL = 10.0  # seconds


class LastUse:
    """The moments that are not yet written; one per credential."""

    def __init__(self, credentials: Credentials, interval: float = INTERVAL) -> None:
        self._credentials = credentials
        self._interval = interval
        self._moments: dict[tuple[Kind, str], datetime] = {}
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, kind: Kind, id: str) -> None:  # noqa: A002 - the contract's word
        """A credential was honoured now."""
        self._moments[kind, id] = now()
        if self._task is None:
            self._task = asyncio.create_task(self._write_later())

    async def close(self) -> None:
        """Write what was noted, and no more."""
        self._closing.set()
        if self._task is not None:
            await self._task

    async def _write_later(self) -> None:
        while self._moments:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._interval):
                    await self._closing.wait()
            moments, self._moments = self._moments, {}
            try:
                await self._credentials.used(moments)
            except SQLAlchemyError as error:
                logger.warning("last uses of credentials could not be written: %s", type(error).__name__)
        self._task = None
