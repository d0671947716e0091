"""docs/parameters.md has every member of every request, and names tests that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parents[1] / "docs" / "parameters.md"
INVOCATIONS = "/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations"


def document(contract: str) -> Any:
    return msgspec.json.decode(files(f"treadle_contracts.{contract}").joinpath("spec.json").read_bytes())


def members(contract: Any, schema: Any, before: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Every member that a request of this schema may have, as a path from its top."""
    if "$ref" in schema:
        if schema["$ref"] not in seen:
            name = schema["$ref"].removeprefix("#/components/schemas/")
            yield from members(
                contract, contract["components"]["schemas"][name], before, (*seen, schema["$ref"])
            )
        return
    for name, inner in schema.get("properties", {}).items():
        place = f"{before}.{name}" if before else name
        yield place
        yield from members(contract, inner, place, seen)
    for keyword in ("oneOf", "anyOf", "allOf"):
        for inner in schema.get(keyword, ()):
            yield from members(contract, inner, before, seen)
    if isinstance(schema.get("items"), dict):
        yield from members(contract, schema["items"], f"{before}[]", seen)


def wanted() -> set[tuple[str, str]]:
    """Every pair of a route and a member."""
    found: set[tuple[str, str]] = set()
    for name in ("tgi", "fabric"):
        contract = document(name)
        for path, item in contract["paths"].items():
            for operation in item.values():
                if "requestBody" not in operation or (name == "fabric" and path != INVOCATIONS):
                    continue  # Fabric's resources generate nothing
                route = "…/invocations" if path == INVOCATIONS else path
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                found |= {(route, place) for place in members(contract, schema)}
                if not any(pair[0] == route for pair in found):
                    found.add((route, "any member"))
    return found


def rows() -> list[tuple[list[str], list[str], list[str]]]:
    """Parameters, routes and tests of each row."""
    found: list[tuple[list[str], list[str], list[str]]] = []
    for line in DOCUMENT.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[0] == "parameter":
            continue
        parameters, routes, effect, tests = cells
        assert effect
        names = re.findall(r"`([^`]+)`", parameters) or [parameters]
        found.append((names, re.findall(r"`([^`]+)`", routes), re.findall(r"`([^`]+)`", tests)))
    return found


def full(route: str, name: str) -> str:
    """A name as the schemas have it: native rows leave `parameters.` out."""
    native = route in ("/", "/generate", "/generate_stream")
    return name if not native or name in ("inputs", "parameters", "stream") else f"parameters.{name}"


@cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_every_member_of_every_request_has_a_row_and_every_row_a_member() -> None:
    expected = wanted()
    assert len(expected) > 250
    written: set[tuple[str, str]] = set()
    for names, routes, _ in rows():
        for route in routes:
            for name in names:
                if name.endswith(".*"):
                    under = full(route, name).removesuffix("*")
                    matched = {pair for pair in expected if pair[0] == route and pair[1].startswith(under)}
                    assert matched, (route, name)
                    written |= matched
                else:
                    written.add((route, full(route, name)))
    assert written == expected, (sorted(expected - written), sorted(written - expected))


def test_rows_name_tests_that_exist_and_every_test_here_has_a_row() -> None:
    named: set[str] = set()
    for names, _, tests in rows():
        assert tests, names
        named |= set(tests)
    for test in sorted(named):
        path, _, name = test.partition("::")
        assert name in functions(TESTS / path), test
    here = Path(__file__).parent
    for file in here.glob("test_*.py"):
        if file != Path(__file__):
            mine = {f"{here.name}/{file.name}::{name}" for name in functions(file) if name[:5] == "test_"}
            assert not mine - named, mine - named
