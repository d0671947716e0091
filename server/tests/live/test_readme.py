"""What the README shows works as pasted, against a whole server on the real engine."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.live.conftest import Live

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()
ADDRESS = "http://127.0.0.1:8080"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"<!-- {kind} -->\n```\w+\n(.*?)```", README, flags=re.DOTALL)


async def run(*command: str) -> tuple[int, str, str]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, cwd="/")
    out, err = await asyncio.wait_for(process.communicate(), 280)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_curl_lines(untouched: Live) -> None:
    (script,) = blocks("curl")
    # One line after another, each failing the script if its answer is not a success.
    strict = script.replace(ADDRESS, untouched.url).replace("curl ", "curl -sS --fail-with-body ")
    again = strict[strict.index("# Fabric: register") :]  # who pastes twice finds nothing in the way
    code, out, err = await run("bash", "-eu", "-o", "pipefail", "-c", f"{strict}\n{again}")
    assert code == 0, f"{out[-2000:]}\n{err[-2000:]}"
    assert '"generated_text"' in out
    assert "data: [DONE]" in out


def method_of(line: str) -> str:
    """What a curl line asks with."""
    named = re.search(r" -X ([A-Z]+) ", line)
    return named[1] if named else "POST" if " -d " in line else "GET"


def test_every_operation_has_a_curl_line() -> None:
    (script,) = blocks("curl")
    from treadle_contracts.fabric.routes import OPERATIONS as FABRIC
    from treadle_contracts.tgi.routes import OPERATIONS as TGI

    for operation in (*TGI, *FABRIC):
        path = re.escape(operation.path)
        path = re.sub(r"\\\{\w+\\\}", r"[^/ ]+", path)
        found = [
            line for line in script.splitlines() if re.search(rf"{re.escape(ADDRESS)}{path}(?= |$)", line)
        ]
        methods = {method_of(line) for line in found}
        assert operation.method in methods, f"{operation.method} {operation.path}"


@pytest.mark.parametrize("script", blocks("python"), ids=["sync", "async", "fabric"])
async def test_python_scripts(untouched: Live, script: str) -> None:
    code, out, err = await run(sys.executable, "-c", script.replace(ADDRESS, untouched.url))
    assert code == 0, err
    assert out.strip()
    assert len(script.strip().splitlines()) <= 14


def test_the_readmes_ids_are_the_servers(untouched: Live) -> None:
    ids = untouched.server.defaults
    for name in (ids.workspace_id, ids.endpoint_id, ids.model_id, ids.instance_id):
        assert name in README
