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
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from make_vision_model import write_vision_model
from tests.live.conftest import serving
from tests.test_conformance_fake import MEMORY
from treadle.config import ServerSettings
from treadle.engine.embedded import embedded_model
from treadle.engine.vllm_engine import VllmEngine

# What the engine says of a grammar that its vocabulary cannot write, before the caller is told.
UNWRITABLE = re.compile(r"^.* ERROR .*grammar rejected tokens.*\n", re.MULTILINE)
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


# Fewer permits than a case may ask sequences for: those are refused, not generated.
PERMITS = 16


@pytest.mark.engine
@pytest.mark.timeout(1200)  # on a busy machine; alone on two cores a tenth of that
async def test_the_real_engine_keeps_every_profile(real_engine: VllmEngine, tmp_path: Path) -> None:
    settings = ServerSettings(
        state_directory=tmp_path, api_key=KEY, fabric_token=(TOKEN,), max_concurrent_requests=PERMITS
    )
    async with serving(real_engine, settings) as live:
        code, text, report = await conform(
            live.url, tmp_path / "report", "--profile", "all", "--profile", "auth", "--no-schema"
        )
    assert code == 0, text
    assert report["counts"]["passed"] > 150


@contextlib.asynccontextmanager
async def listening(*program: str, checked: bool, log: Path) -> AsyncIterator[str]:
    """The address of a server that asks for credentials, in a process of its own; PORT stands for its port.

    It ends as by Ctrl-C. It is not to fail, and, where its outgoing traffic is `checked`, not to say that its
    contract is breached: in a stream that ends in an error event, which a contract allows.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *(port if each == "PORT" else each for each in program),
            "--api-key", KEY, "--fabric-token", TOKEN,
            env=os.environ | {"TREADLE_SPEC_CHECK": str(int(checked))}, stderr=said,
        )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        ended = await process.wait()
    assert ended == 0
    text = UNWRITABLE.sub("", log.read_text())
    assert not re.search("ERROR|Traceback|contract breached", text), text


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_the_real_engine_answers_every_generated_case(tmp_path: Path) -> None:
    model = write_vision_model(tmp_path / "tiny", embedded_model())
    serve = listening(
        "-m", "treadle.cli", "serve", "--hostname", "127.0.0.1", "--port", "PORT",
        "--model-id", str(model), "--max-total-tokens", "1024", "--max-batch-size", str(PERMITS),
        "--max-concurrent-requests", str(PERMITS), "--max-images", "2", "--kv-cache-mib", "64", "--threads", "1",
        "--state-directory", str(tmp_path / "state"),
        checked=True, log=tmp_path / "log",
    )  # fmt: skip
    async with serve as url:
        judged(
            *await conform(url, tmp_path / "report", "--profile", "all", "--only", "schema", "--wait", "120")
        )


def faking(state: Path, *, first: str = "") -> contextlib.AbstractAsyncContextManager[str]:
    """A server on the fake engine that has run the statements `first` before it starts."""
    program = Path(__file__).parents[1] / "fake_server.py"
    code = f"{first}\nimport runpy; runpy.run_path({str(program)!r}, run_name='__main__')"
    return listening("-c", code, "PORT", str(state), checked=False, log=state / "log")


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ten_thousand_cases_on_the_fake_engine(tmp_path: Path) -> None:
    async with faking(tmp_path) as url:
        found = await conform(
            url, tmp_path / "report",
            "--profile", "all", "--only", "schema", "--examples", "76", "--wait", "20",
        )  # fmt: skip
    judged(*found)
    assert sum(schema["requests"] for schema in found[2]["schema"]) >= 10_000
    assert 0 < found[2]["memory"] < MEMORY  # all processes together, with the default number of them


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
    assert 0 < report["memory"] < MEMORY  # a fast run's processes have more operations each
    (schema,) = report["schema"]
    assert {failure["check"] for failure in schema["failures"]} == {"response_schema_conformance"}
    said = [failure["message"] for failure in schema["failures"] if failure["operation"] == "POST /generate"]
    assert '"generated_text" is a required property' in "".join(said)
