"""How the operations of a document are shared among processes, and what they found is put together.

One process asks one thing at a time, and a server with a model spends most of that time on a few tokens.
Each operation is one lane's, and the same lane's in every run: what a process made before may show in its
cases. Where links lead from one operation to another, one more lane follows them: it needs all operations,
and only it does. A process keeps what it compiled, so one that made every case of a document would be twice
as large; a fast run compiles little, and a process takes seconds to begin.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from treadle_conformance.documents import Document
from treadle_conformance.report import Coverage, SchemaResult

LANES, FAST_LANES = 9, 3
LINKED_LANES, FAST_LINKED_LANES = 4, 2  # its operations are small
# schemathesis's names of phases: the one that compiles most and a fast run leaves out; the one of links
COMPILING, FOLLOWING = "coverage", "stateful"


@dataclass(frozen=True, slots=True)
class Lane:
    """What one process does: phases by schemathesis's names, and operationIds; none stands for all."""

    phases: str
    operations: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether it follows links, over operations that other lanes cover."""
        return self.phases == FOLLOWING


def linked(document: Document) -> bool:
    """Whether links lead from one operation of a document to another."""
    return any("links" in answer for route in document.routes for answer in route.node["responses"].values())


def lanes(document: Document, phases: str) -> list[Lane]:
    """The lanes of a document, the longest first; the largest operations are dealt first."""
    names = phases.split(",")
    whole = COMPILING in names
    if not linked(document):
        return [Lane(phases, each) for each in _dealt(document, LANES if whole else FAST_LANES)]
    others = ",".join(name for name in names if name != FOLLOWING)
    dealt = _dealt(document, LINKED_LANES if whole else FAST_LINKED_LANES)
    return [Lane(FOLLOWING), *(Lane(others, each) for each in dealt)]


def _dealt(document: Document, most: int) -> list[tuple[str, ...]]:
    count = min(most, len(document.routes))
    by_size = sorted(document.routes, key=lambda route: (-_size(document, route.node), route.id))
    return [tuple(route.id for route in by_size[lane::count]) for lane in range(count)]


def _size(document: Document, node: Any) -> int:
    """How much there is to vary in a request: the text of its schema and of all that it refers to."""
    body = node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schemas = document.data.get("components", {}).get("schemas", {})
    texts, met = [json.dumps(body)], set[str]()
    for text in texts:
        for name in sorted(set(re.findall(r'"#/components/schemas/(\w+)"', text)) - met):
            met.add(name)
            texts.append(json.dumps(schemas.get(name)))
    return sum(map(len, texts))


def merge(result: SchemaResult, lane: Lane, found: SchemaResult) -> None:
    """Add what a lane found; its operations are its own or not counted, so nothing is counted twice."""
    result.accepted += found.accepted
    result.requests += found.requests
    result.phases = (*result.phases, *(phase for phase in found.phases if phase not in result.phases))
    result.failures = [*result.failures, *found.failures]
    result.faults = [*result.faults, *found.faults]
    for number, met in found.excused.items():
        result.excused[number] = result.excused.get(number, 0) + met
    if lane.follows:
        result.followed += found.cases
        return
    result.cases += found.cases
    result.operations += found.operations
    before = {part.part: part for part in result.coverage}
    result.coverage = [
        part if part.part not in before else _added(before[part.part], part) for part in found.coverage
    ] or result.coverage


def _added(first: Coverage, second: Coverage) -> Coverage:
    covered, total = first.covered + second.covered, max(first.total, second.total)
    percent = 100 * covered / total if total else 100.0
    return Coverage(part=first.part, covered=covered, total=total, percent=percent, minimum=first.minimum)
