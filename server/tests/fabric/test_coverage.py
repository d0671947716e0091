"""docs/fabric-coverage.md has every statement of both documents and every operation, and names tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.fabric import test_create_model, test_invocation_contract
from treadle_contracts.fabric.routes import OPERATIONS

HERE = Path(__file__).parent
PAGE = (HERE.parents[2] / "docs" / "fabric-coverage.md").read_text()
NAMED = re.compile(r"`([a-z_/]+\.py)::(\w+)`")


def section(title: str) -> list[list[str]]:
    """The rows of a section's table."""
    text = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@cache
def functions(file: str) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.parse((HERE / file).read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize(("title", "last"), [("Creating a model", 34), ("Initiating an invocation", 40)])
def test_every_statement_has_a_row(title: str, last: int) -> None:
    rows = section(title)
    assert [row[0] for row in rows] == [str(number) for number in range(1, last + 1)]
    assert all(len(row) == 4 and all(row) and NAMED.search(row[3]) for row in rows)


def test_the_tables_name_what_looks_at_the_row() -> None:
    tried = {row for row, _, _ in test_create_model.ROWS}
    everywhere = {1, 2, 3, 22, 26}  # what is looked at in every answer
    for number, *_, tests in section("Creating a model"):
        if "::test_a_row_of_the_table" in tests:
            assert int(number) in tried | everywhere
    for number, *_, tests in section("Initiating an invocation"):
        file, name = NAMED.findall(tests)[0]
        assert file == "test_invocation_contract.py"
        assert name == test_invocation_contract.ROWS[int(number)].__name__


def test_every_operation_has_a_row() -> None:
    named = [row[0].strip("`") for row in section("The operations")]
    assert sorted(named) == sorted(operation.id for operation in OPERATIONS)


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 100
    assert PAGE.count("::") == len(named)
    for file, name in named:
        assert name in functions(file), f"{file}::{name}"
    rows = [row for title in ("Lives", "Signatures", "Moderation") for row in section(title)]
    assert len(rows) == 20
    assert all(len(row) == 2 and NAMED.search(row[1]) for row in rows)
