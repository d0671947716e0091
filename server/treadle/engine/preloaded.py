"""What the fork server imports once for all cores; nothing else imports this (see `fork_server`).

No thread may be started and nothing computed here: a fork would copy it half.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import warnings

_MODULES = (
    "vllm.v1.engine.core",
    "vllm.v1.worker.cpu_worker",
    "vllm.model_executor.models.llama",
    "treadle.engine.logits.v1",
)

with contextlib.suppress(ImportError):
    # Now, because it cannot find its place any more when the environment has been changed.
    importlib.import_module("setproctitle").setproctitle("treadle::ForkServer")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # other people's deprecations
    for _name in _MODULES:
        with contextlib.suppress(Exception):  # what fails here fails again in the core, where it is told
            importlib.import_module(_name)
gc.collect()
gc.freeze()  # a collector that looks at what is shared would copy it
