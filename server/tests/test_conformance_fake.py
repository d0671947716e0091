"""`treadle conform` holds our server on the fake engine to the profiles that need credentials and a moderator."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from treadle.access import database_of
from treadle.config import ServerSettings
from treadle.fabric.access.tokens import digest_of, new_token
from treadle.fabric.store.credentials import Credentials, NewCredential
from treadle.fabric.store.store import Store

PROGRAM = Path(__file__).parent / "fake_server.py"
BLOCKED = "loomfault"
UNSAMPLED = """
- {check: generate.top_k_of_1_is_greedy, reason: the fake engine answers by the seed, since: 2026-11-28}
- {check: stream.ends_when_the_client_leaves, reason: the fake engine has no gauges, since: 2026-11-28}
- {check: stream.plain_generation_ends_when_the_client_leaves, reason: likewise, since: 2026-11-28}
"""
MEMORY = 500e6  # bytes that the suite's processes may have together


@dataclass(frozen=True)
class Running:
    """A server, and the environment in which the suite knows all that it needs."""

    url: str
    environment: dict[str, str]


def issue(state: Path, command: str, *arguments: str) -> str:
    """What `treadle token` or `treadle access-key` prints."""
    words = [sys.executable, "-m", "treadle.cli", command, *arguments, "--state-directory", str(state)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


async def expired(state: Path) -> str:
    """A token whose end has passed; `treadle token issue` makes none."""
    token = new_token()
    store = await Store.open(database_of(ServerSettings(state_directory=state)))
    try:
        made = NewCredential(
            user_name="default",
            domain="default",
            projects=("default",),
            actions=("DataArtsFabric:*:*",),
            expire_time=datetime.now(UTC) - timedelta(hours=1),
        )
        await Credentials(store).add_token(made, digest_of(token))
    finally:
        await store.close()
    return token


async def credentials(state: Path) -> dict[str, str]:
    """Two tenants, tokens that are not good, and an access key."""
    revoked = issue(state, "token", "issue", "--role", "admin", "--description", "to be revoked")
    rows = issue(state, "token", "list").splitlines()
    issue(state, "token", "revoke", next(row.split()[0] for row in rows if "to be revoked" in row))
    pair = dict(
        line.split("=", 1) for line in issue(state, "access-key", "issue", "--role", "admin").splitlines()
    )
    return {
        "TREADLE_TOKEN": issue(state, "token", "issue", "--role", "admin"),
        "TREADLE_OTHER_TOKEN": issue(
            state, "token", "issue", "--role", "admin", "--user", "other", "--project", "other"
        ),
        "TREADLE_EXPIRED_TOKEN": await expired(state),
        "TREADLE_REVOKED_TOKEN": revoked,
        "TREADLE_READING_TOKEN": issue(state, "token", "issue", "--role", "viewer"),
        "TREADLE_ACCESS_KEY": pair["HUAWEICLOUD_SDK_AK"],
        "TREADLE_SECRET_KEY": pair["HUAWEICLOUD_SDK_SK"],
        "TREADLE_BLOCKED_TEXT": BLOCKED,
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    state = tmp_path_factory.mktemp("state")
    words = state / "words.txt"
    words.write_text(f"{BLOCKED}\n")
    known = await credentials(state)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    flags = ["--no-fabric-open", "--moderation-words", str(words), "--api-key", "a-key-of-this-test"]
    slow = {**os.environ, "FAKE_ENGINE_DELAY": "0.003"}  # so that a generation can be seen running
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), port, str(state), *flags, env=slow
    )
    environment = {**os.environ, **known, "TREADLE_API_KEY": "a-key-of-this-test"}
    try:
        yield Running(f"http://127.0.0.1:{port}", environment)
    finally:
        process.terminate()
        await process.wait()


async def conform(running: Running, report: Path, *arguments: str) -> tuple[int, str, Any]:
    """Run the command; exit code, output and report, in which no secret may be."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "treadle_conformance", running.url, "--wait", "30", "--report", str(report),
        *arguments, env=running.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate()
    written = [out.decode(), *(path.read_text("utf-8") for path in report.iterdir())]
    secrets = [v for k, v in running.environment.items() if k.startswith("TREADLE_") and v != BLOCKED]
    for text in written:
        assert not [secret for secret in secrets if len(secret) > 8 and secret in text]
    return process.returncode or 0, out.decode(), json.loads((report / "report.json").read_bytes())


@pytest.mark.slow
async def test_tenants_tokens_signatures_and_moderation_hold_twice_alike(
    running: Running, tmp_path: Path
) -> None:
    runs: list[Any] = []
    for name in ("first", "second"):
        code, text, report = await conform(
            running, tmp_path / name, "--profile", "fabric-access", "--profile", "fabric-moderation"
        )
        assert code == 0, text
        runs.append([(result["id"], result["status"]) for result in report["results"]])
    assert runs[0] == runs[1]
    assert {status for _, status in runs[0]} == {"passed"}
    assert sum(name.startswith(("access.", "moderation.")) for name, _ in runs[0]) >= 25


@pytest.mark.slow
@pytest.mark.timeout(600)  # a machine that is busy with other tests
async def test_the_fast_checks_hold_twice_alike_in_little_memory(running: Running, tmp_path: Path) -> None:
    """What only a model can do is listed as known to fail; live/test_conformance.py has generated cases."""
    known = tmp_path / "known.yaml"
    known.write_text(UNSAMPLED)
    found: list[Any] = []
    for name in ("first", "second"):
        code, text, report = await conform(
            running, tmp_path / name, "--profile", "tgi-3.3", "--profile", "auth", "--fast", "--no-schema",
            "--known-failing", str(known),
        )  # fmt: skip
        assert code == 0, text
        assert 0 < report["memory"] < MEMORY, text
        found.append([(result["id"], result["status"]) for result in report["results"]])
    assert found[0] == found[1]
