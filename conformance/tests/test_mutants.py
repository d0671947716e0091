"""The suite proves itself: it is green on the reference server, and every mutant dies by the check meant for it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import MUTANTS, Mutant
from serving import HEADERS, served

from treadle_conformance import Options, Report, Verdict, run
from treadle_conformance.reference import Reference
from treadle_conformance.rules import all_checks, requirements

PROFILES = ("all", "auth", "load")
FABRIC = ("fabric-inference", "fabric-control-plane", "auth")
NARROWER = {"resources": FABRIC, "control_plane_more": FABRIC}  # what a module's mutants can touch
AT_ONCE = 3
NOTICED = {"failed", "warned"}


def judged(url: str, profiles: tuple[str, ...] = PROFILES, only: str = "*") -> Report:
    return run(Options(url=url, profiles=profiles, headers=HEADERS, schema=False, only=only))


def who_looks(mutant: Mutant) -> str:
    """The checks that are run on a mutant: those of its killer's area, and every one that sees all answers."""
    wire = [check.id for check in all_checks().values() if check.wire]
    return ",".join([f"{mutant.kills.split('.')[0]}.*", *sorted(mutant.collateral), *wire])


def test_the_reference_server_keeps_every_rule(reference: str) -> None:
    report = judged(reference)
    assert [
        f"{result.id}: {result.status}: {result.message}"
        for result in report.results
        if result.status != "passed"
    ] == []
    assert report.verdict is Verdict.CONFORMANT


def test_two_runs_find_the_same(reference: str) -> None:
    first, second = judged(reference), judged(reference)
    assert [(r.id, r.status) for r in first.results] == [(r.id, r.status) for r in second.results]


def judge_mutant(mutant: Mutant) -> Report:
    """What the suite says of a mutant."""
    with served(mutant.wrap(Reference(delay=mutant.delay, api_key="key", token="token"))) as url:
        area = ("load",) if mutant.requirement.startswith("LOAD") else ("tgi-3.3",)
        return judged(url, NARROWER.get(mutant.module, area), who_looks(mutant))


def noticed_by(report: Report) -> dict[str, str]:
    """The checks that noticed something, with what they said."""
    return {result.id: result.message for result in report.results if result.status in NOTICED}


@pytest.fixture(scope="module")
def reports(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Report]]]:
    """What the suite says of every mutant. They wait for tokens most of the time, so some run at once."""

    parameters = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = {call.params["mutant"].id for call in parameters if call and "mutant" in call.params}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(judge_mutant, mutant) for name, mutant in MUTANTS.items() if name in chosen}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.id)
def test_mutant_dies_by_its_check(mutant: Mutant, reports: dict[str, Future[Report]]) -> None:
    report = reports[mutant.id].result()
    noticed = noticed_by(report)
    assert mutant.kills in noticed, f"alive; noticed: {noticed}"
    others = noticed.keys() - {mutant.kills} - mutant.collateral
    assert not others, {name: noticed[name] for name in others}
    unexplained = [r.id for r in report.results if r.status == "blocked" and r.because not in noticed]
    assert not unexplained
    assert not [result.message for result in report.results if result.status == "error"]


def test_mutants_name_rows_and_checks_that_exist() -> None:
    for mutant in MUTANTS.values():
        assert mutant.requirement in requirements(), mutant.id
        assert mutant.kills in all_checks(), mutant.id
        assert mutant.collateral <= all_checks().keys(), mutant.id
        assert mutant.requirement in all_checks()[mutant.kills].requirements, mutant.id


def test_there_are_mutants_enough() -> None:
    assert len(MUTANTS) >= 200
    assert set(range(1, 32)) <= {mutant.number for mutant in MUTANTS.values()}
