"""Many at once: health, fairness, refusals, and quiet afterwards; bounded."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Violation, require
from treadle_conformance.gauges import idle
from treadle_conformance.requests import greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound, until

LONG = 96  # tokens of a stream that others run beside
AT_ONCE = 8
HEALTHY = 5.0  # seconds that a health check may take on a busy machine
MOST = 256  # requests in the burst, whatever the server says it takes


@check("LOAD-01", features="load generate streams")
async def health_answers_under_load(server: Server) -> None:
    """GET /health answers while generations run, before they end."""
    begun = asyncio.Event()
    streams = [
        asyncio.ensure_future(
            server.post("/generate_stream", greedy(LONG, f"{n} looms and"), again=True, begun=begun)
        )
        for n in range(AT_ONCE)
    ]
    await _first(begun, *streams)
    started = time.perf_counter()
    health = await server.get("/health", again=True)
    took = time.perf_counter() - started
    running = sum(not stream.done() for stream in streams)
    answers = await asyncio.gather(*streams)
    sound(health)
    for answer in answers:
        sound(answer)
    require(
        running or took < 0.05, f"GET /health came after all {AT_ONCE} generations, in {took:.2f} s", health
    )
    require(took < HEALTHY, f"GET /health took {took:.2f} s beside {AT_ONCE} generations", health)


@check("LOAD-02", features="load generate streams")
async def streams_run_side_by_side(server: Server) -> None:
    """A short stream that begins later ends before a long one does."""
    begun = asyncio.Event()
    long = asyncio.ensure_future(
        server.post("/generate_stream", greedy(4 * LONG, "1 2 3 4 5"), again=True, begun=begun)
    )
    await _first(begun, long)
    over = long.done()  # too fast to be in anyone's way
    short = sound(await server.post("/generate_stream", greedy(2, "One loom"), again=True))
    first = not long.done()
    answer = sound(await long)
    if over or len(answer.events) < LONG:
        return  # or it ended by itself
    require(first, "a stream of 2 tokens waited for the end of a long one", short)


@check("LOAD-03", features="load generate")
async def overload_is_429(server: Server) -> None:
    """Of more requests than the server takes each is answered, or refused with 429."""
    limit = sound(await server.get("/info")).json["max_concurrent_requests"]
    count = min(limit + 8, MOST)
    answers = await asyncio.gather(
        *(server.post("/generate", greedy(8, f"{number} looms"), again=True) for number in range(count))
    )
    for answer in answers:
        require(answer.status in {200, 429}, f"of {count} at once: {answer.summary}", answer)
        sound(answer, answer.status)
    served = sum(answer.status == 200 for answer in answers)
    require(
        served >= min(limit, count), f"{served} of {count} were served, the limit is {limit}", answers[-1]
    )


@check("LOAD-04", features="load generate metrics")
async def gauges_are_0_after_a_burst(server: Server) -> None:
    """After a burst no request runs or waits any more."""
    await asyncio.gather(
        *(server.post("/generate", greedy(2, f"{number} shuttles"), again=True) for number in range(AT_ONCE))
    )
    if not await until(lambda: idle(server), 5):
        raise Violation("5 s after a burst the gauges are not 0", server.exchanges[-1])


async def _first(begun: asyncio.Event, *asked: asyncio.Future[Exchange]) -> None:
    """Wait until an answer has begun; one that never does ends."""
    waiting = asyncio.ensure_future(begun.wait())
    either: set[asyncio.Future[Any]] = {waiting, *asked}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
