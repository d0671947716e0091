"""The command: its exit codes, its words, its files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from serving import served
from typer.testing import CliRunner

from treadle_conformance.cli import app
from treadle_conformance.documents import load
from treadle_conformance.faults import HarnessFault
from treadle_conformance.server import Server

CREDENTIALS = ["--header", "Authorization: Bearer key", "--header", "X-Auth-Token: token"]


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_conformant_server(reference: str, tmp_path: Path) -> None:
    code, output = invoke(reference, *CREDENTIALS, "--no-schema", "--fast", "--report", str(tmp_path / "r"))
    assert code == 0, output
    assert "conformant" in output.splitlines()[-2]
    report = json.loads((tmp_path / "r" / "report.json").read_text())
    assert report["verdict"] == "conformant"
    assert (tmp_path / "r" / "junit.xml").read_text().startswith("<?xml")


def test_nobody_there_is_not_non_conformance() -> None:
    code, output = invoke("http://127.0.0.1:9", "--no-schema")
    assert code == 3
    assert output.startswith("unreachable or misconfigured  nothing answers at http://127.0.0.1:9")


def test_a_refused_credential_is_misconfiguration(reference: str) -> None:
    code, output = invoke(reference, "--no-schema")
    assert code == 3
    assert "refuses what it got (--header)" in output


@pytest.mark.parametrize(
    ("status", "media_type", "words"),
    [
        (404, b"text/html", "another profile?"),
        (200, b"text/html", "another kind of server"),
        (503, b"a/b", "not healthy"),
    ],
)
def test_something_else_there_is_misconfiguration(status: int, media_type: bytes, words: str) -> None:
    async def other(scope: object, receive: object, send: object) -> None:
        head = {"type": "http.response.start", "status": status, "headers": [(b"content-type", media_type)]}
        await send(head)  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"hello"})  # type: ignore[operator]

    with served(other) as url:
        code, output = invoke(url, "--no-schema")
    assert code == 3
    assert words in output.replace("\n", " ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--profile", "nonsense"),
        ("--only", "nonsense.*"),
        ("--profile", "openai", "--only", "schema"),  # which it does not promise: nothing would be looked at
        ("--only", "schema", "--no-schema"),
        ("--header", "nonsense"),
        ("--known-failing", "/no/such/file"),
    ],
)
def test_wrong_usage(reference: str, arguments: tuple[str, ...]) -> None:
    assert invoke(reference, *arguments)[0] == 2


def test_only_runs_what_it_names(reference: str, tmp_path: Path) -> None:
    code, _ = invoke(reference, *CREDENTIALS, "--only", "stream.native*", "--report", str(tmp_path))
    assert code == 0
    found = json.loads((tmp_path / "report.json").read_text())["results"]
    assert found
    assert all(result["id"].startswith("stream.native") for result in found)


def test_list_names_every_check() -> None:
    code, output = invoke("--list")
    assert code == 0
    assert "stream.ends_when_the_client_leaves" in output.replace("\n", "")


def test_the_module_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "treadle_conformance", "--help"], capture_output=True, text=True, check=True
    )
    assert "Find out whether a server keeps its word" in done.stdout


def test_the_suite_imports_nothing_of_the_server() -> None:
    code = "import sys, treadle_conformance.cli; print([m for m in sys.modules if m.split('.')[0] in "
    code += "{'treadle', 'treadle_contracts', 'vllm', 'fastapi', 'torch', 'uvicorn'}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_suite_blames_itself_for_its_own_invalid_request(reference: str) -> None:
    async with Server(reference, headers={}, documents=[load("tgi")]) as server:
        with pytest.raises(HarnessFault, match="own request to POST /generate is not valid: /inputs"):
            await server.post("/generate", {"inputs": 3})


NOT_NEEDED = "vllm torch fastapi starlette uvicorn sqlalchemy alembic openai huggingface_hub treadle_contracts treadle_tgi"


def test_the_suite_needs_nothing_of_a_server() -> None:
    script = f"""
import sys, treadle_conformance.cli, treadle_conformance.client.cli
from treadle_conformance.rules import all_checks
from treadle_conformance.documents import load
all_checks(); load("tgi"); load("fabric")
found = [name for name in {NOT_NEEDED.split()!r} if name in sys.modules]
assert not found, found
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
