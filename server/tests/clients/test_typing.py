"""The clients' types, as mypy and pyright see them: each `reveal_type` line says what it must reveal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent / "typing_examples.py"
ROOT = Path(__file__).parents[3]
GENERATED = ROOT / "generated"

pytestmark = pytest.mark.slow


def expected() -> dict[int, str]:
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    found = {number: re.search(r"  # (\S.*)$", line) for number, line in enumerate(lines, 1)}
    return {number: match[1] for number, match in found.items() if match}


def short(revealed: str) -> str:
    """A type without modules, and with None last, which mypy leaves where it was written."""
    return re.sub(r"^None \| (\w+)$", r"\1 | None", re.sub(r"\b(?:\w+\.)+(?=\w)", "", revealed))


def test_mypy_sees_the_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--output=json"]
    done = subprocess.run(
        [*command, f"--cache-dir={tmp_path}", str(EXAMPLES)],
        env={"MYPYPATH": str(GENERATED), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    seen: dict[int, str] = {}
    for line in done.stdout.splitlines():
        report = json.loads(line)
        if report["severity"] == "error":
            seen[report["line"]] = "error"
        elif "Revealed type" in report["message"]:
            seen[report["line"]] = short(report["message"].split('"')[1])
    assert seen == expected(), done.stderr


def test_pyright_sees_the_types(tmp_path: Path) -> None:
    settings = {"include": [str(EXAMPLES)], "extraPaths": [str(GENERATED)], "typeCheckingMode": "standard"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [Path(sys.executable).parent / "basedpyright", "--outputjson", "--project", tmp_path]
    done = subprocess.run(
        [*command, "--pythonpath", sys.executable], capture_output=True, text=True, check=False
    )
    seen: dict[int, str] = {}
    for report in json.loads(done.stdout)["generalDiagnostics"]:
        line = report["range"]["start"]["line"] + 1
        if report["severity"] == "error":
            seen[line] = "error"
        elif report["severity"] == "information" and "Type of" in report["message"]:
            seen[line] = short(report["message"].rsplit(' is "', 1)[1].rstrip('"'))
    assert seen == expected()
