"""Every wrong contract is noticed by what is named for it, even when all that is generated was generated from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import MUTANTS
from serving import HEADERS, served
from spec_mutants import SPEC_MUTANTS, SpecMutant
from tables import ROOT
from test_mutants import NOTICED, judge_mutant, noticed_by

from generate.bundle import bundle
from spec_lint import findings
from spec_rules import RULES
from treadle_conformance import Options, run
from treadle_conformance.documents import Document, load
from treadle_conformance.faults import HarnessFault
from treadle_conformance.reference import Reference
from treadle_conformance.rules import all_checks, requirements


@contextmanager
def everywhere(document: Document) -> Iterator[None]:
    """The contract as it is, for the suite and for the reference server, as long as the context lasts."""

    def loaded(name: str) -> Document:
        return document if name == document.name else load(name)

    with (
        patch("treadle_conformance.runner.load", loaded),
        patch("treadle_conformance.reference.app.load", loaded),
    ):
        yield


def noticed(mutant: SpecMutant) -> bool:
    """Whether what is named for it notices the wrong contract."""
    how, name = mutant.noticed_by.split()
    document = mutant.document()
    if how == "lint":
        return name in {rule for rule, _, _ in findings(document.data)}
    if how == "requirement":
        place, _, pointer = requirements()[name].spec.partition("#")
        try:
            return place == document.name and document.at(pointer) is None
        except KeyError:
            return True
    with everywhere(document):
        if how == "lives":
            return MUTANTS[name].kills not in noticed_by(judge_mutant(MUTANTS[name]))
        with served(Reference(api_key="key", token="token")) as url:
            wanted = "*" if how == "itself" else name.replace("+", ",")
            options = Options(url=url, profiles=("all", "auth"), headers=HEADERS, schema=False, only=wanted)
            if how == "itself":
                with pytest.raises(HarnessFault, match="own request"):
                    run(options)
                return True
            first = name.split("+")[0]
            return any(
                result.id == first and result.status in {*NOTICED, "error"} for result in run(options).results
            )


@pytest.mark.parametrize("mutant", SPEC_MUTANTS, ids=lambda mutant: mutant.id)
def test_spec_mutant_is_noticed(mutant: SpecMutant) -> None:
    assert noticed(mutant), f"nobody notices: {mutant.noticed_by}"


@pytest.mark.parametrize("contract", ["tgi", "fabric"])
def test_what_is_not_changed_is_not_noticed(contract: str) -> None:
    """Against the contracts as they are each of the noticers is silent: what they say is of the mutants."""
    assert [rule for rule, _, _ in findings(load(contract).data)] == []
    same = json.loads(json.dumps(bundle(ROOT / "spec" / contract)))
    assert load(contract).data == same, "an edited contract is not the one that was generated"


def test_spec_mutants_name_what_there_is() -> None:
    assert len({mutant.id for mutant in SPEC_MUTANTS}) == len(SPEC_MUTANTS) >= 30
    for mutant in SPEC_MUTANTS:
        how, name = mutant.noticed_by.split()
        known = {
            "check": all_checks(),
            "requirement": requirements(),
            "lives": MUTANTS,
            "lint": [*RULES, "openapi"],
            "itself": ["smoke"],
        }
        assert set(name.split("+")) <= set(known[how]), mutant.id
