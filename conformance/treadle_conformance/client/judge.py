"""Judging a client: what it said of every variant, as the same results that a server's report has.

The client sits behind a command that reads one JSON object per line and answers each with one:

    {"do": "hello"}                        -> {"client": "name 1.2", "can": ["chat", "chat_stream", …]}
    {"do": "chat_stream", "url": …}        -> {"text": …, "times": [seconds since the epoch, …]}
                                           or {"error": {"message": …, "status": 422 or null}}

It asks for anything; only the text, when its pieces came, and errors are looked at.
"""

from __future__ import annotations

import asyncio
import json
import shlex
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from treadle_conformance.client.broken import BROKEN
from treadle_conformance.client.legal import LEGAL
from treadle_conformance.client.serving import Seen, serving
from treadle_conformance.client.variants import TEXT, Kind, Variant
from treadle_conformance.faults import Misuse
from treadle_conformance.known import Known
from treadle_conformance.report import Report, Result
from treadle_conformance.runner import apply_known, version

SECONDS = 20.0  # that a client may take for one answer
LINE = 64 * 1024 * 1024  # bytes of one answer
Pair: TypeAlias = tuple[Variant, Kind]


def variants() -> dict[str, Pair]:
    """Every variant by check id."""
    return {name: (v, kind) for v in (*LEGAL, *BROKEN) for name, kind in v.ids()}


class Client:
    """The command that a client sits behind."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, command: str) -> Client:
        """Start the command; raises Misuse when it cannot be started."""
        try:
            process = await asyncio.create_subprocess_exec(
                *shlex.split(command),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LINE,
            )
        except (OSError, ValueError) as error:
            raise Misuse(f"{command}: {error}") from error
        return cls(process)

    async def ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """One message and its answer; raises TimeoutError, Misuse when the command is gone or babbles."""
        if self.process.stdin is None or self.process.stdout is None:
            raise Misuse("the command has no pipes")
        line = b""
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            await self.process.stdin.drain()
            line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
            answer: dict[str, Any] = json.loads(line)
        except ConnectionError as error:
            raise Misuse(f"the command is gone: {error}") from error
        except ValueError as error:
            raise Misuse(f"the command said {line[:200]!r}, which is no JSON") from error
        return answer

    async def stop(self) -> None:
        """End the command."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def judge(command: str, only: str = "*", expected: Mapping[str, Known] | None = None) -> Report:
    """Hold a client to every variant of what it can do; raises Misuse."""
    started = time.perf_counter()
    client = await Client.start(command)
    try:
        hello = await client.ask({"do": "hello"})
        chosen = {
            name: pair
            for name, pair in variants().items()
            if pair[1] in hello["can"] and any(fnmatchcase(name, part.strip()) for part in only.split(","))
        }
        report = Report(
            url=command,
            name=str(hello["client"]),
            profiles=("client",),
            suite=version(),
            started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        async with serving(chosen) as (url, teller):
            for name, (variant, kind) in chosen.items():
                result = _result(name, variant)
                begun = time.perf_counter()
                try:
                    said = await client.ask({"do": kind, "url": f"{url}/{name}"})
                    complaint = complain(variant, said, teller.seen.get(name, Seen()))
                except TimeoutError:
                    complaint = f"nothing came in {SECONDS:g} s"
                    await client.stop()
                    client = await Client.start(command)
                    await client.ask({"do": "hello"})
                result.milliseconds = round(1000 * (time.perf_counter() - begun))
                if complaint:
                    result.status, result.message = "failed", complaint[:2000]
                report.results.append(result)
            report.requests = sum(len(seen.requests) for seen in teller.seen.values())
        apply_known(report, expected or {}, set(chosen))
    except KeyError as error:
        raise Misuse(f"the command's answer lacks {error}") from error
    finally:
        await client.stop()
    report.seconds = time.perf_counter() - started
    return report


def _result(name: str, variant: Variant) -> Result:
    return Result(
        id=name,
        title=variant.title,
        area=name.split(".")[1],
        level="MUST",
        requirements=(variant.requirement,),
        status="passed",
    )


def complain(variant: Variant, said: Mapping[str, Any], seen: Seen) -> str | None:
    """Why what a client said of a variant is not what it had to say, or None."""
    if len(seen.requests) > variant.tries and variant.requirement == "CLIENT-26":
        return f"it was asked for {len(seen.requests)} times"
    if not seen.requests:
        return f"no request came: {said}"
    error = said.get("error")
    if variant.expects == "text":
        if error is not None:
            return f"the answer is right, and was called an error: {str(error)[:500]}"
        if said.get("text") != TEXT:
            return f"the text is {TEXT!r}, and was read as {said.get('text')!r}"
        times: list[float] = said.get("times") or []
        if variant.live and not (times and times[0] < seen.last_piece_at):
            return "the first piece was given to the caller only after the last had been sent"
        return None
    if error is None:
        return f"the answer is broken, and was read as {str(said.get('text'))[:200]!r}"
    if variant.status is not None and error.get("status") != variant.status:
        return f"the status is {variant.status}, and the error has {error.get('status')}: {error}"
    if variant.message is not None and variant.message not in str(error.get("message")):
        return f"the message is {variant.message!r}, and the error says {str(error.get('message'))[:300]!r}"
    return None
