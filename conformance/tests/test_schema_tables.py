"""The tables of characters: made once, found by the processes that follow, gone with the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle_conformance.schema_tables import VARIABLE, tables


async def test_they_are_where_processes_look_and_a_given_folder_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    async with tables() as folder:
        assert folder == tmp_path
    assert [path for path in tmp_path.rglob("*utf-8*") if path.is_file()], "UTF-8's characters are missing"


async def test_a_folder_of_its_own_goes_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("treadle_conformance.schema_tables.PROGRAM", "")
    async with tables() as folder:
        assert folder.is_dir()
    assert not folder.exists()


async def test_a_process_that_fails_leaves_an_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("treadle_conformance.schema_tables.PROGRAM", "raise SystemExit(1)")
    async with tables() as folder:
        assert list(folder.iterdir()) == []
