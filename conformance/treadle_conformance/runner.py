"""A run: smoke, tour, checks, generated cases; then what became of each check.

Options ─▶ conform ─▶ Report
             ├─ smoke    raises Unreachable
             ├─ tour     traffic for the wire checks
             ├─ checks   one after the other, so that two runs do the same
             └─ schema   generated cases, one document after the other
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import Path
from typing import TypeAlias

from treadle_conformance import address, conversations, known, leftovers, schema_lanes, schema_layer
from treadle_conformance.credentials import checked
from treadle_conformance.documents import Document, load
from treadle_conformance.exchange import Exchange
from treadle_conformance.faults import Blocked, HarnessFault, Misuse, Violation
from treadle_conformance.given import Given, from_environment
from treadle_conformance.memory import Memory
from treadle_conformance.profile import Profile, profiles
from treadle_conformance.report import Report, Result, SchemaResult
from treadle_conformance.rules import Check, Level
from treadle_conformance.schema_tables import tables
from treadle_conformance.server import FORMLESS, Server, formless
from treadle_conformance.smoke import smoke
from treadle_conformance.tour import tour

Progress: TypeAlias = Callable[[str, int, int], None]  # what is going on, done, of


def silent(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


EXAMPLES, FAST = 20, 5
ENVIRONMENT = {"TREADLE_API_KEY": "Authorization", "TREADLE_TOKEN": "X-Auth-Token"}


@dataclass(slots=True, kw_only=True)
class Options:
    """What to run against whom. `wait` is how many seconds the server may take to come up."""

    url: str
    name: str = ""  # what the server is called in reports
    profiles: tuple[str, ...] = ("tgi-3.3",)
    only: str = "*"  # patterns of check ids, with commas between them
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    fast: bool = False
    schema: bool = True
    examples: int | None = None  # generated cases per operation; None: EXAMPLES, or FAST of a fast run
    processes: int = schema_layer.AT_ONCE  # that make cases at the same time
    known_failing: Path | None = None
    timeout: float = 60.0
    ca_file: Path | None = None  # of the authority that signed the server's certificate
    wait: float = 0.0
    given: Given = field(default_factory=from_environment)  # a second tenant, a key, …


async def conform(options: Options, progress: Progress = silent) -> Report:
    """Run the suite against a server.

    Raises Unreachable when no conversation is possible, Misuse for options that make no sense.
    """
    chosen = _profiles(options.profiles)
    features = frozenset(feature for profile in chosen for feature in profile.features)
    checks = _checks(chosen, options)
    url, from_url = address.read(options.url)
    expected = known.read(options.known_failing) if options.known_failing else {}
    documents = _documents(chosen)
    headers = credentials(options.headers, from_url, documents)
    started = time.perf_counter()
    report = Report(
        url=url,
        name=options.name or url,
        profiles=options.profiles,
        suite=version(),
        started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    async with (
        Memory() as memory,
        Server(
            url,
            headers=headers,
            documents=documents,
            wire=[check for check in checks if check.wire],
            features=features,
            fast=options.fast,
            given=options.given,
            timeout=options.timeout,
            ca_file=options.ca_file,
        ) as server,
    ):
        progress("smoke", 0, len(checks))
        await smoke(server, wait=options.wait)
        report.model = server.facts.model
        await tour(server)
        active = [check for check in checks if check.active]
        for number, check in enumerate(active):
            progress(check.id, number, len(active))
            report.results.append(await _run(check, server))
        report.results = _in_order(checks, [*report.results, *_wire(checks, server)])
        report.requests = len(server.exchanges)
        conversations.attach(report, server)
        promised = {check.id for profile in chosen for check in profile.checks()}
        apply_known(report, expected, {check.id for check in checks}, promised)
        await leftovers.remove(server)
        if _generates(chosen, options):
            server.forget()  # the report has what it shows, and what follows takes memory of its own
            cases = options.examples or (FAST if options.fast else EXAMPLES)
            report.schema += await _generated(server, cases, options.processes, progress)
    report.memory = memory.peak
    report.seconds = time.perf_counter() - started
    return report


async def _generated(server: Server, examples: int, processes: int, progress: Progress) -> list[SchemaResult]:
    """Generate cases for the documents side by side: each waits for the server most of the time.

    Neither sees what the other makes. What only one process can do begins first, since others wait for none.
    """
    places = asyncio.Semaphore(processes)
    order = sorted(server.documents, key=lambda each: not schema_lanes.linked(each))
    async with tables() as made:
        found = await asyncio.gather(
            *(schema_layer.run(each, server, examples, progress, places, made) for each in order)
        )
    return sorted(found, key=lambda result: [each.name for each in server.documents].index(result.contract))


def run(options: Options, progress: Progress = silent) -> Report:
    """`conform` for callers without an event loop."""
    return asyncio.run(conform(options, progress))


def credentials(
    headers: Mapping[str, str], from_url: Mapping[str, str], documents: Sequence[Document]
) -> dict[str, str]:
    """The given headers, with what the URL has where they are not given, and the environment.

    Of the environment only what one of the documents asks for: it may hold another server's credential.
    """
    found = dict(headers)
    further = list(from_url.items())
    for variable, name in ENVIRONMENT.items():
        if held := os.environ.get(variable):
            value = f"Bearer {held}" if name == "Authorization" else held
            if any(document.claims(name, value) for document in documents):
                further.append((name, value))
    for name, value in further:
        if name.lower() not in {other.lower() for other in found}:
            found[name] = value
    return dict(checked(name, value) for name, value in found.items())


def _profiles(names: tuple[str, ...]) -> list[Profile]:
    known_profiles = profiles()
    if unknown := [name for name in names if name not in known_profiles]:
        raise Misuse(f"there is no profile {unknown[0]}; there are {', '.join(known_profiles)}")
    return [known_profiles[name] for name in names]


def _documents(chosen: list[Profile]) -> list[Document]:
    return [load(name) for name in dict.fromkeys(name for profile in chosen for name in profile.contracts)]


def _checks(chosen: list[Profile], options: Options) -> list[Check]:
    strictest_last = sorted(chosen, key=lambda profile: not profile.instead)
    found = {check.id: check for profile in strictest_last for check in profile.checks()}
    names = [*found, *(["schema"] if _promises_cases(chosen, options) else [])]
    for pattern in _patterns(options):
        if not any(fnmatchcase(name, pattern) for name in names):
            raise Misuse(f"no check of {' '.join(options.profiles)} matches {pattern or options.only!r}")
    kept = [check for name, check in found.items() if _wanted(name, options)]
    return [check for check in kept if not (options.fast and check.slow)]


def _generates(chosen: list[Profile], options: Options) -> bool:
    return _promises_cases(chosen, options) and _wanted("schema", options)


def _promises_cases(chosen: list[Profile], options: Options) -> bool:
    return options.schema and any("schema" in profile.features for profile in chosen)


def _patterns(options: Options) -> list[str]:
    return [pattern.strip() for pattern in options.only.split(",")]


def _wanted(name: str, options: Options) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _patterns(options))


async def _run(check: Check, server: Server) -> Result:
    if check.active is None:
        raise TypeError(f"{check.id} has no conversation")
    server.current, server.last = check.id, None
    result = _result(check)
    started = time.perf_counter()
    try:
        await check.active(server)
    except Violation as finding:
        _fill(result, finding.message, finding.exchange)
        result.status = "failed" if check.level is Level.MUST else "warned"
    except Blocked as finding:
        _fill(result, finding.message, finding.exchange)
        result.status, result.because = "blocked", finding.because
    except HarnessFault as finding:
        _fill(result, finding.message, finding.exchange)
        result.status = "error"
    except FORMLESS as error:
        _fill(result, formless(error), server.last)
        result.status = "failed"
    result.milliseconds = round(1000 * (time.perf_counter() - started))
    return result


def _result(check: Check) -> Result:
    return Result(
        id=check.id,
        title=check.title,
        area=check.area,
        level=check.level.value,
        requirements=check.requirements,
        status="passed",
    )


def _fill(result: Result, message: str, exchange: Exchange | None) -> None:
    result.message = (exchange.sent.hidden(message) if exchange else message)[:2000]
    if exchange:
        result.curl, result.answer = exchange.curl, exchange.summary


def _wire(checks: list[Check], server: Server) -> list[Result]:
    results: list[Result] = []
    for check in checks:
        if check.wire is None:
            continue
        result = _result(check)
        broken = [(e, f) for e in server.exchanges for f in e.faults if f.check == check.id]
        if broken:
            exchange, fault = broken[0]
            _fill(result, fault.message, exchange)
            result.occurrences = len(broken)
            result.status = "failed" if fault.must else "warned"
        results.append(result)
    return results


def _in_order(checks: list[Check], results: list[Result]) -> list[Result]:
    place = {check.id: number for number, check in enumerate(checks)}
    return sorted(results, key=lambda result: place[result.id])


def apply_known(
    report: Report,
    expected: Mapping[str, known.Known],
    ran: Collection[str],
    promised: Collection[str] = (),
) -> None:
    """Excuse the failures that are known, and note the entries that pass, and those that nothing could run.

    What is `promised` and did not run was left out by whoever ran this, which says nothing of the entry.
    """
    for result in report.results:
        entry = expected.get(result.id)
        if entry is None:
            continue
        if result.status in {"failed", "blocked", "warned"}:
            result.status = "expected"
            result.message = f"{entry.reason} (since {entry.since}): {result.message}"
        elif result.status == "passed":
            report.stale.append(result.id)
    report.absent.extend(name for name in expected if name not in ran and name not in promised)


def version() -> str:
    """The suite's version."""
    try:
        return metadata.version("treadle")
    except metadata.PackageNotFoundError:
        return "0"
