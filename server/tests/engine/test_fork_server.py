"""The fork server: what it has in its environment, what cores have of it, and which processes it is not for."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from treadle.engine import fork_server

PROGRAM = r"""
import multiprocessing, os, signal, sys, time
import psutil
from treadle.engine import fork_server
from treadle.engine.orphans import end_with_parent

def core(told):
    tasks = len(os.listdir("/proc/self/task"))
    modules = sorted(set(sys.modules) & {"vllm.v1.worker.cpu_worker", "vllm.v1.engine.core", "torch"})
    os.environ.update(dict(os.environ))  # as `orphans.run` does
    title = "-"
    if "vllm" in sys.modules:
        sys.modules["vllm.utils.system_utils"].set_process_title("EngineCore")
        title = psutil.Process().name()
    end_with_parent(forked=True)
    told.put((modules, os.environ.get("LD_PRELOAD"), os.environ.get("OMP_NUM_THREADS"), tasks,
              title, os.getppid()))
    time.sleep(60)

if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    fork_server.start()
    context = multiprocessing.get_context("forkserver")
    told = context.SimpleQueue()
    for _ in range(2):
        fork_server.start()
        assert "LD_PRELOAD" not in os.environ
        assert "vllm" not in sys.modules
        process = context.Process(target=core, args=(told,))
        process.start()
        *what, server = told.get()
        print(*what, sep="\n")
        os.kill(server, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(process.pid)], timeout=20)  # it looks once a second
        print("there" if psutil.pid_exists(process.pid) else "gone")
        fork_server._PRELOADED = "json"  # imports vLLM once and not twice
"""


@pytest.mark.slow  # imports vLLM in a process of its own
def test_a_forked_process_has_what_cores_import_and_ends_with_the_fork_server(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    ended = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=180, env=environment
    )
    assert ended.returncode == 0, ended.stderr
    libraries = ":".join(fork_server.libraries())
    # A fork copies the thread that asks for it alone: no other may have been there. And nobody else can end it.
    imported = [
        "['torch', 'vllm.v1.engine.core', 'vllm.v1.worker.cpu_worker']",
        libraries,
        "1",
        "1",
        "VLLM::EngineCore",
        "gone",
    ]
    another = ["[]", libraries, "1", "1", "-", "gone"]
    assert ended.stdout.splitlines() == [*imported, *another]


def test_libraries_are_found_where_the_packages_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (
        "vllm/libs/libtcmalloc_minimal-3f.so.4",
        "torch/lib/libgomp.so.1",
        "torch.libs/libgomp-a3.so.1.0.0",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    places = {"vllm": SimpleNamespace(origin=str(tmp_path / "vllm/__init__.py")), "torch": None}
    monkeypatch.setattr(fork_server.importlib.util, "find_spec", places.get)
    assert [Path(path).name for path in fork_server.libraries()] == ["libtcmalloc_minimal-3f.so.4"]
    places["torch"] = SimpleNamespace(origin=str(tmp_path / "torch/__init__.py"))
    names = [Path(path).name for path in fork_server.libraries()]
    assert names == ["libtcmalloc_minimal-3f.so.4", "libgomp-a3.so.1.0.0"]  # one OpenMP, not both


@pytest.mark.parametrize("before", [None, "/lib/mine.so"])
def test_the_servers_own_environment_is_left_as_it_was(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    environment = {} if before is None else {"LD_PRELOAD": before}
    monkeypatch.setattr(fork_server, "libraries", lambda: ["/lib/theirs.so"])
    monkeypatch.setattr(forkserver, "ensure_running", lambda: seen.append(environment["LD_PRELOAD"]))
    fork_server.start(environment)
    assert environment.get("LD_PRELOAD") == before
    assert seen == ["/lib/theirs.so" if before is None else "/lib/theirs.so:/lib/mine.so"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_only_cores_of_the_block_are_forked() -> None:
    from vllm.v1.engine import utils

    module: Any = utils
    original = module.get_mp_context
    with fork_server.used():
        assert module.get_mp_context() is multiprocessing.get_context("forkserver")
    assert module.get_mp_context is original
