"""How other people's programs are called: from this interpreter's environment, and never with a warning."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from generate.errors import GenerationError

LINE_LENGTH = 110
BINARIES = Path(sys.executable).parent


def environment() -> dict[str, str]:
    """The variables for a tool: ours, with this environment's programs first on PATH."""
    return {**os.environ, "PATH": f"{BINARIES}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(command: Sequence[str | Path], *, text: str | None = None, cwd: Path | None = None) -> str:
    """Its standard output; raises GenerationError with what it printed when it fails."""
    done = subprocess.run(
        command, input=text, cwd=cwd, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise GenerationError(
            f"{Path(command[0]).name} failed ({done.returncode}):\n{done.stderr or done.stdout}"
        )
    return done.stdout


def ruff_options() -> list[str]:
    """House style, no cache left behind, and no configuration but this."""
    return ["--isolated", "--no-cache", f"--config=line-length={LINE_LENGTH}", "--target-version=py311"]


def formatted(source: str) -> str:
    """Python source in house style: imports sorted, unused ones dropped, lines of at most 110 columns."""
    ruff = BINARIES / "ruff"
    checked = run(
        [ruff, "check", *ruff_options(), "--select=F401,I,UP", "--fix-only", "--quiet", "-"], text=source
    )
    return run([ruff, "format", *ruff_options(), "--quiet", "-"], text=checked)
