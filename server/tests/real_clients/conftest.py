"""Other people's clients as they are: programs in environments of their own, against live servers.

`scripts/clients` builds the environments from their pins. A program runs once, tells its steps as JSON
lines, and the tests here look at what it told.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio

from tests.live.conftest import Live, live, serving
from treadle.config import ServerSettings
from treadle.engine.vllm_engine import VllmEngine

__all__ = ["live"]

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PROMPT = "The capital of France is"
NOWHERE = "http://127.0.0.1:9"  # as a proxy: what a client fetches from elsewhere fails at once
# npm's clients are there where npm is.
collect_ignore = [] if shutil.which("npm") else ["test_node.py"]


class Fault(NamedTuple):
    """What a step raised: the names of its classes, the nearest first, and its text."""

    kinds: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a program said, by step."""

    lines: dict[str, dict[str, Any]]

    def __getitem__(self, step: str) -> Any:
        line = self.lines[step]
        assert "value" in line, f"{step}: {line['fault']}"
        return line["value"]

    def fault(self, step: str) -> Fault:
        """The fault of a step that had to have one."""
        line = self.lines[step]
        assert "fault" in line, f"{step} gave {line['value']!r}"
        return Fault(**line["fault"])


Run = Callable[[str, str], Awaitable[Told]]


def interpreter(environment: str) -> str:
    """The Python of an environment; `own` is the one that runs the tests."""
    return sys.executable if environment == "own" else f"{ROOT}/.venv-clients-{environment}/bin/python"


async def output(*command: str, home: Path, cwd: Path | None = None) -> str:
    """What a program of a client's user prints; one that fails fails the test."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1"),
    }
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd or home, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), 200)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.fixture(scope="session")
def environments() -> None:
    """Built if they are not, or not from these pins."""
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([ROOT / "scripts" / "clients", uv, sys.executable], check=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def run(
    environments: None, real_engine: VllmEngine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Run]:
    """Run a program in an environment (previous, current, own or node), the first time that it is asked for."""
    home = tmp_path_factory.mktemp("home")
    done: dict[tuple[str, str], Told] = {}
    async with AsyncExitStack() as stack:
        urls = []
        for flags in ({}, {"api_key": "sesame"}, {"openai_errors": True}):
            settings = ServerSettings(state_directory=tmp_path_factory.mktemp("state"), **flags)
            urls.append((await stack.enter_async_context(serving(real_engine, settings))).url)

        async def run(program: str, environment: str) -> Told:
            if (program, environment) in done:
                return done[program, environment]
            if environment == "node":
                command = ["node", str(HERE / "node" / f"{program}.mjs")]
            else:
                command = [interpreter(environment), str(HERE / "programs" / f"{program}.py")]
            out = await output(*command, *urls, home=home)
            lines = [json.loads(line) for line in out.splitlines() if line.startswith('{"step"')]
            told = done[program, environment] = Told({line["step"]: line for line in lines})
            return told

        yield run


@dataclass(frozen=True, slots=True)
class Greedy:
    """What the server itself says: eight tokens after the prompt, twelve in answer to the question."""

    text: str
    chat: str


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def greedy(live: Live) -> Greedy:
    question = {"role": "user", "content": "What is the capital of France?"}
    async with httpx.AsyncClient(base_url=live.url, timeout=60) as client:
        text = await client.post("/generate", json={"inputs": PROMPT, "parameters": {"max_new_tokens": 8}})
        body = {"messages": [question], "max_tokens": 12, "temperature": 0}
        chat = await client.post("/v1/chat/completions", json=body)
    return Greedy(text.json()["generated_text"], chat.json()["choices"][0]["message"]["content"])
