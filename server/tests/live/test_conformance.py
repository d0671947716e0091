"""`treadle conform` holds our own server to every profile.

The real engine passes the checks with the embedded model, which says things that make sense, and answers
generated cases in all phases with a tiny one, whose prompts take milliseconds to read; the fake engine answers ten
thousand. `make conformance` does all of it with the embedded model.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.conftest import serving
from treadle.config import ServerSettings
from treadle.engine.vllm_engine import VllmEngine

KEY, TOKEN = "key-of-the-conformance-test", "token-of-the-conformance-test"


async def conform(url: str, report: Path, *arguments: str) -> tuple[int, str, dict[str, Any]]:
    """Run the command; exit code, output and report."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "treadle_conformance", url, "--report", str(report),
        "--header", f"Authorization: Bearer {KEY}", "--header", f"X-Auth-Token: {TOKEN}", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate()
    text = out.decode()
    sys.stdout.write(text)
    assert KEY not in text
    assert TOKEN not in text
    return process.returncode or 0, text, json.loads((report / "report.json").read_bytes())


def judged(code: int, text: str, report: dict[str, Any]) -> None:
    assert code == 0, text
    assert len(report["schema"]) == 2
    for schema in report["schema"]:
        assert schema["failures"] == []
        covered = {part["part"]: part["percent"] for part in schema["coverage"]}
        assert covered["operations"] == covered["parameters"] == 100
        assert covered["keywords"] >= 90


@contextlib.asynccontextmanager
async def guarded(engine: VllmEngine, state: Path) -> AsyncIterator[str]:
    """The address of a server that asks for credentials."""
    # Fewer permits than a case may ask sequences for: those are refused at once, not generated.
    settings = ServerSettings(
        state_directory=state, api_key=KEY, fabric_token=(TOKEN,), max_concurrent_requests=16
    )
    async with serving(engine, settings) as live:
        yield live.url


@pytest.mark.engine
@pytest.mark.timeout(1200)  # on a busy machine; alone on two cores a tenth of that
async def test_the_real_engine_keeps_every_profile(real_engine: VllmEngine, tmp_path: Path) -> None:
    async with guarded(real_engine, tmp_path) as url:
        code, text, report = await conform(
            url, tmp_path / "report", "--profile", "all", "--profile", "auth", "--no-schema"
        )
    assert code == 0, text
    assert report["counts"]["passed"] > 150


@pytest.mark.engine
@pytest.mark.timeout(1200)
async def test_the_real_engine_answers_every_generated_case(tiny_engine: VllmEngine, tmp_path: Path) -> None:
    async with guarded(tiny_engine, tmp_path) as url:
        judged(*await conform(url, tmp_path / "report", "--profile", "all", "--only", "schema"))


@contextlib.asynccontextmanager
async def faking(state: Path, *, first: str = "") -> AsyncIterator[str]:
    """The address of a server on the fake engine, in a process that runs the statements `first` before it starts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    program = Path(__file__).parents[1] / "fake_server.py"
    code = f"{first}\nimport runpy; runpy.run_path({str(program)!r}, run_name='__main__')"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, port, str(state), "--api-key", KEY, "--fabric-token", TOKEN,
        env={name: value for name, value in os.environ.items() if name != "TREADLE_SPEC_CHECK"},
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ten_thousand_cases_on_the_fake_engine(tmp_path: Path) -> None:
    async with faking(tmp_path) as url:
        found = await conform(
            url, tmp_path / "report",
            "--profile", "all", "--only", "schema", "--examples", "80", "--wait", "20",
        )  # fmt: skip
    judged(*found)
    assert sum(schema["requests"] for schema in found[2]["schema"]) >= 10_000


FORGETFUL = """
import msgspec
from treadle.tgi import native
Answer = msgspec.defstruct("Answer", [("details", object, None)])
native.GenerateResponse = lambda generated_text, details: Answer(details)
"""


@pytest.mark.slow
async def test_a_required_member_that_a_handler_forgets_is_noticed(tmp_path: Path) -> None:
    async with faking(tmp_path, first=FORGETFUL) as url:
        code, _, report = await conform(
            url, tmp_path / "report",
            "--profile", "tgi-3.3", "--only", "schema", "--fast", "--examples", "2", "--wait", "20",
        )  # fmt: skip
    assert code == 1
    (schema,) = report["schema"]
    assert {failure["check"] for failure in schema["failures"]} == {"response_schema_conformance"}
    said = [failure["message"] for failure in schema["failures"] if failure["operation"] == "POST /generate"]
    assert '"generated_text" is a required property' in "".join(said)
