import asyncio
import itertools
import multiprocessing
import time
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from treadle.engine import supervisor as module
from treadle.engine.port import EngineError, EngineUnavailable
from treadle.engine.supervisor import Supervisor


class PretendCore:
    def __init__(self) -> None:
        self.errored = False
        self.shut = 0
        self.output_handler: asyncio.Task[Any] | None = None

    def shutdown(self, timeout: float | None = None) -> None:
        self.shut += 1


async def until(condition: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.005)


async def test_a_dead_core_is_replaced_and_cleared_away() -> None:
    cores: list[PretendCore] = []
    deaths: list[int] = []

    def build() -> PretendCore:
        cores.append(PretendCore())
        return cores[-1]

    async def attached(core: PretendCore) -> None:
        core.output_handler = asyncio.create_task(asyncio.sleep(60))

    supervisor = Supervisor(build, attached=attached, died=lambda: deaths.append(1))
    await supervisor.start()
    assert supervisor.running
    assert supervisor.core() is cores[0]
    cores[0].errored = True
    assert not supervisor.running
    with pytest.raises(EngineUnavailable):
        supervisor.core()
    await until(lambda: supervisor.running)
    assert supervisor.core() is cores[1]
    assert (deaths, cores[0].shut, supervisor.started) == ([1], 1, 2)
    assert supervisor.restart_seconds is not None
    await supervisor.stop()
    await supervisor.stop()
    cores[1].shutdown()  # as vLLM's finaliser does when the interpreter ends
    assert cores[1].shut == 1
    assert cores[1].output_handler is not None
    await until(cores[1].output_handler.cancelled)
    with pytest.raises(EngineUnavailable, match="stopping"):
        supervisor.core()


async def test_a_core_that_dies_while_working_is_seen_before_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "POLL", 60.0)
    cores: list[PretendCore] = []
    ended = asyncio.Event()

    def build() -> PretendCore:
        cores.append(PretendCore())
        return cores[-1]

    async def handler(core: PretendCore) -> None:
        await ended.wait()
        core.errored = True

    supervisor = Supervisor(
        build, attached=lambda core: setattr(core, "output_handler", asyncio.create_task(handler(core)))
    )
    await supervisor.start()
    await asyncio.sleep(0)
    ended.set()
    await until(lambda: len(cores) > 1)
    await supervisor.stop()


async def test_a_first_start_that_fails_is_an_error() -> None:
    def build() -> None:
        raise RuntimeError("no such model")

    supervisor = Supervisor(build)
    with pytest.raises(EngineError, match="no such model"):
        await supervisor.start()
    assert not supervisor.running
    await supervisor.stop()


async def test_restarts_that_fail_are_tried_again_ever_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_WAIT", 0.02)
    monkeypatch.setattr(module, "_LONGEST_WAIT", 0.04)
    attempts: list[float] = []
    cores: list[PretendCore] = []

    def build() -> PretendCore:
        attempts.append(time.monotonic())
        if 1 < len(attempts) < 5:
            raise RuntimeError("not yet")
        cores.append(PretendCore())
        return cores[-1]

    supervisor = Supervisor(build)
    await supervisor.start()
    cores[0].errored = True
    await until(lambda: supervisor.running)
    assert len(attempts) == 5
    gaps = [later - earlier for earlier, later in itertools.pairwise(attempts[1:])]
    assert gaps[0] >= 0.02
    assert gaps[1] >= 0.04
    assert gaps[2] >= 0.04
    await supervisor.stop()


async def test_stopping_during_a_start_waits_for_it_and_clears_it_away() -> None:
    core = PretendCore()

    def build() -> PretendCore:
        time.sleep(0.2)
        return core

    supervisor = Supervisor(build)
    starting = asyncio.create_task(supervisor.start())
    await asyncio.sleep(0.05)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await supervisor.stop()
    assert core.shut == 1


async def test_a_build_that_is_ended_takes_no_other_core_with_it() -> None:
    spawn = multiprocessing.get_context("spawn")
    processes: list[BaseProcess] = []

    def build() -> PretendCore:
        process = spawn.Process(target=time.sleep, args=(600,), name="EngineCore_0")
        process.start()
        processes.append(process)
        return PretendCore()

    def fails_when_its_core_dies() -> None:
        build()
        processes[-1].join()
        raise RuntimeError("the core died")

    first, second, third = Supervisor(build), Supervisor(fails_when_its_core_dies), Supervisor(build)
    await first.start()
    starting = [asyncio.create_task(second.start())]
    await until(lambda: len(processes) == 2)
    starting.append(asyncio.create_task(third.start()))  # waits for the second's build
    await asyncio.sleep(0.05)
    for task in starting:
        task.cancel()
    await asyncio.gather(*starting, return_exceptions=True)
    stopping = asyncio.create_task(third.stop())
    await asyncio.sleep(0.3)
    assert processes[1].is_alive()  # it is not the third's
    await second.stop()
    await stopping
    assert [process.is_alive() for process in processes] == [True, False]
    assert first.running
    await first.stop()
    assert not processes[0].is_alive()
