"""How a server stops when it is told to: nothing that had begun is lost.

    SIGTERM, SIGINT     /health says 503, what wants to generate is refused, what generates goes on
    all done            the sockets are closed; so they are when the patience is at its end
    a second signal     at once

The listening socket stays open while the server drains, so that callers are told to come back, and
probes see it, instead of being refused a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Generator

import uvicorn

from treadle.contract.admission import Permits

_LOOK = 0.02  # seconds between looks at what still runs
_LAST_BYTES = 1  # seconds for answers that are made but not yet sent, at the end of the patience


class StopSignals:
    """SIGTERM and SIGINT of the running loop: they cancel the current task, until `then` says otherwise."""

    def __init__(self) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        self._told: Callable[[], object] = task.cancel
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._tell)

    def then(self, told: Callable[[], object]) -> None:
        """From now on, call this."""
        self._told = told

    def _tell(self) -> None:
        self._told()


class DrainingServer(uvicorn.Server):
    """uvicorn's server, which drains before it shuts down; `patience` is in seconds."""

    def __init__(self, config: uvicorn.Config, permits: Permits, patience: float) -> None:
        super().__init__(config)
        self._permits = permits
        self._patience = patience
        self._drain: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to StopSignals; uvicorn would raise them again at its end, and die of them."""
        yield

    def told_to_stop(self) -> None:
        """Begin to drain; told again, stop at once."""
        if self._drain is None:
            self._permits.draining = True
            self._drain = asyncio.get_running_loop().create_task(self._drained())
        else:
            self.should_exit = self.force_exit = True

    async def _drained(self) -> None:
        end = time.monotonic() + self._patience
        while self._permits.taken and time.monotonic() < end:
            await asyncio.sleep(_LOOK)
        self.config.timeout_graceful_shutdown = max(_LAST_BYTES, int(end - time.monotonic()))
        self.should_exit = True
