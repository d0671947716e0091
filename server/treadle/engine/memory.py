"""What memory there is for further engines, and what an engine takes.

CPU     what the machine or the container's limit has left; an engine is weights, cache and a process
CUDA    what the first device has left; an engine is weights, cache and what its kernels work in
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from treadle.engine.port import EngineError
from treadle.engine.settings import Device, EngineSettings, native_bfloat16

PROCESS = 1 << 30  # bytes beside weights and cache: measured 0.8 GiB on a CPU; graphs and workspace on a GPU
SPARE = 0.1  # share of what is left that stays with the rest of the machine


def left(device: Device) -> int:
    """Bytes for further engines, with some spared; raises EngineError where it cannot be seen."""
    return int((_left_on_gpu() if device == "cuda" else left_on_machine()) * (1 - SPARE))


def taken(settings: EngineSettings, weights: int) -> int:
    """Bytes that an engine takes whose weights have so many bytes on disk."""
    # Most checkpoints have 16 bits; where the CPU cannot compute in those, they become 32.
    wide = settings.resolved_device == "cpu" and settings.dtype == "auto" and not native_bfloat16()
    factor = 2 if wide or settings.dtype == "float32" else 1
    return weights * factor + (settings.kv_cache_bytes or 0) + PROCESS


def left_on_machine(root: Path = Path("/")) -> int:
    """Bytes of memory that the machine or the container's limit has left."""
    lines = (root / "proc/meminfo").read_text().splitlines()
    machine = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    try:
        group = root / "sys/fs/cgroup"
        limit = int((group / "memory.max").read_text()) - int((group / "memory.current").read_text())
    except (OSError, ValueError):  # no container, an old kernel, or "max"
        return machine
    return max(0, min(machine, limit))


def _left_on_gpu() -> int:
    try:
        nvml: Any = importlib.import_module("vllm.third_party.pynvml")
        nvml.nvmlInit()
        return int(nvml.nvmlDeviceGetMemoryInfo(nvml.nvmlDeviceGetHandleByIndex(0)).free)
    except Exception as error:
        raise EngineError(f"the GPU's memory cannot be seen: {error}") from error
