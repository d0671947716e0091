"""How operations are shared among processes: each operation once, links by one more, nothing counted twice."""

from __future__ import annotations

import pytest

from treadle_conformance.documents import load
from treadle_conformance.report import Coverage, SchemaResult
from treadle_conformance.schema_lanes import (
    FAST_LANES,
    FAST_LINKED_LANES,
    LANES,
    LINKED_LANES,
    Lane,
    lanes,
    linked,
    merge,
)
from treadle_conformance.schema_layer import FAST_PHASES, PHASES


@pytest.mark.parametrize("name", ["tgi", "fabric"])
@pytest.mark.parametrize("phases", [PHASES, FAST_PHASES])
def test_every_operation_is_one_lanes(name: str, phases: str) -> None:
    document = load(name)
    shared = [lane for lane in lanes(document, phases) if not lane.follows]
    assert sorted(operation for lane in shared for operation in lane.operations) == sorted(
        route.id for route in document.routes
    )
    counts = {PHASES: (LANES, LINKED_LANES), FAST_PHASES: (FAST_LANES, FAST_LINKED_LANES)}
    assert len(shared) == counts[phases][linked(document)]


def test_links_are_followed_by_a_lane_of_their_own_that_begins_first() -> None:
    first, *rest = lanes(load("fabric"), PHASES)
    assert first == Lane("stateful")
    assert {lane.phases for lane in rest} == {"examples,coverage,fuzzing"}
    assert not any(lane.follows for lane in lanes(load("tgi"), PHASES))


def found(cases: int, covered: int) -> SchemaResult:
    part = Coverage(part="keywords", covered=covered, total=10, percent=10.0 * covered, minimum=90)
    return SchemaResult(
        contract="x", operations=1, cases=cases, accepted=1, phases=("a",), coverage=[part], excused={"0": 1}
    )


def test_what_a_lane_of_links_covers_is_not_counted_twice() -> None:
    result = SchemaResult(contract="x")
    merge(result, Lane("stateful"), found(7, 9))
    merge(result, Lane("examples", ("one",)), found(100, 4))
    merge(result, Lane("examples", ("two",)), found(20, 5))
    assert (result.operations, result.cases, result.followed) == (2, 120, 7)
    assert (result.accepted, result.excused, result.phases) == (3, {"0": 3}, ("a",))
    assert [(part.covered, part.total, part.percent) for part in result.coverage] == [(9, 10, 90.0)]
    assert result.effort == "2 operations, 120 cases and 7 steps along links, 2 % accepted"
