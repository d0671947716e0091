"""Whether plain data is what the contract's document says; the document itself is the validator.

Schemas are named by JSON pointer into the document and compiled once, when the contract is mounted.
A verdict costs about a microsecond; only a refused value is looked at a second time, for words.
"""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import quote

import msgspec
from jsonschema_rs import Draft202012, Draft202012Validator, Registry, Validator

from treadle.contract.explain import Finding, explain
from treadle.contract.problem import Kind, Problem
from treadle.contract.values import Path, members, shorten, show

logger = logging.getLogger(__name__)

_steps = re.compile(r"\.([^.\[\]`]+)|\[(\d+)\]")


class Schemas:
    """The schemas of one document."""

    def __init__(self, name: str, document: bytes) -> None:
        self._uri = f"urn:treadle:{name}"
        self.document: Any = msgspec.json.decode(document)
        self._registry = Registry([(self._uri, self.document)], draft=Draft202012)
        self._compiled: dict[str, Validator] = {}

    def compile(self, pointer: str) -> Validator:
        """The validator of the schema at `pointer`; raises ValueError where there is none.

        Its own messages leave the value out, which for 2 MB of body is a fifth of the time.
        """
        validator = self._compiled.get(pointer)
        if validator is None:
            validator = self._compiled[pointer] = Draft202012Validator(
                {"$ref": f"{self._uri}#{quote(pointer)}"},
                registry=self._registry,
                validate_formats=True,
                mask="it",
            )
        return validator

    def at(self, pointer: str) -> Any:
        """What the document has at `pointer`."""
        return self._registry.resolver(self._uri).lookup(f"#{quote(pointer)}").contents


def valid_body(validator: Validator, data: Any, document: Any = None) -> None:
    """Refuse (INVALID) a request body that its schema refuses; `document` may have the words for it."""
    if not validator.is_valid(data):
        finding = explain(validator, data, rank=lambda found: order(document, found))
        place = pointer_of(finding.path)
        words, kind = refusal(document, finding)
        raise Problem(
            Kind.INVALID,
            words or f"{name_of(place)} {finding.text}",
            pointer=place,
            keyword=finding.keyword,
            type=kind,
        )


def refusal(document: Any, finding: Finding) -> tuple[str | None, str | None]:
    """The contract's own words for a breach, and its word for their kind.

    They stand as `x-refusal` and `x-refusal-type` beside the broken keyword or around it, with
    `{given}` for the value and `{count}` for its length. A value of the wrong type is not what they
    are about, unless the type is all that the schema asks; `x-refusal-of` names the keywords that are.
    """
    schema = _refusing(document, finding)
    if schema is None:
        return None, None
    count = len(finding.value) if isinstance(finding.value, str) else len(members(finding.value))
    words: str = _child(schema, "x-refusal")
    told = words.replace("{given}", show(finding.value)).replace("{count}", str(count))
    return told, _child(schema, "x-refusal-type")


def order(document: Any, finding: Finding) -> int:
    """Which of several breaches is told: `x-refusal-order`, and before all of them a wrong type."""
    found = _child(_refusing(document, finding), "x-refusal-order")
    return found if isinstance(found, int) else 0


def _refusing(document: Any, finding: Finding) -> object:
    """The schema that has the words for a breach, None where nobody has."""
    around = [document]
    for step in finding.rule[:-1]:
        around.append(_child(around[-1], step))
    for schema in reversed(around):
        if not isinstance(_child(schema, "x-refusal"), str):
            continue
        if finding.rule[-1:] == ("type",) and _child(schema, "type") != "null":
            return None
        meant: list[str] | None = _child(schema, "x-refusal-of")
        if meant is not None and finding.keyword not in meant:
            return None
        return schema
    return None


def _child(node: object, name: str | int) -> Any:
    # As text, because the validator writes 2 for the member "2" as well.
    return {str(key): child for key, child in members(node)}.get(str(name))


def convert(data: Any, type_: Any) -> Any:
    """`data`, which its schema has passed, as `type_`; 1.0 is an integer, as in JSON Schema."""
    try:
        return msgspec.convert(data, type_, strict=False)
    except msgspec.ValidationError as fault:
        # The document lets through what its generated type cannot hold, such as 1e300 for an integer.
        logger.warning("the document passed what its type refuses: %s", fault)
        reason, _, where = str(fault).partition(" - at ")
        place = pointer_of(tuple(name or int(index) for name, index in _steps.findall(where)))
        raise Problem(Kind.INVALID, f"{name_of(place)} cannot be used: {reason}", pointer=place) from None


def breach(validator: Validator, data: Any) -> Finding | None:
    """What is wrong with `data`, None when nothing is."""
    return None if validator.is_valid(data) else explain(validator, data)


def pointer_of(path: Path) -> str:
    """A path as a JSON pointer; a member name that would make it absurdly long is cut."""
    return "".join("/" + shorten(str(step), 200).replace("~", "~0").replace("/", "~1") for step in path)


def name_of(pointer: str) -> str:
    """How a message names a place in the body."""
    return f"`{shorten(pointer, 300)}`" if pointer else "The request body"
