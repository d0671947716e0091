"""Every MUST has a check, every check a requirement and a mutant, and every pointer leads somewhere."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import mutants  # noqa: F401 - importing registers
import pytest
import tables
import yaml
from mutants.middleware import MUTANTS

from treadle_conformance import case_data
from treadle_conformance.client.judge import variants
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
    looked_at |= {variant.requirement for variant, _ in variants().values()}
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
    assert len(requirements()) >= 150
    assert len(all_checks()) >= 150
    assert len(MUTANTS) >= 200


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


def test_the_tables_in_the_docs_are_fresh() -> None:
    assert (tables.DOCS / "requirements.md").read_text("utf-8") == tables.requirements_page(), (
        "make them anew"
    )
    written = (tables.DOCS / "mutants.md").read_text("utf-8")
    wanted = tables.mutants_page(dict.fromkeys(MUTANTS, ("killed", "0")))
    assert tables.without_times(written) == tables.without_times(wanted), "python conformance/tests/tables.py"


def test_equivalent_mutants_are_few_and_argued() -> None:
    assert len(tables.EQUIVALENT) <= 5
    assert tables.EQUIVALENT.keys() <= MUTANTS.keys()


@pytest.mark.parametrize("path", case_data.files(), ids=lambda path: path.stem)
def test_case_files_have_their_form(path: Path) -> None:
    schema = json.loads((path.parent / "case.schema.json").read_text("utf-8"))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    cases = yaml.safe_load(path.read_text("utf-8"))
    assert [error.message for error in validator.iter_errors(cases)] == []
    assert len(case_data.load(path)) == len(cases)


def test_assertions_of_cases_can_fail() -> None:
    body = {"a": 1, "b": [1, 2], "c": "text", "d": True}
    for kept, broken in (
        ({"equals": 1}, {"equals": 2}),
        ({"type": "integer"}, {"type": "string"}),
        ({"at_least": 1}, {"at_least": 2}),
        ({"at_most": 1}, {"at_most": 0}),
        ({"matches": "1"}, {"matches": "2"}),
    ):
        assert case_data.complain(case_data.Assertion(**kept), body, "/a", {}) is None
        assert case_data.complain(case_data.Assertion(**broken), body, "/a", {})
    assert case_data.complain(case_data.Assertion(count=2), body, "/b", {}) is None
    assert case_data.complain(case_data.Assertion(count=3), body, "/b", {})
    assert case_data.complain(case_data.Assertion(absent=True), body, "/e", {}) is None
    assert case_data.complain(case_data.Assertion(absent=True), body, "/c", {})
    assert case_data.complain(case_data.Assertion(type="integer"), body, "/d", {})
    assert case_data.complain(case_data.Assertion(equals=1), body, "/e", {})
    assert case_data.complain(case_data.Assertion(equals="{model}"), {"a": "m"}, "/a", {"model": "m"}) is None
