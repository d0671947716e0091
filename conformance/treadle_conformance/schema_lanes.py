"""How the operations of a document are shared among processes, and what they found is put together.

One process asks one thing at a time, and a server with a model spends most of that time on a few tokens. Each
operation is one lane's, so that its cases are the same however many lanes there are.
"""

from __future__ import annotations

import json
import re
from typing import Any

from treadle_conformance.documents import Document
from treadle_conformance.report import Coverage, SchemaResult

LANES = 9


def lane_count(document: Document) -> int:
    """How many processes share a document's operations; one where links lead from one to another."""
    linked = any(
        "links" in answer for route in document.routes for answer in route.node["responses"].values()
    )
    return 1 if linked else min(LANES, len(document.routes))


def dealt(document: Document, lanes: int) -> list[list[str]]:
    """The operationIds of each lane, the largest dealt first; none stands for all."""
    if lanes == 1:
        return [[]]
    by_size = sorted(document.routes, key=lambda route: (-_size(document, route.node), route.id))
    return [[route.id for route in by_size[lane::lanes]] for lane in range(lanes)]


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


def merge(result: SchemaResult, lane: SchemaResult) -> None:
    """Add what a lane found; its operations are its own, so nothing is counted twice."""
    result.operations += lane.operations
    result.cases += lane.cases
    result.accepted += lane.accepted
    result.phases = result.phases or lane.phases
    result.failures = [*result.failures, *lane.failures]
    result.faults = [*result.faults, *lane.faults]
    for number, met in lane.excused.items():
        result.excused[number] = result.excused.get(number, 0) + met
    before = {part.part: part for part in result.coverage}
    result.coverage = [
        part if part.part not in before else _added(before[part.part], part) for part in lane.coverage
    ] or result.coverage


def _added(first: Coverage, second: Coverage) -> Coverage:
    covered, total = first.covered + second.covered, max(first.total, second.total)
    percent = 100 * covered / total if total else 100.0
    return Coverage(part=first.part, covered=covered, total=total, percent=percent, minimum=first.minimum)
