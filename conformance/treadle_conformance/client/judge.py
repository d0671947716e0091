"""Judging a client: what it said of every variant, as the same results that a server's report has.

The client sits behind a command that reads one JSON object per line and answers each with one:

    {"do": "hello"}                        -> {"client": "name 1.2", "can": ["chat", "chat_stream", …]}
    {"do": "chat_stream", "url": …}        -> {"text": …, "times": [seconds since the epoch, …]}
                                           or {"error": {"message": …, "status": 422 or null}}

It asks for anything; only the text, when its pieces came, and errors are looked at. An answer of another
form says nothing about the client: it is a fault of the command, and ends the run as wrong usage.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, TypeAlias, TypeVar

import msgspec

from treadle_conformance.client.broken import BROKEN
from treadle_conformance.client.legal import LEGAL
from treadle_conformance.client.serving import Seen, serving
from treadle_conformance.client.variants import PLAIN, STREAMS, TEXT, Kind, Variant
from treadle_conformance.faults import Misuse
from treadle_conformance.known import Known
from treadle_conformance.report import Report, Result
from treadle_conformance.runner import apply_known, version

SECONDS = 20.0  # that a client may take for one answer
LINE = 64 * 1024 * 1024  # bytes of one answer
Pair: TypeAlias = tuple[Variant, Kind]
Form = TypeVar("Form", bound=msgspec.Struct)


class Hello(msgspec.Struct):
    """What a command says of itself."""

    client: str
    can: list[str]


class Failure(msgspec.Struct):
    """An error that a client reported."""

    message: str | None = None
    status: int | None = None


class Said(msgspec.Struct):
    """What a client made of one answer."""

    text: str | msgspec.UnsetType | None = msgspec.UNSET
    times: list[float] | None = None
    error: Failure | None = None


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
        if not command.strip():
            raise Misuse("the command is empty; it starts the client's adapter")
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

    async def hello(self) -> Hello:
        """What the client is called and what it can do; raises Misuse."""
        try:
            hello = _formed(await self._line({"do": "hello"}), Hello)
        except TimeoutError as error:
            raise Misuse(f"the command did not answer hello in {SECONDS:g} s") from error
        if unknown := set(hello.can) - {*PLAIN, *STREAMS}:
            raise Misuse(
                f"the command says that it can {', '.join(sorted(unknown))}, which nothing here is; "
                f"there are {', '.join((*PLAIN, *STREAMS))}"
            )
        if not hello.can:
            raise Misuse(f"the command says that {hello.client} can do nothing, so there is nothing to judge")
        return hello

    async def ask(self, kind: Kind, url: str) -> Said:
        """What the client made of one answer; raises TimeoutError, Misuse."""
        line = await self._line({"do": kind, "url": url})
        said = _formed(line, Said)
        if said.text is msgspec.UNSET and said.error is None:
            raise Misuse(f"the command said {_shown(line)}, which has neither a text nor an error")
        return said

    async def _line(self, message: Mapping[str, Any]) -> bytes:
        if self.process.stdin is None or self.process.stdout is None:
            raise Misuse("the command has no pipes")
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            await self.process.stdin.drain()
            line = await asyncio.wait_for(self.process.stdout.readline(), SECONDS)
        except ConnectionError as error:
            raise Misuse(f"the command is gone: {error}") from error
        except ValueError as error:
            raise Misuse(f"the command said more than {LINE >> 20} MiB in one line") from error
        if not line:
            raise Misuse(f"the command is gone: it ended without an answer to {message['do']}")
        return line

    async def stop(self) -> None:
        """End the command."""
        with contextlib.suppress(ProcessLookupError):
            if self.process.returncode is None:
                self.process.kill()
        await self.process.wait()


async def judge(command: str, only: str = "*", expected: Mapping[str, Known] | None = None) -> Report:
    """Hold a client to every variant of what it can do; raises Misuse."""
    started = time.perf_counter()
    client = await Client.start(command)
    try:
        hello = await client.hello()
        able = {name: pair for name, pair in variants().items() if pair[1] in hello.can}
        chosen = {name: able[name] for name in _matching(able, only, hello.client)}
        report = Report(
            url=command,
            name=hello.client,
            profiles=("client",),
            suite=version(),
            started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        async with serving(chosen) as (url, teller):
            for name, (variant, kind) in chosen.items():
                result = _result(name, variant)
                begun = time.perf_counter()
                try:
                    said = await client.ask(kind, f"{url}/{name}")
                    complaint = complain(variant, said, teller.seen.get(name, Seen()))
                except TimeoutError:
                    complaint = f"nothing came in {SECONDS:g} s"
                    await client.stop()
                    client = await Client.start(command)
                    await client.hello()
                result.milliseconds = round(1000 * (time.perf_counter() - begun))
                if complaint:
                    result.status, result.message = "failed", complaint[:2000]
                report.results.append(result)
            report.requests = sum(len(seen.requests) for seen in teller.seen.values())
        apply_known(report, expected or {}, set(chosen), set(able))
    finally:
        await client.stop()
    report.seconds = time.perf_counter() - started
    return report


def _matching(able: Collection[str], only: str, client: str) -> list[str]:
    patterns = [part.strip() for part in only.split(",")]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in able):
            raise Misuse(f"no check of what {client} can do matches {pattern or only!r}")
    return [name for name in able if any(fnmatchcase(name, pattern) for pattern in patterns)]


def _formed(line: bytes, form: type[Form]) -> Form:
    """A line in its form; raises Misuse, which says what is wrong with it."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Misuse(f"the command said {_shown(line)}, which is no JSON") from error
    try:
        return msgspec.convert(document, form)
    except msgspec.ValidationError as error:
        raise Misuse(
            f"the command said {_shown(line)}, which has not the form of an answer: {error}"
        ) from error


def _shown(line: bytes) -> str:
    return repr(line[:200].decode("utf-8", "replace").rstrip("\n"))


def _result(name: str, variant: Variant) -> Result:
    return Result(
        id=name,
        title=variant.title,
        area=name.split(".")[1],
        level="MUST",
        requirements=(variant.requirement,),
        status="passed",
    )


def complain(variant: Variant, said: Said, seen: Seen) -> str | None:
    """Why what a client said of a variant is not what it had to say, or None."""
    if len(seen.requests) > variant.tries and variant.requirement == "CLIENT-26":
        return f"it was asked for {len(seen.requests)} times"
    if not seen.requests:
        return f"no request came: {msgspec.to_builtins(said)}"
    error = said.error
    if variant.expects == "text":
        if error is not None:
            return f"the answer is right, and was called an error: {str(error.message)[:500]}"
        if said.text != TEXT:
            return f"the text is {TEXT!r}, and was read as {said.text!r}"
        times = said.times or []
        if variant.live and not (times and times[0] < seen.last_piece_at):
            return "the first piece was given to the caller only after the last had been sent"
        return None
    if error is None:
        return f"the answer is broken, and was read as {str(said.text)[:200]!r}"
    if variant.status is not None and error.status != variant.status:
        return f"the status is {variant.status}, and the error has {error.status}: {error.message}"
    if variant.message is not None and variant.message not in str(error.message):
        return f"the message is {variant.message!r}, and the error says {str(error.message)[:300]!r}"
    return None
