"""The client packages: light, typed, complete."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

GENERATED = Path(__file__).parents[3] / "generated"
PACKAGES = ["treadle_tgi", "treadle_fabric"]
# What the base install brings, directly and through it.
LIGHT = {
    "anyio", "attr", "attrs", "certifi", "dateutil", "h11", "httpcore", "httpx", "idna", "six", "sniffio",
    "treadle_fabric", "treadle_tgi", "typing_extensions",
    # httpx loads these for its own command where they are installed; they are no dependency of the client
    "click", "markdown_it", "mdurl", "pygments", "rich", "h2", "brotli", "brotlicffi", "socksio", "zstandard",
    "trio", "exceptiongroup",
}  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES)
def test_import_pulls_no_server_package(package: str) -> None:
    program = (
        "import json, sys; before = set(sys.modules)\n"
        f"import {package}; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert package in loaded
    assert {
        name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")
    } <= LIGHT


@pytest.mark.parametrize("package", PACKAGES)
def test_exported_names_exist_and_are_sorted(package: str) -> None:
    module = importlib.import_module(package)
    assert all(hasattr(module, name) for name in module.__all__)
    assert set(module.errors.__all__) <= set(module.__all__)
    assert len(set(module.__all__)) == len(module.__all__)
    assert (GENERATED / package / "py.typed").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_only_one_module_knows_the_http_library(package: str) -> None:
    imports = re.compile(r"^(?:import|from) httpx", re.MULTILINE)
    sources = sorted((GENERATED / package).rglob("*.py"))
    users = [path.name for path in sources if imports.search(path.read_text(encoding="utf-8"))]
    assert users == ["_transport.py"]


@pytest.mark.parametrize("package", PACKAGES)
def test_both_clients_have_one_method_for_each_operation(package: str) -> None:
    contract = package.removeprefix("treadle_")
    routes = importlib.import_module(f"treadle_contracts.{contract}.routes")
    module = importlib.import_module(package)
    for operation in routes.OPERATIONS:
        for client in (module.Client, module.AsyncClient):
            assert callable(getattr(client, operation.id))
