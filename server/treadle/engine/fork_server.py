"""Where cores come from on a CPU: a process that has imported what each of them needs, and forks.

    server ── at once ──▶ fork server: imports vLLM while the server does ── forks ──▶ core, core …

A core spends most of its start on imports. This way the first start has both halves of them side by side,
and a core that replaces a dead one, or serves a deployed model, has them behind it. On a GPU cores are
started as vLLM does it, because what its libraries may do before a fork is not ours to know.
"""

from __future__ import annotations

import glob
import importlib.util
import multiprocessing
import os
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

_PRELOADED = "treadle.engine.preloaded"
_LIBRARIES = (
    ("vllm", "libs/libtcmalloc*.so*"),
    ("torch", "../torch.libs/libgomp*.so*"),
    ("torch", "lib/libgomp*.so*"),
)
"""What vLLM puts in front of its cores' libraries: a faster malloc, and one OpenMP for all."""


def start(environment: MutableMapping[str, str] = os.environ) -> None:
    """Begin to import, in the fork server; returns at once, and does nothing where it runs already.

    What cores shall have in their environment before they import anything must stand in `environment`.
    """
    multiprocessing.set_forkserver_preload([_PRELOADED])
    before = environment.get("LD_PRELOAD")
    environment["LD_PRELOAD"] = ":".join([*libraries(), *filter(None, [before])])
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del environment["LD_PRELOAD"]
        else:
            environment["LD_PRELOAD"] = before


def libraries() -> list[str]:
    """Paths of the libraries to load first, one of each kind; found without importing their packages."""
    found: dict[str, str] = {}
    for package, pattern in _LIBRARIES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            for path in sorted(glob.glob(str(Path(spec.origin).parent / pattern))):
                found.setdefault(Path(path).name.split(".")[0].split("-")[0], path)
    return list(found.values())


@contextmanager
def used() -> Generator[None, None, None]:
    """Cores that vLLM starts in this block come from the fork server; one block at a time."""
    from vllm.v1.engine import utils

    start()  # one that was killed took its cores along, and is begun anew
    module: Any = utils
    original = module.get_mp_context
    module.get_mp_context = lambda: multiprocessing.get_context("forkserver")
    try:
        yield
    finally:
        module.get_mp_context = original
