"""The table "Rooms, and what each may import" of ARCHITECTURE.md, enforced."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("treadle", "treadle_contracts", "treadle_tgi", "treadle_fabric", "treadle_conformance", "generate")

# room → what it may import of ours (itself is always allowed); the longest matching room decides
ALLOWED: dict[str, tuple[str, ...]] = {
    "treadle_contracts": ("treadle.contract",),
    "treadle_tgi": (),
    "treadle_fabric": (),
    "treadle_conformance": (),
    "treadle.contract": (),
    "treadle.telemetry": (),
    "treadle.engine": ("treadle.telemetry",),
    "treadle.images": ("treadle.engine.port",),
    "treadle.chat": ("treadle.engine.port",),
    "treadle.tgi": (
        "treadle.contract",
        "treadle.engine.port",
        "treadle.telemetry",
        "treadle.chat",
        "treadle_contracts.tgi",
    ),
    "treadle.fabric": (
        "treadle.contract",
        "treadle.engine.port",
        "treadle.telemetry",
        "treadle.chat",
        "treadle_contracts.fabric",
    ),
}
# Who may import vLLM, torch and their like: all contact is in one room.
ENGINE_ONLY = ("vllm", "torch", "transformers")


def modules() -> list[tuple[str, Path]]:
    found = []
    for top in ("server", "generated", "conformance"):
        for path in sorted((ROOT / top).rglob("*.py")):
            relative = path.relative_to(ROOT / top)
            if "tests" not in relative.parts and relative.parts[0].startswith("treadle"):
                found.append((".".join(relative.with_suffix("").parts).removesuffix(".__init__"), path))
    return found


def imports(name: str, path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
                base = ".".join(package[: len(package) - node.level + 1] + ([base] if base else []))
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return found


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def room_of(module: str) -> str | None:
    rooms = [room for room in ALLOWED if within(module, room)]
    return max(rooms, key=len) if rooms else None


@pytest.mark.parametrize(
    ("name", "path"), modules(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_room_imports_only_what_it_may(name: str, path: Path) -> None:
    room = room_of(name)
    used = imports(name, path)
    if room is not None:
        may = (room, *ALLOWED[room])
        strays = {
            m
            for m in used
            if m.split(".")[0] in OURS and m != "treadle.__version__" and not any(within(m, r) for r in may)
        }
        assert not strays, f"{name} lives in {room} and may not import {sorted(strays)}"
    if room != "treadle.engine":
        heavy = {module for module in used if module.split(".")[0] in ENGINE_ONLY}
        assert not heavy, f"{name} may not import {sorted(heavy)}: all contact with vLLM is in treadle.engine"


def test_the_test_sees_modules() -> None:
    assert {"treadle.contract.problem", "treadle.engine.port"} <= {name for name, _ in modules()}
