"""A process that `end_with_parent` watches is gone when its parent is, even in the middle of a long call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

PARENT = r"""
import multiprocessing, os, sys, time
from treadle.engine.orphans import end_with_parent

def child(watched, forked):
    if watched:
        end_with_parent(forked=forked)
    os.write(1, f"{int(watched)} {os.getpid()}\n".encode())
    time.sleep(60)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    multiprocessing.set_forkserver_preload(["json"])  # else it has this program's main module
    for watched in (True, True, False):
        context.Process(target=child, args=(watched, sys.argv[1] == "forkserver")).start()
    time.sleep(60)
"""


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_children_of_a_killed_process(method: str, tmp_path: os.PathLike[str]) -> None:
    program = os.path.join(tmp_path, "parent.py")
    with open(program, "w") as file:
        file.write(PARENT)
    parent = subprocess.Popen([sys.executable, program, method], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    told = [parent.stdout.readline().split() for _ in range(3)]
    watched = [psutil.Process(int(pid)) for flag, pid in told if flag == "1"]
    (alone,) = [psutil.Process(int(pid)) for flag, pid in told if flag == "0"]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    _, alive = psutil.wait_procs(watched, timeout=20)
    # The one that does not watch shows that nothing else ends them.
    there = alone.is_running()
    for process in (*alive, alone):
        process.kill()
    assert (len(watched), alive, there) == (2, [], True)
    parent.stdout.close()
