"""`make bench`: CPU per streamed token in the API process, ours and vLLM's own server alternating.

    python scripts/bench/run.py [--quick] [--rounds N] [--servers KEY,…] [--cases KEY,…] [--out FOLDER]

The first server named is the one that the ratios are about.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

if __package__ in (None, ""):  # started as a file
    _SCRIPTS = Path(__file__).resolve().parents[1]
    sys.path[:1] = [str(_SCRIPTS), str(_SCRIPTS.parent / "server"), str(_SCRIPTS.parent / "generated")]

from bench import load, machine, report
from bench.cases import CASES, Case, WrongAnswerError, read_answer
from bench.servers import KINDS, BenchError, Kind, Server, pin
from bench.summary import there_and_back

SETTLE = 0.05
"""Seconds of quiet before and after a burst, so that what it left to do is counted and nothing else."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 0 when every server answered everything rightly."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(_bench(options))
    except (BenchError, WrongAnswerError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: stopped", file=sys.stderr)
        return 130


def _terminated(*_: object) -> None:
    sys.exit(143)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description="CPU per streamed token in the API process, servers side by side."
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds; default 5")
    parser.add_argument("--quick", action="store_true", help="2 rounds")
    parser.add_argument(
        "--limit", type=float, default=330.0, help="seconds in all; default 330, fewer rounds then"
    )
    parser.add_argument(
        "--servers",
        type=_keys(KINDS),
        default=["treadle", "vllm"],
        help=f"of {', '.join(KINDS)}; default the first two",
    )
    known = [case.key for case in CASES]
    parser.add_argument("--cases", type=_keys(known), help=f"of {', '.join(known)}; default all")
    parser.add_argument(
        "--no-processors", action="store_true", help="leave out what logits processors cost per step"
    )
    parser.add_argument("--model", type=Path, help="model directory; default the embedded one")
    parser.add_argument(
        "--profile", type=Path, help="folder for sampled stacks; the numbers then include sampling"
    )
    parser.add_argument("--out", type=Path, help="folder for bench.json, bench.md and bench.svg")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if options.quick:
        options.rounds = 2
    options.cases = options.cases or known
    return options


def _keys(known: Sequence[str] | dict[str, Kind]) -> type:
    def read(text: str) -> list[str]:
        chosen = text.split(",")
        for key in chosen:
            if key not in known:
                raise argparse.ArgumentTypeError(f"{key!r} is none of {', '.join(known)}")
        return chosen

    return read  # type: ignore[return-value]


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop  # type: ignore[no-any-return]


async def _bench(options: argparse.Namespace) -> int:
    began = time.monotonic()
    facts = machine.facts()
    for name, value in facts.items():
        print(f"  {name:<28}{value}")
    kinds = [KINDS[key] for key in options.servers]
    cases = [case for case in CASES if case.key in options.cases]
    with tempfile.TemporaryDirectory(prefix="treadle-bench-") as state:
        servers: list[Server] = []
        try:
            await _start(servers, kinds, options.model or _embedded(), Path(state), options.profile)
            samples = await _rounds(servers, cases, options.rounds, began + options.limit)
        finally:
            for server in servers:
                server.stop()
    processors = "" if options.no_processors or options.quick else _processors()
    table = report.rows(samples, kinds)
    notes = _notes(samples)
    print(f"\n{report.text_table(report.cells(table, kinds))}\n")
    for note in notes:
        print(f"  {note}")
    if processors:
        print(f"\n{processors}")
    print(f"  {time.monotonic() - began:.0f} s in all; load average now {machine.load_average()}")
    facts["load average at the end"] = machine.load_average()
    if options.out is not None:
        report.write(options.out, samples, table, kinds, facts, notes)
        print(f"  written: {options.out}/bench.json, bench.md, bench.svg")
    return 0


def _processors() -> str:
    """What the logits processors cost, in a process of its own: it needs torch, this one must stay small."""
    script = Path(__file__).with_name("processors.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode:
        raise BenchError(f"processors: {done.stderr[-2000:]}")
    return done.stdout


def _embedded() -> Path:
    from treadle.engine.embedded import embedded_model

    return embedded_model()


async def _start(
    servers: list[Server], kinds: Sequence[Kind], model: Path, state: Path, profile: Path | None
) -> None:
    """Start all at once and put them on one core, this process on another."""
    if profile is not None:
        profile = profile.resolve()
        profile.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        servers.append(Server(kind, model, state, profile))
    for server in servers:
        seconds = await server.ready()
        print(f"  {server.kind.title:<28}ready after {seconds:.1f} s", flush=True)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        for server in servers:
            pin(server.pid, cores[0])
        pin(os.getpid(), cores[1])


async def _rounds(
    servers: Sequence[Server], cases: Sequence[Case], rounds: int, deadline: float
) -> list[report.Sample]:
    texts: dict[int, str] = {}
    for case in cases:  # warm-up, and proof that all say the same
        for server in servers:
            await _burst(server, case, -1, texts)
    print("  warm", flush=True)
    for server in servers:
        await server.turn_sampling()
    samples: list[report.Sample] = []
    longest = 0.0
    for number in range(rounds):
        began = time.monotonic()
        if number > 1 and began + longest > deadline:
            print(f"  no time for more than {number} rounds (--limit)", flush=True)
            break
        for case in cases:
            bursts: dict[str, list[report.Sample]] = {server.kind.key: [] for server in servers}
            for place in there_and_back(len(servers), number):
                sample = await _burst(servers[place], case, number, texts)
                bursts[sample.server].append(sample)
            means = [report.mean(pair) for pair in bursts.values()]
            samples += means
            shown = "   ".join(f"{sample.server} {getattr(sample, case.quantity):.1f}" for sample in means)
            print(f"  round {number + 1}/{rounds}  {case.key:<20}{shown}", flush=True)
        longest = max(longest, time.monotonic() - began)
    for server in servers:
        await server.turn_sampling()
    return samples


async def _burst(server: Server, case: Case, number: int, texts: dict[int, str]) -> report.Sample:
    request = case.request(server.kind.program)
    connections = await load.connect(server.port, case.connections)
    try:
        await asyncio.sleep(SETTLE)
        with _no_collection():
            own, cpu, wall = time.process_time(), server.cpu_ns, time.perf_counter()
            replies = await load.run(connections, request, case.each)
            wall, own = time.perf_counter() - wall, time.process_time() - own
            await asyncio.sleep(SETTLE)
            cpu = server.cpu_ns - cpu
    except OSError as error:
        raise BenchError(f"{server.kind.title}, {case.title}: {error}\n{server.tail()}") from error
    finally:
        for connection in connections:
            connection.close()
    events = 0
    for reply in replies:
        try:
            text, carried = read_answer(*reply.read(), stream=case.stream)
        except WrongAnswerError as error:
            raise BenchError(f"{server.kind.title}, {case.title}: {error}\n{server.tail()}") from error
        expected = texts.setdefault(case.tokens, text)
        if text != expected:
            raise WrongAnswerError(f"{server.kind.title}, {case.title}: {text!r}, expected {expected!r}")
        events += carried
    tokens = len(replies) * case.tokens
    return report.Sample(
        case=case.key,
        server=server.kind.key,
        round=number,
        cpu_us_per_token=cpu / 1000 / tokens,
        cpu_us_per_request=cpu / 1000 / len(replies),
        latency_ms=statistics.median(reply.seconds for reply in replies) * 1000,
        first_byte_ms=statistics.median(reply.seconds_to_first_byte for reply in replies) * 1000,
        tokens_per_second=tokens / wall,
        events_per_token=events / tokens,
        client_load=own / wall,
    )


@contextlib.contextmanager
def _no_collection() -> Generator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _notes(samples: Sequence[report.Sample]) -> list[str]:
    rounds = len({sample.round for sample in samples})
    streamed = [s for s in samples if next(c for c in CASES if c.key == s.case).stream]
    merged = min((s.events_per_token for s in streamed), default=1.0)
    notes = [
        f"median (lowest–highest) of {rounds} rounds; ratios are taken within each round",
        "CPU time of the API process, user and system, all threads, over a fake engine core",
        f"the client used at most {max(s.client_load for s in samples):.0%} of its core",
    ]
    if merged < 0.99:
        notes.append(f"some streams merged tokens: as few as {merged:.2f} events per token")
    return notes


if __name__ == "__main__":
    sys.exit(main())
