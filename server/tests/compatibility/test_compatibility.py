"""docs/compatibility.md and the tests in this folder name each other: one row, one test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from treadle.config import ServerSettings

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[2] / "docs" / "compatibility.md"
COLUMNS = ["row", "subject", "contract document", "TGI 2.2", "TGI 3.3.7", "vLLM", "Treadle", "why", "test"]


def tables() -> Iterator[list[str]]:
    """The rows of the document's tables, headers included."""
    for line in DOCUMENT.read_text().splitlines():
        # The table of settings has three columns; it is not one of these.
        if line.startswith("|") and not line.startswith("|-") and line.count("|") > 4:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def rows() -> list[dict[str, str]]:
    found = [row for row in tables() if row != COLUMNS]
    assert all(len(row) == len(COLUMNS) for row in found), [row for row in found if len(row) != len(COLUMNS)]
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def known_tests() -> set[str]:
    """Every test of this folder but this file's, as `file.py::test` or `file.py::Class::test`."""
    found: set[str] = set()
    for path in sorted(HERE.glob("test_*.py")):
        if path == Path(__file__):
            continue
        for node in ast.parse(path.read_text()).body:
            places = [("", node)]
            if isinstance(node, ast.ClassDef):
                places = [(f"{node.name}::", member) for member in node.body]
            for prefix, place in places:
                if isinstance(place, ast.FunctionDef | ast.AsyncFunctionDef) and place.name[:5] == "test_":
                    found.add(f"{path.name}::{prefix}{place.name}")
    return found


def test_every_row_has_a_test_and_every_test_a_row() -> None:
    named = [row["test"].strip("`") for row in rows()]
    assert sorted(named) == sorted(known_tests())


def test_rows_are_whole_and_numbered() -> None:
    assert len(rows()) > 80
    numbers: dict[str, int] = {}
    for row in rows():
        assert all(row.values()), row
        letter, number = row["row"][0], int(row["row"][1:])
        assert number == numbers.get(letter, 0) + 1, row
        numbers[letter] = number
    headers = [row for row in tables() if row[0] == "row"]
    assert headers == [COLUMNS] * len(numbers)


def test_the_settings_that_give_tgis_own_behaviour_are_named() -> None:
    text = DOCUMENT.read_text()
    for flag in re.findall(r"`--([a-z-]+)", text.split("## Native routes")[0]):
        assert flag.replace("-", "_") in ServerSettings.__dataclass_fields__, flag
    for flag in ("--compat-object", "--plain-text-errors", "--openai-errors", "--logprobs-mode raw"):
        assert f"`{flag}`" in text
