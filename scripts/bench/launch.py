"""What a measured process runs: the fake engine core first, then a server as its users start it.

    python -m bench.launch vllm    MODEL PORT PARENT [options of `vllm serve`]
    python -m bench.launch treadle MODEL PORT PARENT [options of `treadle serve`]

The process ends with the one that started it, however that one ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1

ENVIRONMENT = {
    "VLLM_NO_USAGE_STATS": "1",
    "HF_HUB_OFFLINE": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
}


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before the call
        sys.exit(1)


def serve_vllm(model: str, port: str, options: list[str]) -> None:
    """`vllm serve`, without its command's probe of the installed distribution."""
    from vllm.entrypoints.cli.serve import ServeSubcommand
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    command: Any = ServeSubcommand()
    parser: Any = FlexibleArgumentParser()
    command.subparser_init(parser.add_subparsers(dest="command"))
    arguments = parser.parse_args(
        ["serve", model, "--host", "127.0.0.1", "--port", port, "--served-model-name", "bench", *options]
    )
    command.validate(arguments)
    command.cmd(arguments)


def serve_treadle(model: str, port: str, options: list[str]) -> None:
    """`treadle serve`."""
    from treadle.cli import main

    sys.exit(main(["serve", "--model-id", model, "--hostname", "127.0.0.1", "--port", port, *options]))


def main(arguments: list[str]) -> None:
    kind, model, port, parent, *options = arguments
    die_with_parent(int(parent))
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if not os.path.exists("/dev/nvidiactl"):
        os.environ.setdefault("VLLM_TARGET_DEVICE", "cpu")
    if kind == "treadle":
        # It sets what vLLM reads at import, and the fake core is about to import it.
        from treadle.engine.settings import EngineSettings, prepare_environment

        prepare_environment(EngineSettings(model=model))
    from bench.fake_core import install

    install()
    if profile := os.environ.get("BENCH_PROFILE"):
        from bench.sampling import prepare

        prepare(Path(profile))
    {"vllm": serve_vllm, "treadle": serve_treadle}[kind](model, port, options)


if __name__ == "__main__":
    main(sys.argv[1:])
