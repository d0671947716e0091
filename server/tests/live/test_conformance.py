"""`treadle conform` holds our own server to every profile.

The real engine answers the fast run, which leaves out the phase that tries every keyword; the fake one, behind
the same handlers, answers ten thousand cases with it. `make conformance` does all of it on the real engine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn

from treadle.app import Server
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


def judged(code: int, text: str, report: dict[str, Any], *, fast: bool) -> None:
    assert code == 0, text
    assert len(report["schema"]) == 2
    for schema in report["schema"]:
        assert schema["failures"] == []
        covered = {part["part"]: part["percent"] for part in schema["coverage"]}
        assert covered["operations"] == 100
        assert fast or (covered["parameters"] == 100 and covered["keywords"] >= 90)


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(real_engine: VllmEngine, tmp_path: Path) -> AsyncIterator[str]:
    """The real engine behind a server that asks for credentials."""
    # Fewer permits than a case may ask sequences for: those are refused at once, not generated.
    settings = ServerSettings(
        state_directory=tmp_path, api_key=KEY, fabric_token=(TOKEN,), max_concurrent_requests=16
    )
    server = Server(settings, real_engine)
    await server.open_store()
    listener = socket.create_server(("127.0.0.1", 0))
    app = server.application(real_engine.metrics)
    web = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none"))
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    serving = asyncio.create_task(web.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    web.should_exit = True
    await serving
    assert server.fabric is not None
    await server.fabric.close()


@pytest.mark.engine
@pytest.mark.timeout(1200)  # on a busy machine; alone on two cores a sixth of that
async def test_the_real_engine_keeps_every_profile(guarded: str, tmp_path: Path) -> None:
    found = await conform(guarded, tmp_path / "report", "--profile", "all", "--profile", "auth", "--fast")
    judged(*found, fast=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ten_thousand_cases_on_the_fake_engine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    program = Path(__file__).parents[1] / "fake_server.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(program), port, str(tmp_path), "--api-key", KEY, "--fabric-token", TOKEN
    )
    try:
        found = await conform(
            f"http://127.0.0.1:{port}", tmp_path / "report",
            "--profile", "all", "--only", "schema", "--examples", "130", "--wait", "20",
        )  # fmt: skip
    finally:
        process.terminate()
        await process.wait()
    judged(*found, fast=False)
    assert sum(schema["cases"] for schema in found[2]["schema"]) >= 10_000
