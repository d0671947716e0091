"""Every MUST has a check, every check a requirement and a mutant, and every pointer leads somewhere."""

from __future__ import annotations

import pytest
from mutants import bodies, inputs, meaning, resources, streams, transport  # noqa: F401 - importing registers
from mutants.middleware import MUTANTS

from treadle_conformance.documents import load
from treadle_conformance.profile import profiles
from treadle_conformance.rules import Check, Level, all_checks, requirements

NO_MUTANT = {
    "fabric.every_answer_has_a_request_id": "http.declared_headers_are_sound finds a missing one first",
    "fabric.health_needs_no_token": "a locked one is found by auth.open_operations_are_open first",
    "openai.models_are_listed": "the schema finds everything but an empty list first",
}


def test_every_must_has_a_check() -> None:
    looked_at = {name for check in all_checks().values() for name in check.requirements}
    missing = [
        row.id for row in requirements().values() if row.level is Level.MUST and row.id not in looked_at
    ]
    assert missing == []


@pytest.mark.parametrize("check", all_checks().values(), ids=lambda check: check.id)
def test_check_is_complete(check: Check) -> None:
    assert check.requirements
    assert set(check.requirements) <= requirements().keys()
    assert (check.wire is None) != (check.active is None)
    assert check.title.endswith(".")
    assert any(check in profile.checks() for profile in profiles().values()), "no profile has it"


@pytest.mark.parametrize("row", requirements().values(), ids=lambda row: row.id)
def test_requirement_points_into_its_document(row: object) -> None:
    name, _, pointer = row.spec.partition("#")  # type: ignore[attr-defined]
    load(name).at(pointer)


def test_numbers() -> None:
    assert len(requirements()) >= 80
    assert len(all_checks()) >= 80
    assert len(MUTANTS) >= 120


def test_profiles_are_those_promised() -> None:
    assert {
        "tgi-3.3",
        "openai",
        "fabric-inference",
        "fabric-control-plane",
        "auth",
        "all",
    } <= profiles().keys()


def test_every_check_has_a_mutant() -> None:
    killers = {mutant.kills for mutant in MUTANTS.values()}
    assert all_checks().keys() - killers == NO_MUTANT.keys()
