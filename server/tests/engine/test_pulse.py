"""The health check of an engine: when it asks, and what it makes of the answer."""

from __future__ import annotations

import asyncio

from treadle.engine.port import GenerationFailed
from treadle.engine.pulse import IDLE, Pulse


class Probed:
    """A pulse with a clock that is set and a probe that is counted."""

    def __init__(self) -> None:
        self.now = 0.0
        self.probes = 0
        self.works = True
        self.wait = asyncio.Event()
        self.wait.set()
        self.pulse = Pulse(self.probe, lambda: self.now)

    async def probe(self) -> None:
        self.probes += 1
        await self.wait.wait()
        if not self.works:
            raise GenerationFailed("told to")


async def test_a_step_is_a_sign_of_life_for_a_while() -> None:
    one = Probed()
    one.now = IDLE - 1
    assert await one.pulse.healthy()
    assert one.probes == 0
    one.now = IDLE
    one.works = False
    assert not await one.pulse.healthy()
    one.pulse.beat()
    assert await one.pulse.healthy()
    assert one.probes == 1


async def test_after_a_failure_only_a_generation_counts() -> None:
    one = Probed()
    one.pulse.failed()
    one.works = False
    assert not await one.pulse.healthy()
    one.pulse.beat()  # others may go on while one failed
    assert not await one.pulse.healthy()
    one.works = True
    assert await one.pulse.healthy()
    assert await one.pulse.healthy()
    assert one.probes == 3


async def test_callers_share_a_probe_and_may_leave_it() -> None:
    one = Probed()
    one.now = IDLE
    one.wait.clear()
    callers = [asyncio.create_task(one.pulse.healthy()) for _ in range(5)]
    await asyncio.sleep(0)
    callers[0].cancel()
    await asyncio.sleep(0)
    one.wait.set()
    assert await asyncio.gather(*callers[1:]) == [True] * 4
    assert one.probes == 1
    assert callers[0].cancelled()
