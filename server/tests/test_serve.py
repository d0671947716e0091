"""`treadle serve` as a process: it says what goes wrong, starts, keeps its ids, and ends with all it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from treadle import serve


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "treadle.cli", *arguments]


def test_help_and_unknown_commands() -> None:
    told = subprocess.run(command("--help"), capture_output=True, text=True)
    assert told.returncode == 0
    assert "serve" in told.stdout
    assert "conform" in told.stdout
    wrong = subprocess.run(command("weave"), capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "'weave'" in wrong.stderr
    assert subprocess.run(command("--version"), capture_output=True, text=True).stdout.startswith("treadle ")


def test_a_port_in_use_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        began = time.monotonic()
        ended = subprocess.run(command("serve", "--port", port), capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr
    assert time.monotonic() - began < 10


def test_a_containers_hostname(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serve.address("::1") == "::1"
    assert serve.address("localhost") == "localhost"
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert serve.address("3f9a1c2b4d5e") == "127.0.0.1"
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    assert serve.address("3f9a1c2b4d5e") == "0.0.0.0"


@contextmanager
def serving(state: Path) -> Iterator[tuple[str, psutil.Process, list[str]]]:
    """A server of its own; its address, process and what it had printed when it was ready."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        command(
            "serve",
            "--port",
            port,
            "--threads",
            "1",
            "--kv-cache-mib",
            "512",
            "--state-directory",
            str(state),
        ),
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOSTNAME": "127.0.0.1"},
    )
    lines: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail("".join(lines))
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid), lines
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()  # type: ignore[union-attr]


@pytest.mark.engine
def test_start_answer_stop_and_the_same_ids_again(tmp_path: Path) -> None:
    announced = []
    for signal_ in (signal.SIGINT, signal.SIGKILL):
        with serving(tmp_path) as (url, process, lines):
            announced.append([line for line in lines if line.startswith("Fabric (")])
            assert httpx.get(f"{url}/health", timeout=10).status_code == 200
            body = {"inputs": "The capital of France is", "parameters": {"max_new_tokens": 3}}
            answer = httpx.post(f"{url}/generate", json=body, timeout=60)
            assert "Paris" in answer.json()["generated_text"]
            family = [process, *process.children(recursive=True)]
            assert len(family) > 1
            process.send_signal(signal_)
            began = time.monotonic()
            process.wait(timeout=30)
            assert time.monotonic() - began < 20
            # Nobody is left to end them after SIGKILL: they see to it themselves.
            _, alive = psutil.wait_procs(family[1:], timeout=10)
            assert not alive
    assert announced[0] == announced[1]
    assert announced[0]
