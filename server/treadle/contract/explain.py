"""How a breach of a schema is told to a person: where, what was expected, what was given.

    explain(validator, data) ──▶ Finding(path, text)     "must be at least 1, but 0 was given"

Of a union the branch is told that came closest; where all of them fail alike, their expectations
are put together. Large arrays and maps are first reduced to the member at fault, because the
validator describes every failing branch of every item (24 s for 140 000 items, seen) when asked
for a description rather than a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError, Validator

from treadle.contract.reduce import locate, reduce
from treadle.contract.values import Path, members, show, size

_LARGEST = 5_000  # values that a description may have to walk
_MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach. `text` continues the name of the place: "must be …", "is required but missing".

    `rule` is where the document has the keyword that was broken, `value` what broke it.
    """

    path: Path
    text: str
    keyword: str | None = None  # of the schema
    rule: Path = ()
    value: object = None


def explain(
    validator: Validator, data: Any, *, secret: bool = False, rank: Callable[[Finding], int] = lambda _: 0
) -> Finding:
    """What is wrong with `data`, which `validator` refuses; `secret` keeps the value out of the text.

    Where several things are, the first of those with the lowest `rank`.
    """
    reduced, moved = reduce(data, validator.is_valid)
    if size(reduced, _LARGEST) < _LARGEST:
        errors = islice(validator.iter_errors(reduced), _MOST_FINDINGS)
        findings = [_describe(error, secret) for error in errors]
        if findings:
            finding = min(findings, key=rank)
            path = locate(finding.path, moved)
            if finding.keyword == "maxItems":
                finding = _recounted(finding, _at(data, path))
            # An array that was cut may have become too short.
            if finding.keyword != "minItems" or _at(data, path) == _at(reduced, finding.path):
                return replace(finding, path=path)
    return Finding((), "does not match the contract")


def _recounted(finding: Finding, value: Any) -> Finding:
    """The finding of an array that was cut to the first item too many, told of the whole array."""
    told = finding.text.replace(f"it has {len(members(finding.value))}", f"it has {len(members(value))}")
    return replace(finding, text=told, value=value)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = {str(key): child for key, child in members(data)}[str(step)]
    return data


def _describe(error: ValidationError, secret: bool) -> Finding:
    kind = error.kind
    if kind.name in ("oneOf", "anyOf") and all(kind.context):  # type: ignore[attr-defined]
        return _of_union(error, kind.context, secret)  # type: ignore[attr-defined]
    path = tuple(error.instance_path)
    details = kind.as_dict()
    if kind.name == "required":
        return Finding((*path, details["property"]), "is required but missing", kind.name)
    if kind.name in ("additionalProperties", "unevaluatedProperties"):
        name = details["unexpected"][0]
        return Finding((*path, name), "is not a member that the contract knows", kind.name)
    if kind.name == "propertyNames":
        return Finding(path, f"has a member name that {_expectation(details['error'])}", kind.name)
    return _told(error, _expectation(error), secret)


def _of_union(error: ValidationError, context: Sequence[Sequence[ValidationError]], secret: bool) -> Finding:
    depth = len(error.instance_path)
    branches = sorted(context, key=lambda branch: _distance(branch, depth))
    best = _distance(branches[0], depth)
    rivals = [branch for branch in branches if _distance(branch, depth) == best]
    faults = [min(branch, key=_misfit) for branch in rivals]
    expected = list(dict.fromkeys(option for fault in faults for option in _options(fault)))
    if len(faults) > 1 and all(_options(fault) for fault in faults):
        return _told(faults[0], f"must be {_listed(expected)}", secret)
    return _describe(faults[0], secret)


def _told(error: ValidationError, text: str, secret: bool) -> Finding:
    told = text if secret else f"{text}, but {_given(error)}"
    return Finding(
        tuple(error.instance_path), told, error.kind.name, tuple(error.schema_path), error.instance
    )


def _misfit(error: ValidationError) -> int:
    return 0 if error.kind.name in ("type", "const", "enum") else 1


def _distance(branch: Sequence[ValidationError], depth: int) -> tuple[int, int]:
    """How far a branch is from what was meant: 2 another type, 1 another tag, 0 something inside."""
    level = 0
    for error in branch:
        if error.kind.name in ("type", "const", "enum") and len(error.instance_path) <= depth:
            level = 2
        elif error.kind.name == "const" and len(error.instance_path) == depth + 1:
            level = max(level, 1)
    return level, -max(len(error.instance_path) for error in branch) if level == 0 else 0


def _options(error: ValidationError) -> list[str]:
    details = error.kind.as_dict()
    match error.kind.name:
        case "type":
            return [_article(name) for name in details["types"]]
        case "const":
            return [show(details["expected_value"])]
        case "enum":
            return [show(option) for option in details["options"]]
        case _:
            return []


def _article(name: str) -> str:
    if name == "null":
        return name
    return f"an {name}" if name[0] in "aio" else f"a {name}"


def _listed(options: Sequence[str]) -> str:
    if len(options) == 1:
        return options[0]
    shown = [*options[:12], "…"] if len(options) > 13 else options
    return f"{', '.join(shown[:-1])} or {shown[-1]}"


_LENGTHS = {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}

_EXPECTATIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "minimum": lambda kind: f"must be at least {kind['limit']}",
    "maximum": lambda kind: f"must be at most {kind['limit']}",
    "exclusiveMinimum": lambda kind: f"must be greater than {kind['limit']}",
    "exclusiveMaximum": lambda kind: f"must be less than {kind['limit']}",
    "multipleOf": lambda kind: f"must be a multiple of {kind['multiple_of']}",
    "minLength": lambda kind: f"must have at least {kind['limit']} characters",
    "maxLength": lambda kind: f"must have at most {kind['limit']} characters",
    "pattern": lambda kind: f"must match the pattern {kind['pattern']}",
    "format": lambda kind: f"must be a valid {kind['format']}",
    "minItems": lambda kind: f"must have at least {kind['limit']} items",
    "maxItems": lambda kind: f"must have at most {kind['limit']} items",
    "minProperties": lambda kind: f"must have at least {kind['limit']} members",
    "maxProperties": lambda kind: f"must have at most {kind['limit']} members",
    "uniqueItems": lambda _: "must not have an item twice",
    "not": lambda kind: _exclusion(kind["schema"]),
    "oneOf": lambda _: "must match exactly one of the forms that the contract lists",
}


def _expectation(error: ValidationError) -> str:
    options = _options(error)
    if options:
        return f"must be {_listed(options)}"
    words = _EXPECTATIONS.get(error.kind.name)
    return words(error.kind.as_dict()) if words else f"breaks the contract's rule `{error.kind.name}`"


def _exclusion(schema: dict[str, Any]) -> str:
    names: list[str] = schema.get("required", [])
    if len(names) > 1 and len(schema) == 1:
        return f"must not have {' and '.join(f'`{name}`' for name in names)} together"
    return "must not have the form that the contract excludes here"


def _given(error: ValidationError) -> str:
    value = error.instance
    if error.kind.name in _LENGTHS:
        return f"it has {len(value) if isinstance(value, str) else len(members(value))}"
    return f"{show(value)} was given"
