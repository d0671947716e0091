"""docs/clients.md: every piece of code runs, in the environments that stand above it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import Live

from .conftest import HERE, ROOT, interpreter, output
from .expected import ENVIRONMENTS

pytestmark = pytest.mark.engine
PIECE = re.compile(r"^<!-- ([a-z ]+) -->\n```(?:python|javascript)\n(.*?)^```", re.DOTALL | re.MULTILINE)
DOCUMENT = (ROOT / "docs" / "clients.md").read_text()


def pieces(environment: str, url: str) -> Iterator[str]:
    for environments, code in PIECE.findall(DOCUMENT):
        if environment in environments.split():
            yield code.replace("http://127.0.0.1:8080", url)


def test_every_piece_of_code_says_where_it_runs() -> None:
    assert len(PIECE.findall(DOCUMENT)) == DOCUMENT.count("\n```python\n") + DOCUMENT.count(
        "\n```javascript\n"
    )


@pytest.mark.parametrize("environment", ENVIRONMENTS)
async def test_python(live: Live, environments: None, tmp_path: Path, environment: str) -> None:
    program = tmp_path / "pieces.py"
    codes = list(pieces(environment, live.url))
    assert len(codes) >= 4
    program.write_text(f"for code in {codes!r}:\n    exec(code, {{'__name__': '__main__'}})\n    print()\n")
    assert (await output(interpreter(environment), str(program), home=tmp_path)).strip()


if shutil.which("npm"):

    async def test_javascript(live: Live, environments: None, tmp_path: Path) -> None:
        codes = list(pieces("node", live.url))
        assert len(codes) == 3
        for code in codes:
            command = ("node", "--input-type=module", "-e", code)
            assert (await output(*command, home=tmp_path, cwd=HERE / "node")).strip()
