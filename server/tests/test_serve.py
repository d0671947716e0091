"""`treadle serve` as a process: it says what goes wrong, starts, keeps its ids, and ends with all it started."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
    variables = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "container": "podman"}
    for name in variables:
        monkeypatch.delenv(name, raising=False)
    there: set[str] = set()
    monkeypatch.setattr(Path, "exists", lambda path: str(path) in there)
    assert serve.address("3f9a1c2b4d5e") == "127.0.0.1"
    assert serve.address("ü" * 70) == "127.0.0.1"
    for name, value in variables.items():
        with monkeypatch.context() as inside:
            inside.setenv(name, value)
            assert serve.address("3f9a1c2b4d5e") == "0.0.0.0"
    for file in ("/.dockerenv", "/run/.containerenv"):
        there = {file}
        assert serve.address("3f9a1c2b4d5e") == "0.0.0.0"


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("", logging.INFO),
        ("warn", logging.WARNING),
        ("debug", logging.DEBUG),
        ("trace", logging.DEBUG),
        ("off", logging.CRITICAL + 1),
        ("error,text_generation_router=debug", logging.ERROR),
        ("text_generation_router=debug", logging.INFO),
        ("loud", logging.INFO),
    ],
)
def test_log_levels_are_pythons_or_rusts(told: str, level: int) -> None:
    assert serve.log_level(told) == level


def test_what_has_no_effect_is_one_line() -> None:
    line = serve.without_effect({"--a": "why", "--b": "for another reason", "--c": "why"})
    assert line == "no effect: --a, --c (why); --b (for another reason)"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], "70000 is above 65535"),
        (["--sharded", "true"], "`sharded` is true but only found 0 CUDA devices"),
        (["--quantize", "exl2"], "`quantize`: vLLM has no exl2"),
        (["--tokenizer-config-path", "/no/such.json"], "/no/such.json: No such file or directory"),
    ],
)
def test_what_cannot_be_started_with_is_said_at_once(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.setattr(serve, "run", lambda settings: pytest.fail("it runs"))
    try:
        status: object = serve.main(arguments)
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    assert words in capfd.readouterr().err


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
        if process.wait(timeout=60) == 0:  # it stopped in order, and says nothing that nobody can act on
            lines += process.stderr
            assert not [line for line in lines if "FutureWarning" in line or "Traceback" in line], "".join(
                lines
            )
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()  # type: ignore[union-attr]


def killed(url: str, process: psutil.Process) -> None:
    """SIGKILL, as the out-of-memory killer sends it."""
    process.kill()


def under_load(url: str, process: psutil.Process) -> None:
    """Tell it to stop while it generates: what had begun is answered whole, what comes then is told to come back."""
    told = {"max_new_tokens": 100, "details": True, "do_sample": True, "seed": 1}
    body = {"inputs": "Once upon a time", "parameters": told}
    with ThreadPoolExecutor(8) as threads, httpx.Client(base_url=url, timeout=120) as client:
        routes = ["/generate", "/generate_stream"] * 4
        running = [threads.submit(httpx.post, f"{url}{route}", json=body, timeout=120) for route in routes]
        while "\nvllm:num_requests_running 8" not in re.sub(r"\{.*?\}", "", client.get("/metrics").text):
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        while client.get("/health").status_code == 200:
            time.sleep(0.01)
        refused = client.post("/generate", json=body)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert not any(one.done() for one in running)
        answers = [one.result() for one in running]
    assert [answer.status_code for answer in answers] == [200] * 8
    for answer in answers:
        last = (
            answer.json()
            if not answer.text.startswith("data:")
            else json.loads(answer.text.split("data:")[-1])
        )
        details = last["details"]
        assert details["generated_tokens"] == 100 or details["finish_reason"] == "eos_token"


@pytest.mark.slow  # but not `engine`: its servers have engines of their own
@pytest.mark.timeout(600)  # two starts; live/test_conformance.py presses Ctrl-C when there is nothing to do
def test_start_answer_stop_and_the_same_ids_again(tmp_path: Path) -> None:
    announced = []
    for stop in (under_load, killed):
        with serving(tmp_path) as (url, process, lines):
            announced.append([line for line in lines if line.startswith("Fabric (")])
            assert httpx.get(f"{url}/health", timeout=10).status_code == 200
            body = {"inputs": "The capital of France is", "parameters": {"max_new_tokens": 3}}
            answer = httpx.post(f"{url}/generate", json=body, timeout=60)
            assert "Paris" in answer.json()["generated_text"]
            family = [process, *process.children(recursive=True)]
            assert len(family) > 1
            stop(url, process)
            process.wait(timeout=60)
            # Nobody is left to end them after SIGKILL: they see to it themselves.
            _, alive = psutil.wait_procs(family[1:], timeout=10)
            assert not alive
    assert announced[0] == announced[1]
    assert announced[0]
