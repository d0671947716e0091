"""No core outlives its server, however that ends.

    server ── starts ──▶ core: `run`, which watches the server and then is vLLM's own

vLLM's core waits for requests on a socket and never learns that nobody will send any: after a SIGKILL of
the server (or of the out-of-memory killer) it would keep its weights for ever, and one that was just
starting would wait five minutes. A restarted server would then find the memory of its predecessor taken.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from multiprocessing import connection
from typing import Any

POLL = 1.0
"""Seconds between looks at the parent's id, where the end of its pipe does not say that it is gone."""


def end_with_parent(*, forked: bool = False) -> None:
    """Have this process, a child of `multiprocessing`'s, be killed as soon as its parent is gone.

    `forked` tells that a fork server stands between the two. Without it the parent can neither see nor end
    this process, so its end counts, too.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    pid = os.getppid() if forked else int(parent.pid or 0)
    threading.Thread(target=_watch, args=(parent.sentinel, pid), daemon=True, name="parent").start()


def _watch(sentinel: int, parent: int) -> None:
    while os.getppid() == parent:
        if connection.wait([sentinel], POLL):
            break
    os.kill(os.getpid(), signal.SIGKILL)  # at once: there is nobody to whom an orderly end would matter


def run(environment: Mapping[str, str], forked: bool, /, *arguments: Any, **keywords: Any) -> None:
    """What a core's process runs in place of vLLM's `run_engine_core`, and then that.

    `environment` is the server's when it started the core; a fork server's is older.
    """
    os.environ.update(environment)
    end_with_parent(forked=forked)
    from vllm.v1.engine.core import EngineCoreProc

    proc: Any = EngineCoreProc
    _original.get("run", proc.run_engine_core)(*arguments, **keywords)


_original: dict[str, Any] = {}  # in a forked child the class is as its parent had it


@contextmanager
def watched(*, forked: bool) -> Generator[None, None, None]:
    """Cores that are started in this block end with this process; one block at a time."""
    from vllm.v1.engine.core import EngineCoreProc

    proc: Any = EngineCoreProc
    original = proc.run_engine_core
    _original["run"] = original
    proc.run_engine_core = staticmethod(partial(run, dict(os.environ), forked))
    try:
        yield
    finally:
        proc.run_engine_core = staticmethod(original)
        _original.clear()
