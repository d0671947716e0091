"""What the hardware under an engine is called, as TGI's launcher finds it out."""

from __future__ import annotations

import subprocess

_PATIENCE = 10.0  # seconds; a driver that has gone to sleep takes a few


def hardware_name(device: str) -> str:
    """A device's name for the `x-compute-type` header: "cpu", or a GPU's such as "nvidia-h200"."""
    if device != "cuda":
        return device
    try:
        told = subprocess.run(
            ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"],  # noqa: S607 - where the driver put it
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return device
    names = told.stdout.splitlines()
    return names[0].strip().lower().replace(" ", "-") if names and names[0].strip() else device
