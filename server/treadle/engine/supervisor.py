"""Keeps one engine core running: notices a dead one, clears it away, and starts the next.

    start() ─▶ build ─▶ running ──core dies──▶ dispose, build, running …
                 └─ failed: wait 1, 2, 4 … 60 s and build again (the first build's failure is raised)

Building blocks for seconds, so it happens in a thread and the event loop goes on; one build at a
time in a process, because the children that appear during it are the core's, and those are what
`stop` must not leave behind.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from treadle.engine.port import EngineError, EngineUnavailable

log = logging.getLogger("treadle.engine")

POLL = 0.1
"""Seconds between looks at a core that says nothing; a core that dies while working is seen at once."""

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_BUILDING = threading.Lock()
_SETTLED: set[int | None] = set()  # processes of the cores that are built, of all supervisors


class Core(Protocol):
    """What the supervisor needs of vLLM's AsyncLLM."""

    @property
    def errored(self) -> bool:
        """Whether the core is dead."""
        ...

    def shutdown(self, timeout: float | None = None) -> None:
        """End its processes and close its sockets; blocking."""
        ...


class Supervisor:
    """Owns the core of one engine."""

    def __init__(
        self,
        build: Callable[[], Any],
        *,
        attached: Callable[[Any], Any] = lambda _core: None,
        died: Callable[[], None] = lambda: None,
    ) -> None:
        """`build` makes a core (blocking); `attached` is called on the loop with each new one."""
        self._build = build
        self._attached = attached
        self._died = died
        self._core: Any = None
        self._children: list[BaseProcess] = []
        self._built: Any = None
        self._building: asyncio.Future[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._stopping = False
        self._inside = False  # whether the build has its turn
        self.started = 0  # cores that came up
        self.restart_seconds: float | None = None  # from the last death to the next core

    @property
    def running(self) -> bool:
        """Whether a core is up."""
        core = self._core
        return core is not None and not core.errored

    @property
    def children(self) -> list[BaseProcess]:
        """The current core's processes."""
        return list(self._children)

    def core(self) -> Any:
        """The running core; raises EngineUnavailable while there is none."""
        core = self._core
        if core is None or core.errored:
            raise EngineUnavailable("the engine is stopping" if self._stopping else "the engine is starting")
        return core

    async def start(self) -> None:
        """Build the first core; raises EngineError with the reason when that fails."""
        self._stopping = False
        try:
            await self._raise_core()
        except Exception as error:
            raise EngineError(f"the engine did not start: {error}") from error
        self._watch = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End the core and whatever is being built, leaving no child process; safe to call twice."""
        self._stopping = True
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.wait({watch})
        if self._building is not None:
            await self._end_build(self._building)
        await self._dispose()

    async def _keep(self) -> None:
        while True:
            await self._death()
            died_at = time.monotonic()
            log.error("the engine core died; starting another")
            self._died()
            await self._dispose()
            await self._raise_again()
            self.restart_seconds = time.monotonic() - died_at
            log.warning("the engine is back after %.1f s", self.restart_seconds)

    async def _dispose(self) -> None:
        """End the core completely; afterwards nothing here refers to it."""
        core, self._core = self._core, None
        children, self._children = self._children, []
        _SETTLED.difference_update(process.pid for process in children)
        if core is not None:
            handler: asyncio.Task[None] | None = getattr(core, "output_handler", None)
            if handler is not None:
                handler.cancel()  # else it reports the end of its socket as an error
            await asyncio.to_thread(_shut_down, core, children)
            del core
            await asyncio.to_thread(gc.collect)  # a core's parts refer to each other

    async def _death(self) -> None:
        while not self._core.errored:
            handler: asyncio.Task[None] | None = getattr(self._core, "output_handler", None)
            if handler is None:
                await asyncio.sleep(POLL)
            else:  # ends as soon as the core's socket says so
                await asyncio.wait({handler}, timeout=POLL)

    async def _raise_again(self) -> None:
        wait = _FIRST_WAIT
        while True:
            try:
                await self._raise_core()
                return
            except Exception as error:
                log.error("the engine did not start (%s); trying again in %.0f s", error, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _raise_core(self) -> None:
        building = self._building = asyncio.ensure_future(asyncio.to_thread(self._build_noting_children))
        try:
            await asyncio.shield(building)
        finally:
            if building.done():
                self._building = None
        core, self._built = self._built, None
        await _maybe(self._attached(core))
        self._core = core
        self.started += 1

    def _build_noting_children(self) -> None:
        # The core is left in a field, not returned: futures and the frames that vLLM keeps of its
        # start would hold a returned one, and its half a gigabyte, after its death.
        with _BUILDING:
            if self._stopping:
                raise EngineUnavailable("the engine is stopping")
            self._inside = True
            before = {process.pid for process in multiprocessing.active_children()}
            try:
                self._built = self._build()
            finally:
                now = multiprocessing.active_children()
                self._children = [process for process in now if process.pid not in before]
                _SETTLED.update(process.pid for process in self._children)
                self._inside = False

    async def _end_build(self, building: asyncio.Future[None]) -> None:
        """A build cannot be cancelled, but it fails at once when its processes are gone.

        One that waits for another supervisor's fails when it has its turn.
        """
        while not building.done():
            for process in multiprocessing.active_children() if self._inside else ():
                if process.pid not in _SETTLED and process.name.startswith(("EngineCore", "VllmWorker")):
                    process.kill()
            await asyncio.wait({building}, timeout=POLL)
        self._building = None
        building.exception()  # seen, and of no interest any more
        self._core = self._core or self._built
        self._built = None


def _shut_down(core: Any, children: list[BaseProcess]) -> None:
    vllm_log = logging.getLogger("vllm")
    level = vllm_log.level
    vllm_log.setLevel(logging.CRITICAL)  # it warns of what is meant to happen here
    try:
        # Asked first, because a killed core leaves its semaphores behind; but not waited for long.
        core.shutdown(timeout=3.0)
    except Exception:  # a half-dead core fails in many ways; its processes are ended below regardless
        log.debug("shutting a core down", exc_info=True)
    finally:
        vllm_log.setLevel(level)
    # Its finaliser shuts down once more, when the interpreter ends and half of what it needs is gone.
    core.shutdown = _done
    for process in children:
        process.kill()
        process.join(5.0)


def _done(*_: Any, **__: Any) -> None:
    """What is left to do for a core that was shut down."""


async def _maybe(value: Any) -> None:
    if asyncio.iscoroutine(value):
        await value
