"""The fork server: what it has in its environment, what cores have of it, and which processes it is not for."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path
from types import SimpleNamespace

import pytest

from treadle.engine import fork_server

PROGRAM = r"""
import multiprocessing, os, sys
from treadle.engine import fork_server

def core(queue):
    tasks = len(os.listdir("/proc/self/task"))
    queue.put((sorted(set(sys.modules) & {"vllm.v1.worker.cpu_worker", "vllm.v1.engine.core", "torch"}),
               os.environ.get("LD_PRELOAD", ""), os.environ.get("OMP_NUM_THREADS"), tasks))

if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    fork_server.start()
    fork_server.start()
    assert "LD_PRELOAD" not in os.environ
    assert "vllm" not in sys.modules
    context = multiprocessing.get_context("forkserver")
    queue = context.SimpleQueue()
    process = context.Process(target=core, args=(queue,))
    process.start()
    print(*queue.get(), sep="\n")
    process.join()
"""


@pytest.mark.slow  # imports vLLM in a process of its own
def test_a_forked_process_has_what_cores_import(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    told = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=120, env=environment
    )
    assert told.returncode == 0, told.stderr
    modules, preloaded, threads, tasks = told.stdout.splitlines()[-4:]
    assert modules == "['torch', 'vllm.v1.engine.core', 'vllm.v1.worker.cpu_worker']"
    assert preloaded.split(":") == fork_server.libraries()
    assert threads == "1"
    # A fork copies the thread that asks for it alone: no other may have been there.
    assert tasks == "1"


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

    original = utils.get_mp_context
    with fork_server.used():
        assert utils.get_mp_context() is multiprocessing.get_context("forkserver")
    assert utils.get_mp_context is original
