"""The schema layer: schemathesis in all its phases, in a process of its own, over one contract document.

schemathesis.toml says how cases are made, exclusions.yaml what is left out and why. The process gets
credentials through its environment, never on its command line, and tells what happens line by line
(`schema_hooks`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from treadle_conformance.documents import Document
from treadle_conformance.report import Coverage, Exclusion, SchemaFailure, SchemaResult
from treadle_conformance.schema_config import configure, document_for, schemes
from treadle_conformance.schema_lanes import Lane, lanes, merge
from treadle_conformance.schema_tables import VARIABLE
from treadle_conformance.server import Server

HERE = Path(__file__).parent
GATES = {"operations": 100.0, "parameters": 100.0, "keywords": 90.0}
PARTS = ("operations", "parameters", "keywords", "examples", "responses")
WORKERS = "1"  # with threads, hypothesis meets a recursion fault of CPython 3.11 and cases go missing
PHASES = "examples,coverage,fuzzing,stateful"
FAST_PHASES = "examples,fuzzing,stateful"  # every value of every keyword takes a real model minutes
AT_ONCE = 3  # processes; each takes 90 to 135 MB, and all of the suite is to stay under 500
POLL = 0.2  # seconds
ALIKE = 5  # findings of one kind on one operation that are told
USED_TO_STOP = {0, 1}  # schemathesis's exit codes when it could do its work


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of exclusions.yaml."""

    reason: str
    when: str = "always"
    contract: str | None = None  # None: every contract
    check: str | None = None
    operation: str | None = None
    refusal: str | None = None  # a pattern: a valid case may be refused with a message that it matches

    @property
    def name(self) -> str:
        """What is left out."""
        refusal = f"refusals that say /{self.refusal}/" if self.refusal else None
        return " ".join(filter(None, (self.check, self.operation, refusal)))


async def run(
    document: Document,
    server: Server,
    examples: int,
    progress: Callable[[str, int, int], None],
    places: asyncio.Semaphore | None = None,
    tables: Path | None = None,
) -> SchemaResult:
    """Generate cases for every operation of a document and judge the answers.

    `places` are for processes, `tables` is the folder of `schema_tables.tables`.
    """
    places = places or asyncio.Semaphore(AT_ONCE)
    result = SchemaResult(contract=document.name)
    rules = _rules(document, server)
    result.exclusions = [Exclusion(what=rule.name, reason=rule.reason) for rule in rules]
    started = time.perf_counter()
    found = {
        lane: SchemaResult(contract=document.name)
        for lane in lanes(document, FAST_PHASES if server.fast else PHASES)
    }

    def told(_what: str, _done: int, _of: int) -> None:
        progress(f"{document.name}: {sum(each.cases for each in found.values())} cases", 0, 0)

    await asyncio.gather(
        *(
            _run(document, server, rules, examples, lane, each, told, places, tables)
            for lane, each in found.items()
        )
    )
    for lane, each in found.items():
        merge(result, lane, each)
    if server.fast:  # it does not try to reach everything, so only that no operation is missing counts
        for part in result.coverage:
            part.minimum = part.minimum if part.part == "operations" else None
    for number, rule in enumerate(rule for rule in rules if rule.refusal):
        met = result.excused.get(str(number), 0)
        entry = next(entry for entry in result.exclusions if entry.what == rule.name)
        entry.reason += f"; {met} cases"
    result.seconds = time.perf_counter() - started
    return result


async def _run(
    document: Document,
    server: Server,
    rules: list[Rule],
    examples: int,
    lane: Lane,
    result: SchemaResult,
    progress: Callable[[str, int, int], None],
    places: asyncio.Semaphore,
    tables: Path | None,
) -> None:
    """Have one process make the cases of a lane."""
    async with places:
        with tempfile.TemporaryDirectory(prefix="treadle-conform-") as folder:
            place = Path(folder)
            (place / "spec.json").write_text(json.dumps(document_for(document, server)), "utf-8")
            environment = configure(place / "schemathesis.toml", document, server)
            if tables:
                environment[VARIABLE] = str(tables)
            command = [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(place / "schemathesis.toml"),
            ]
            command += [
                "run",
                str(place / "spec.json"),
                "--url",
                server.url,
                "--phases",
                lane.phases,
                "--no-color",
            ]
            command += ["--max-examples", str(examples), "--workers", WORKERS, *_leave_out(rules)]
            for operation in lane.operations:
                command += ["--include-operation-id", operation]
            await _talk(
                command,
                place,
                environment,
                [rule.refusal for rule in rules if rule.refusal],
                result,
                progress,
            )
    _hide(result, server)


def _hide(result: SchemaResult, server: Server) -> None:
    """Take secrets out of what schemathesis says: it knows those of the document alone."""
    for failure in result.failures:
        failure.curl, failure.answer = server.hidden(failure.curl), server.hidden(failure.answer)
        failure.message = server.hidden(failure.message)
    result.faults = [server.hidden(fault) for fault in result.faults]


async def _talk(
    command: list[str],
    place: Path,
    extra: dict[str, str],
    refusals: list[str | None],
    result: SchemaResult,
    progress: Callable[[str, int, int], None],
) -> None:
    record = place / "events.jsonl"
    paths = [str(HERE.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = {
        **os.environ,
        **extra,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "SCHEMATHESIS_HOOKS": "treadle_conformance.schema_hooks",
        "TREADLE_CONFORM_EVENTS": str(record),
        "TREADLE_CONFORM_REFUSALS": json.dumps(refusals),
    }
    with (place / "output.txt").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=place, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        phase, offset, finished = "", 0, False
        try:
            while True:
                ended = process.returncode is not None
                events, offset = _read(record, offset)
                for event in events:
                    phase = event["name"] if event["kind"] == "phase" else phase
                    finished = finished or event["kind"] == "finished"
                    _take(event, result)
                progress(f"{result.contract} {phase.lower()}: {result.cases} cases", 0, 0)
                if ended:
                    break
                await _sleep_or_end(process)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
    if not finished or process.returncode not in USED_TO_STOP:
        said = (place / "output.txt").read_text("utf-8", "replace")[-1500:]
        result.faults.append(f"schemathesis ended with {process.returncode} before its end: {said}")
    elif process.returncode == 1 and not result.failures and not result.faults:
        said = (place / "output.txt").read_text("utf-8", "replace")[-1500:]
        result.faults.append(f"schemathesis failed for a reason of its own: {said}")


async def _sleep_or_end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(process.wait()), POLL)


def _read(record: Path, offset: int) -> tuple[list[dict[str, Any]], int]:
    if not record.exists():
        return [], offset
    with record.open("rb") as file:
        file.seek(offset)
        text = file.read()
    whole = text[: text.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.splitlines()], offset + len(whole)


def _take(event: dict[str, Any], result: SchemaResult) -> None:
    match event["kind"]:
        case "loaded":
            result.operations = event["operations"]
        case "phase" if event["enabled"] and event["name"].lower() in PHASES:
            result.phases = (*result.phases, event["name"].lower())
        case "scenario":
            result.cases += event["cases"]
            result.accepted += event["accepted"]
            result.requests += event["requests"]
        case "failure":
            _failure(event, result)
        case "error":
            result.faults.append(f"{event['label'] or 'schemathesis'}: {event['message']}")
        case "finished":
            result.excused = event["excused"]
            result.coverage = [_coverage(part, event["coverage"][part]) for part in PARTS]
        case _:
            pass


def _failure(event: dict[str, Any], result: SchemaResult) -> None:
    found = SchemaFailure(
        operation=event["label"] or "",
        check=event["check"],
        title=event["title"],
        message=event["message"],
        curl=event["curl"],
        answer=event["answer"],
    )
    alike = [
        f
        for f in result.failures
        if (f.operation, f.check, f.title) == (found.operation, found.check, found.title)
    ]
    # The same words may stand for several causes: a few answers tell them apart, more would bury the rest.
    if len(alike) < ALIKE and all((f.message, f.answer) != (found.message, found.answer) for f in alike):
        result.failures.append(found)


def _coverage(part: str, summary: dict[str, Any]) -> Coverage:
    covered, total = summary["covered"], summary["total"]
    if part == "parameters":
        covered += summary["partial"]  # exercised at all; how well is what the keywords say
    percent = 100 * covered / total if total else 100.0
    return Coverage(part=part, covered=covered, total=total, percent=percent, minimum=GATES.get(part))


def read_rules() -> list[Rule]:
    """The rows of exclusions.yaml."""
    return msgspec.convert(yaml.safe_load((HERE / "exclusions.yaml").read_text("utf-8")), list[Rule])


def _rules(document: Document, server: Server) -> list[Rule]:
    operations = {route.id for route in document.routes}
    open_to_all = not schemes(document, server)
    return [
        rule
        for rule in read_rules()
        if rule.contract in {None, document.name}
        and (rule.operation is None or rule.operation in operations)
        and (rule.when == "always" or open_to_all)
    ]


def _leave_out(rules: list[Rule]) -> list[str]:
    checks = [rule.check for rule in rules if rule.check]
    options = ["--exclude-checks", ",".join(checks)] if checks else []
    for rule in rules:
        options += ["--exclude-operation-id", rule.operation] if rule.operation else []
    return options
