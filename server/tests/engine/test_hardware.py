"""The name of the hardware, with a driver's tool that says what it is told to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.engine.hardware import hardware_name


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("echo NVIDIA A10G; echo NVIDIA A10G", "nvidia-a10g"),
        ("exit 9", "cuda"),
        ("echo", "cuda"),
    ],
)
def test_a_gpu_has_its_name(script: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hardware_name("cuda") == name
    assert hardware_name("cpu") == "cpu"


def test_without_the_tool_it_is_the_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hardware_name("cuda") == "cuda"
