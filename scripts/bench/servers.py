"""One measured server: started, waited for, put on its core, asked for its CPU time, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_LIMIT = 150.0
"""Seconds until a server must answer `/health`; it is under half a minute on two busy cores."""

CPUCLOCK_SCHED = 2


class BenchError(Exception):
    """The bench cannot go on; the text says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A server as a column of the table."""

    key: str
    title: str
    program: str  # what `bench.launch` starts
    options: tuple[str, ...] = ()


KINDS = {
    kind.key: kind
    for kind in (
        Kind("treadle", "Treadle", "treadle", ("--max-total-tokens", "2048")),
        Kind("vllm", "vLLM", "vllm", ("--max-model-len", "2048")),
        Kind(
            "vllm-quiet",
            "vLLM, --disable-log-stats",
            "vllm",
            ("--max-model-len", "2048", "--disable-log-stats"),
        ),
    )
}


def process_cpu_ns(pid: int) -> int:
    """CPU time of a process, user and system, all its threads, ended ones too, no children; nanoseconds."""
    # The id that clock_getcpuclockid(3) makes on Linux; /proc/<pid>/stat has only 10 ms steps.
    return time.clock_gettime_ns((~pid << 3) | CPUCLOCK_SCHED)


def pin(pid: int, core: int) -> None:
    """Keep every thread of a process on one core."""
    for task in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(int(task), {core})


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server process over the fake core."""

    def __init__(self, kind: Kind, model: Path, state: Path, profile: Path | None = None) -> None:
        self.kind = kind
        self.port = free_port()
        self.log = state / f"{kind.key}.log"
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(
                str(ROOT / folder) for folder in ("scripts", "server", "generated")
            ),
            "TREADLE_STATE": str(state / kind.key),
            **({"BENCH_PROFILE": str(profile / f"{kind.key}.stacks")} if profile else {}),
        }
        command = [sys.executable, "-m", "bench.launch", kind.program, str(model), str(self.port)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(os.getpid()), *kind.options],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal is for the bench, which stops it then
            )
        self.began = time.monotonic()
        self._profiled = profile is not None

    @property
    def pid(self) -> int:
        """The API process."""
        return self._process.pid

    @property
    def cpu_ns(self) -> int:
        """CPU time so far, nanoseconds."""
        return process_cpu_ns(self.pid)

    async def ready(self) -> float:
        """Wait until it answers; seconds since its start. Raises BenchError with the log's end."""
        while time.monotonic() - self.began < START_LIMIT:
            if self._process.poll() is not None:
                raise BenchError(f"{self.kind.title} ended with {self._process.returncode}:\n{self.tail()}")
            if await self._healthy():
                return time.monotonic() - self.began
            await asyncio.sleep(0.2)
        raise BenchError(f"{self.kind.title} did not answer in {START_LIMIT:.0f} s:\n{self.tail()}")

    async def _healthy(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        with contextlib.closing(writer):
            writer.write(b"GET /health HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            try:
                line = await asyncio.wait_for(reader.readline(), 5.0)
            except (OSError, TimeoutError):
                return False
        return b" 200 " in line

    def tail(self, lines: int = 15) -> str:
        """The end of what it logged."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    async def turn_sampling(self) -> None:
        """Begin to sample its stacks, or end that and have them written, where it was asked for."""
        if self._profiled:
            self._process.send_signal(signal.SIGUSR1)
            await asyncio.sleep(1.0)

    def stop(self) -> None:
        """End it: politely, and after five seconds for good."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
