"""What a run found, as data; every kind of report is made from it.

    Report
      ├─ results      one per check: passed, warned, failed, blocked, error, expected
      ├─ schema       one per contract document: what the generated cases found
      └─ verdict      CONFORMANT, NON_CONFORMANT, HARNESS_FAULT

`expected` is a failure that the known-failing list names; an entry of that list that passes, or that no check
of the profiles is, makes the run fail, so the list cannot go stale.
"""

from __future__ import annotations

import enum
from typing import Literal

import msgspec

Status = Literal["passed", "warned", "failed", "blocked", "error", "expected"]
BAD: frozenset[Status] = frozenset({"failed", "blocked", "error"})


class Verdict(enum.Enum):
    """What a run says about a server; the value is the process's exit code."""

    CONFORMANT = 0
    NON_CONFORMANT = 1
    UNREACHABLE = 3
    HARNESS_FAULT = 4


class Conversation(msgspec.Struct, kw_only=True):
    """One request with its answer, as far as a report shows it. No credential is in it."""

    method: str
    path: str
    request: str | None  # the beginning of the body
    curl: str
    status: int
    headers: list[tuple[str, str]]
    body: str  # its beginning
    size: int  # of the whole body, in bytes
    milliseconds: float
    timeline: list[tuple[float, str]] = []  # of a stream: milliseconds and what arrived then
    pieces: int = 0  # of that stream; the timeline has the first of them
    broken: str | None = None


class Result(msgspec.Struct, kw_only=True):
    """What one check found."""

    id: str
    title: str
    area: str
    level: str
    requirements: tuple[str, ...]
    status: Status
    message: str = ""
    because: str | None = None  # the check that found the reason, for a blocked one
    curl: str | None = None
    answer: str | None = None
    occurrences: int = 0  # of a wire rule: answers that broke it
    milliseconds: int = 0
    conversations: list[int] = []  # places in the report's list; of a wire rule, those that broke it
    shown: int | None = None  # the one that shows what was found


class Exclusion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An operation or check that the generated cases leave out, and why."""

    what: str
    reason: str


class SchemaFailure(msgspec.Struct, kw_only=True):
    """A generated case that an oracle refused."""

    operation: str
    check: str
    title: str
    message: str
    curl: str
    answer: str


class Coverage(msgspec.Struct, kw_only=True):
    """How much of a part of the document was exercised, in percent."""

    part: str
    covered: int
    total: int
    percent: float
    minimum: float | None = None

    @property
    def enough(self) -> bool:
        """Whether the gate holds."""
        return self.minimum is None or self.percent >= self.minimum


class SchemaResult(msgspec.Struct, kw_only=True):
    """What the generated cases found against one contract document."""

    contract: str
    operations: int = 0
    cases: int = 0  # the same whenever the same operations are asked of the same document
    followed: int = 0  # steps along links: how many there are depends on what the server answers
    accepted: int = 0  # cases and steps that were answered 2xx
    requests: int = 0  # cases, steps, and what checks sent once more, without a credential say
    seconds: float = 0.0
    phases: tuple[str, ...] = ()
    coverage: list[Coverage] = []
    exclusions: list[Exclusion] = []
    failures: list[SchemaFailure] = []
    excused: dict[str, int] = {}  # cases by number of the exclusion that excuses their refusal
    faults: list[str] = []  # why the layer could not do its work

    @property
    def effort(self) -> str:
        """How much was asked, and how much of it was answered 2xx."""
        asked = self.cases + self.followed
        share = 100 * self.accepted / asked if asked else 0.0
        steps = f" and {self.followed} steps along links" if self.followed else ""
        return f"{self.operations} operations, {self.cases} cases{steps}, {share:.0f} % accepted"

    @property
    def good(self) -> bool:
        """Whether nothing was found and the coverage is enough."""
        return not self.failures and not self.faults and all(part.enough for part in self.coverage)


def to_take_out(name: str, why: str) -> str:
    """What is said of an outdated entry of the known-failing list."""
    return f"{name} is in the known-failing list, and {why}: take it out"


class Report(msgspec.Struct, kw_only=True):
    """A whole run."""

    url: str
    name: str = ""  # what the server is called in reports; its URL unless told
    profiles: tuple[str, ...]
    suite: str  # the suite's version
    started: str  # UTC
    seconds: float = 0.0
    model: str = ""
    requests: int = 0  # without generated cases; a wait that looks at the metrics many times counts once
    memory: int | None = None  # bytes that the suite's processes had together at their most; None: unknown
    results: list[Result] = []
    schema: list[SchemaResult] = []
    conversations: list[Conversation] = []
    stale: list[str] = []  # entries of the known-failing list that pass
    absent: list[str] = []  # entries of it that no check of the chosen profiles could be

    @property
    def counts(self) -> dict[str, int]:
        """How many checks ended how."""
        found = [result.status for result in self.results]
        return {status: found.count(status) for status in dict.fromkeys(found)}

    @property
    def outdated(self) -> list[tuple[str, str]]:
        """The entries of the known-failing list that have to go, each with why."""
        passed = {result.id for result in self.results if result.status == "passed"}
        why = [(name, "passes" if name in passed else "did not run") for name in self.stale]
        return why + [(name, f"is in no chosen profile ({' '.join(self.profiles)})") for name in self.absent]

    @property
    def effort(self) -> str:
        """What the run took."""
        memory = "" if self.memory is None else f", {self.memory / 1e6:.0f} MB"
        return f"{self.seconds:.1f} s{memory}"

    @property
    def bad(self) -> list[Result]:
        """The checks that make the run fail."""
        return [result for result in self.results if result.status in BAD]

    @property
    def verdict(self) -> Verdict:
        """What the run says about the server."""
        if any(result.status == "error" for result in self.results) or any(
            part.faults for part in self.schema
        ):
            return Verdict.HARNESS_FAULT
        if self.bad or self.stale or self.absent or not all(part.good for part in self.schema):
            return Verdict.NON_CONFORMANT
        return Verdict.CONFORMANT


def from_json(text: bytes) -> Report:
    """The report that `to_json` wrote; raises msgspec.DecodeError for anything else."""
    return msgspec.json.decode(text, type=Report)


def to_json(report: Report) -> bytes:
    """The report as a JSON document."""
    document = {
        "verdict": report.verdict.name.lower(),
        "counts": report.counts,
        **msgspec.to_builtins(report),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
