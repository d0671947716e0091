"""What an install of the base alone has: the clients, and no server package behind them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# rich is not in the list: httpx takes it along where it happens to be installed
HEAVY = "vllm torch fastapi starlette uvicorn msgspec sqlalchemy alembic typer schemathesis treadle_contracts"

SCRIPT = f"""
import sys, treadle_tgi, treadle_fabric
found = [name for name in {HEAVY.split()!r} if name in sys.modules]
assert not found, found
"""


def test_importing_the_clients_pulls_no_server_package() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)


@pytest.mark.slow
def test_the_base_install_alone_is_enough(tmp_path: Path) -> None:
    environment = tmp_path / "base"
    subprocess.run(
        [ROOT / "scripts" / "environment", "create", environment, sys.executable, _uv()], check=True
    )
    subprocess.run(
        [ROOT / "scripts" / "environment", "install", environment, "requirements/base.txt"],
        check=True,
        cwd=ROOT,
    )
    python = environment / "bin" / "python"
    subprocess.run([python, "-c", SCRIPT], check=True, cwd="/")
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True
    ).stdout.lower()
    for name in ("vllm", "torch", "fastapi", "msgspec", "schemathesis"):
        assert f"\n{name}==" not in listed
    bare = subprocess.run(
        [environment / "bin" / "treadle", "serve"], capture_output=True, text=True, timeout=60
    )
    assert bare.returncode == 1
    assert "pip install 'treadle[server]'" in bare.stderr


def _uv() -> str:
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("UV_VERSION")]
    return line.split(":=")[1].strip()
