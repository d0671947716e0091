"""The suite proves itself: it is green on the reference server, and every mutant dies by the check meant for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import MUTANTS, Mutant
from serving import GIVEN, HEADERS, TOKEN, guarded, moderated, served

from treadle_conformance import Options, Report, Verdict, memory, run
from treadle_conformance.given import Given
from treadle_conformance.profile import profiles
from treadle_conformance.reference import Reference
from treadle_conformance.rules import all_checks, requirements

PROFILES = ("all", "auth", "load")
FABRIC = ("fabric-inference", "fabric-control-plane", "auth")
NARROWER = {
    "resources": FABRIC,
    "control_plane_more": FABRIC,
    "in_use": FABRIC,
    "credentials": ("fabric-access",),
    "signatures": ("fabric-access",),
    "moderated": ("fabric-moderation",),
}  # what a module's mutants can touch
OF_THEIR_OWN = {"credentials": guarded, "signatures": guarded, "moderated": moderated}
AT_ONCE = 3
NOTICED = {"failed", "warned"}


def judged(url: str, names: tuple[str, ...] = PROFILES, only: str = "*") -> Report:
    tgi = any("tgi" in profiles()[name].contracts for name in names)
    headers = HEADERS if tgi else TOKEN
    return run(Options(url=url, profiles=names, headers=headers, schema=False, only=only, given=GIVEN))


def who_looks(mutant: Mutant, names: tuple[str, ...]) -> str:
    """The checks that are run on a mutant: those of its killer's area, and every one that sees all answers."""
    promised = [check for name in names for check in profiles()[name].checks()]
    area = mutant.kills.split(".")[0]
    looking = [c.id for c in promised if c.wire or c.area == area or c.id in mutant.collateral]
    return ",".join(dict.fromkeys(looking))


@pytest.fixture(scope="module", autouse=True)
def memory_is_not_looked_at() -> Iterator[None]:
    """Of a process as large as this one that takes 16 ms, three times and more for each mutant."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memory, "PROC", Path("/nowhere"))
        yield


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


@pytest.mark.parametrize(
    ("server", "profile"), [(guarded, "fabric-access"), (moderated, "fabric-moderation")]
)
def test_the_guarded_reference_servers_keep_every_rule(server: Callable[[], Reference], profile: str) -> None:
    with served(server()) as url:
        first, second = judged(url, (profile,)), judged(url, (profile,))
    assert [(r.id, r.status, r.message) for r in first.results if r.status != "passed"] == []
    assert first.verdict is Verdict.CONFORMANT
    assert [(r.id, r.status) for r in first.results] == [(r.id, r.status) for r in second.results]


def test_what_was_not_given_is_a_failure(reference: str) -> None:
    for profile, area, least in (("fabric-access", "access", 20), ("fabric-moderation", "moderation", 6)):
        options = Options(url=reference, profiles=(profile,), headers=TOKEN, only=f"{area}.*", given=Given())
        report = run(options)
        failed = [result for result in report.results if result.status == "failed"]
        assert len(failed) >= least, [result.status for result in report.results]
        assert sum("and none was given" in result.message for result in failed) >= least


def right_server(mutant: Mutant) -> Reference:
    """What a mutant is before it is made wrong."""
    if mutant.module in OF_THEIR_OWN:
        return OF_THEIR_OWN[mutant.module](mutant.delay)
    return Reference(delay=mutant.delay, api_key="key", token="token")


def judge_mutant(mutant: Mutant) -> Report:
    """What the suite says of a mutant."""
    with served(mutant.wrap(right_server(mutant))) as url:
        area = ("load",) if mutant.requirement.startswith("LOAD") else ("tgi-3.3",)
        names = NARROWER.get(mutant.module, area)
        return judged(url, names, who_looks(mutant, names))


def noticed_by(report: Report) -> dict[str, str]:
    """The checks that noticed something, with what they said."""
    return {result.id: result.message for result in report.results if result.status in NOTICED}


class Judges:
    """What the suite says of mutants. They wait for tokens most of the time, so the next few are judged meanwhile.

    No more than a few: where tests are shared among processes, most of the others are another's.
    """

    def __init__(self, pool: ThreadPoolExecutor, names: list[str]) -> None:
        self.pool = pool
        self.names = names
        self.begun: dict[str, Future[Report]] = {}

    def report(self, name: str) -> Report:
        place = self.names.index(name)
        for near in self.names[place : place + AT_ONCE]:
            if near not in self.begun:
                self.begun[near] = self.pool.submit(judge_mutant, MUTANTS[near])
        return self.begun[name].result()


@pytest.fixture(scope="module")
def judges(request: pytest.FixtureRequest) -> Iterator[Judges]:
    # Those of this file: mutants of the specification are parameters of another.
    here = [item for item in request.session.items if item.path == request.path]
    parameters = [getattr(item, "callspec", None) for item in here]
    chosen = [call.params["mutant"].id for call in parameters if call and "mutant" in call.params]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield Judges(pool, chosen)
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.id)
def test_mutant_dies_by_its_check(mutant: Mutant, judges: Judges) -> None:
    report = judges.report(mutant.id)
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
