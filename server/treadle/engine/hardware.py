"""What hardware is under an engine, as TGI's launcher finds it out."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 10.0  # seconds; a driver that has gone to sleep takes a few


def hardware_name(device: str) -> str:
    """A device's name for the `x-compute-type` header: "cpu", or a GPU's such as "nvidia-h200"."""
    if device != "cuda":
        return device
    first, *_ = (_nvidia_smi("--query-gpu=name", "--format=csv,noheader") or "").splitlines() or [""]
    return first.strip().lower().replace(" ", "-") or device


def visible_gpus(environment: Mapping[str, str] = os.environ, devices: Path = Path("/dev")) -> int | None:
    """How many GPUs the environment names, by CUDA's variable or the container toolkit's; None if neither."""
    named = environment.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        named = environment.get("NVIDIA_VISIBLE_DEVICES")
    if named is None:
        return None
    if named == "all":
        return present_gpus(devices)
    return len([name for name in named.split(",") if name.strip() not in ("", "none", "void", "-1")])


def present_gpus(devices: Path = Path("/dev")) -> int:
    """How many GPUs have a device file."""
    return sum(re.fullmatch(r"nvidia\d+", device.name) is not None for device in devices.glob("nvidia*"))


def driver_report() -> str | None:
    """What nvidia-smi says of the machine, or None without one."""
    told = _nvidia_smi()
    return None if told is None else told.strip()


def _nvidia_smi(*arguments: str) -> str | None:
    try:
        told = subprocess.run(  # noqa: S603 - the arguments are ours
            ["nvidia-smi", *arguments],  # noqa: S607 - where the driver put it
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout
