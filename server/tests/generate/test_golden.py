"""Generators and templates: one small contract with one of everything, and exactly what comes of it."""

from __future__ import annotations

import difflib

import pytest

from generate import tree

from .golden import GOLDEN, record

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return record()


def test_small_contract_gives_the_golden_record(files: dict[str, bytes]) -> None:
    report = []
    for name in tree.different(files, GOLDEN):
        path = GOLDEN / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = files.get(name, b"").decode()
        report += difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"golden/{name}", name, lineterm=""
        )
    assert not report, "\n".join(report)


def test_a_second_run_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert record() == files


def test_nothing_of_this_machine_is_in_the_files(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        assert b"/tmp" not in data, name
        assert b"/home" not in data, name
