"""How long a call may take, and what is said when it took longer: a 408 before the first byte.

    framed(call, seconds)             around all that a plain answer does; store refusals become Problems
    limited(events, call, seconds)    around a stream; what waits for the engine is cancelled, and while the
                                      client takes its time to read, the engine is let go all the same

`seconds` count from the arrival of the request's head.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric.store.records import Missing, NameTaken, Refused

logger = logging.getLogger(__name__)

T = TypeVar("T")


def left(call: Call, seconds: float) -> float:
    """Seconds that the call has left."""
    return seconds - (time.monotonic() - call.started)


def too_late(seconds: float) -> Problem:
    """The deadline passed."""
    return Problem(Kind.TIMEOUT, f"the call took longer than {seconds:g} s")


@asynccontextmanager
async def framed(call: Call, seconds: float) -> AsyncGenerator[None, None]:
    """Bound the block in time; raises TIMEOUT, and NOT_FOUND or INVALID for what the store refuses."""
    timer = asyncio.timeout(left(call, seconds))
    try:
        async with timer:
            yield
    except TimeoutError as error:
        if timer.expired():
            raise too_late(seconds) from error
        raise
    except Missing as error:
        raise Problem(Kind.NOT_FOUND, str(error)) from error
    except NameTaken as error:
        raise Problem(Kind.INVALID, str(error), pointer="/name") from error
    except Refused as error:
        message = error.message if error.pointer is None else f"`{error.pointer}`: {error.message}"
        raise Problem(Kind.INVALID, message, pointer=error.pointer) from error


async def limited(events: AsyncGenerator[T, None], call: Call, seconds: float) -> AsyncIterator[T]:
    """`events`, with TIMEOUT raised from the wait in which the deadline passes; closes them at its end.

    `asyncio.timeout` cannot do this: around a `yield` it would cancel whatever the consumer does then,
    and one timer per event would cost more than the event.
    """
    timer = _Timer(events, left(call, seconds))
    step = events.__anext__
    async with aclosing(events), aclosing(timer):
        while True:
            timer.waiting = True
            try:
                if timer.passed:
                    raise too_late(seconds)
                event = await step()
            except StopAsyncIteration:
                return
            except asyncio.CancelledError as error:
                if timer.cancelled():
                    raise too_late(seconds) from error
                raise
            finally:
                timer.waiting = False
            yield event


class _Timer:
    """One timer per stream.

    It cancels the task while that waits for the next event. While the consumer has the last one it closes
    the stream instead, for nobody knows when a client reads on.
    """

    __slots__ = ("_closing", "_events", "_handle", "_task", "passed", "waiting")

    def __init__(self, events: AsyncGenerator[object, None], seconds: float) -> None:
        self._task = asyncio.current_task()
        self._events = events
        self._closing: asyncio.Task[None] | None = None
        self.passed = False
        self.waiting = False
        self._handle = asyncio.get_running_loop().call_later(max(0.0, seconds), self._pass)

    def _pass(self) -> None:
        self.passed = True
        if not self.waiting:
            self._closing = asyncio.ensure_future(self._events.aclose())
        elif self._task is not None:
            self._task.cancel()

    def cancelled(self) -> bool:
        """Whether a cancellation was this timer's alone."""
        return self.passed and self._task is not None and self._task.uncancel() == 0

    async def aclose(self) -> None:
        """Return when nothing of this closes the events any more."""
        self._handle.cancel()
        if self._closing is not None:
            await asyncio.wait({self._closing})
            if not self._closing.cancelled() and (error := self._closing.exception()) is not None:
                logger.error("closing a stream failed: %r", error)
