"""The TGI contract against answers that real TGI servers gave.

The recordings lie beside the repository and not in it; without them this module collects no test.
Most were written down by a client, some by old servers: `NORMALISATIONS` is all that had to be
allowed for, and each entry has to be needed.
"""

from __future__ import annotations

import copy
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from generate.bundle import bundle

ROOT = Path(__file__).parents[3]
RECORDED = ROOT.parent / "shared" / "data" / "tgi_responses_v2.2"
KINDS: dict[str, str] = json.loads((RECORDED / "MAP.json").read_text()) if RECORDED.is_dir() else {}
__test__ = bool(KINDS)

COMPONENTS = bundle(ROOT / "spec" / "tgi")["components"]


def absent_not_null(answer: Any) -> None:
    """The text_generation client writes null for a member that was not in the body."""
    for element in elements(answer):
        holders = [
            element.get("details", {}),
            *(choice.get("message", {}) for choice in element.get("choices", ())),
        ]
        for holder in holders:
            for name in ("best_of_sequences", "top_tokens", "tool_calls"):
                if name in holder and holder[name] is None:
                    del holder[name]


def chat_object_name(answer: Any) -> None:
    """TGI called a chat completion, and its chunk, `text_completion` until 2.1.0."""
    for element in elements(answer):
        choice = element.get("choices", [{}])[0]
        if "message" in choice and element["object"] == "text_completion":
            element["object"] = "chat.completion"
        if "delta" in choice and element["object"] == "text_completion":
            element["object"] = "chat.completion.chunk"


def tool_call_id(answer: Any) -> None:
    """TGI sent the number 0 as a tool call's id until 2.0.4."""
    for call in tool_calls(answer):
        if call["id"] == 0:
            call["id"] = "0"


def tool_call_arguments(answer: Any) -> None:
    """TGI sent a tool call's arguments as an object until 3.2.0, since then as JSON text."""
    for call in tool_calls(answer):
        if isinstance(call["function"]["arguments"], dict):
            call["function"]["arguments"] = json.dumps(call["function"]["arguments"])


def tool_call_delta(answer: Any) -> None:
    """TGI sent one object as a chunk's `tool_calls` until 3.2.0, since then a list."""
    for element in elements(answer):
        for choice in element.get("choices", ()):
            if isinstance(choice.get("delta", {}).get("tool_calls"), dict):
                choice["delta"]["tool_calls"] = [choice["delta"]["tool_calls"]]


NORMALISATIONS: tuple[Callable[[Any], None], ...] = (
    absent_not_null,
    chat_object_name,
    tool_call_id,
    tool_call_arguments,
    tool_call_delta,
)


def elements(answer: Any) -> list[dict[str, Any]]:
    """The answers in a file: some tests recorded several."""
    return answer if isinstance(answer, list) else [answer]


def tool_calls(answer: Any) -> Iterator[dict[str, Any]]:
    for element in elements(answer):
        for choice in element.get("choices", ()):
            yield from choice.get("message", {}).get("tool_calls") or ()


def schema_of(kind: str) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{kind.removeprefix('list[').removesuffix(']')}"}
    return {"type": "array", "minItems": 1, "items": reference} if kind.startswith("list[") else reference


def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema_of(kind), "components": COMPONENTS})


VALIDATORS = {kind: validator(kind) for kind in set(KINDS.values())}


def normalised(name: str, *, leave_out: Callable[[Any], None] | None = None) -> Any:
    answer = json.loads((RECORDED / name).read_text())
    for normalise in NORMALISATIONS:
        if normalise is not leave_out:
            normalise(answer)
    return answer


def required_members(
    schema: dict[str, Any], value: Any, at: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """The path of every member of `value` that `schema` requires."""
    while "$ref" in schema:
        schema = COMPONENTS["schemas"][schema["$ref"].rpartition("/")[2]]
    for variant in schema.get("oneOf", ()):
        if jsonschema_rs.Draft202012Validator({**variant, "components": COMPONENTS}).is_valid(value):
            yield from required_members(variant, value, at)
    if isinstance(value, dict):
        yield from ((*at, name) for name in schema.get("required", ()))
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield from required_members(member, value[name], (*at, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from required_members(schema["items"], item, (*at, index))


def without(answer: Any, path: tuple[str | int, ...]) -> Any:
    result = copy.deepcopy(answer)
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return result


@pytest.mark.parametrize("name", sorted(KINDS))
def test_recorded_answer_is_valid(name: str) -> None:
    faults = [
        f"{error.instance_path}: {error.message}"
        for error in VALIDATORS[KINDS[name]].iter_errors(normalised(name))
    ]
    assert faults == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_recorded_answer_without_a_required_member_is_invalid(name: str) -> None:
    answer = normalised(name)
    paths = list(required_members(schema_of(KINDS[name]), answer))
    path = paths[
        zlib.crc32(name.encode()) % len(paths)
    ]  # the same one on every run, another one in each file
    assert not VALIDATORS[KINDS[name]].is_valid(without(answer, path)), f"{path} is not missed"


@pytest.mark.parametrize("normalise", NORMALISATIONS, ids=lambda normalise: normalise.__name__)
def test_every_normalisation_is_needed(normalise: Callable[[Any], None]) -> None:
    answers = {name: normalised(name, leave_out=normalise) for name in KINDS}
    assert any(not VALIDATORS[KINDS[name]].is_valid(answer) for name, answer in answers.items())


def test_there_are_120_recordings() -> None:
    files = {path.relative_to(RECORDED).as_posix() for path in RECORDED.rglob("*.json")} - {"MAP.json"}
    assert files == set(KINDS)
    assert len(KINDS) == 120
