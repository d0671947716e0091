"""Cases as data: where the answer can be written down, a check is a row of cases/*.yaml, not code.

A case is a list of steps, each a request and what is expected of its answer; `case.schema.json` is
the form of a file. "{model}", "{workspace}", "{instance}" and "{nobody}" in a request stand for what
the suite learned about the server, and for an id that nothing has.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from treadle_conformance.faults import Violation, require
from treadle_conformance.rules import ActiveRule, Check, folder
from treadle_conformance.server import Server, sound
from treadle_conformance.shape import is_array, is_object

NOBODY = "00000000-0000-4000-8000-000000000000"
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
Names = dict[str, str]


class Assertion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is true of one value of an answer; several may be given."""

    equals: Any = msgspec.UNSET
    absent: bool = False
    type: str | None = None
    matches: str | None = None  # a regular expression that the text has somewhere
    at_least: float | None = None
    at_most: float | None = None
    count: int | None = None  # members of an array or object
    reason: str | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request. `valid` false says that the contract does not allow it."""

    method: str
    path: str
    body: Any = None
    text: str | None = None  # instead of a JSON body
    headers: dict[str, str] = {}
    valid: bool = True
    anonymous: bool = False


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the answer has to be. `body` maps JSON pointers to assertions."""

    status: list[int]
    media_type: str | None = None
    headers: dict[str, str] = {}
    body: dict[str, Assertion] = {}


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request and its answer."""

    request: Asked
    expect: Expected


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check that is data."""

    id: str
    title: str
    requirements: list[str]
    features: list[str]
    steps: list[Step]


def read() -> list[Check]:
    """The checks of every case file, in the order of the files."""
    return [check for path in files() for check in map(_check, load(path))]


def files() -> list[Path]:
    """The case files."""
    return sorted(folder("cases").glob("*.yaml"))


def load(path: Path) -> list[Case]:
    """The cases of one file; raises msgspec.ValidationError."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), list[Case])


def _check(case: Case) -> Check:
    return Check(
        id=case.id,
        title=case.title,
        requirements=tuple(case.requirements),
        features=frozenset(case.features),
        active=_rule(case),
    )


def _rule(case: Case) -> ActiveRule:
    async def rule(server: Server) -> None:
        for step in case.steps:
            await _perform(step, server)

    return rule


async def _perform(step: Step, server: Server) -> None:
    facts = server.facts
    names: Names = {
        "model": facts.model,
        "workspace": facts.workspace or NOBODY,
        "instance": facts.instance or NOBODY,
        "nobody": NOBODY,
    }
    asked, expected = step.request, step.expect
    answer = await server.ask(
        asked.method,
        _filled(asked.path, names),
        _filled(asked.body, names),
        content=None if asked.text is None else asked.text.encode(),
        headers=asked.headers,
        valid=asked.valid,
        anonymous=asked.anonymous,
    )
    if answer.status not in expected.status:
        statuses = " or ".join(map(str, expected.status))
        sound(answer, answer.status)
        raise Violation(f"expected status {statuses}, got {answer.summary}", answer)
    sound(answer, answer.status)
    if expected.media_type:
        require(
            answer.media_type == expected.media_type,
            f"expected {expected.media_type}: {answer.summary}",
            answer,
        )
    for name, pattern in expected.headers.items():
        value = answer.header(name)
        require(value is not None and re.search(pattern, value), f"the header {name} is {value!r}", answer)
    for pointer, assertion in expected.body.items():
        if complaint := complain(assertion, answer.json, pointer, names):
            raise Violation(complaint, answer)


def _filled(value: Any, names: Names) -> Any:
    """`value` with the placeholders in its texts filled."""
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if is_array(value):
        return [_filled(item, names) for item in value]
    if is_object(value):
        return {key: _filled(item, names) for key, item in value.items()}
    return value


def complain(assertion: Assertion, body: Any, pointer: str, names: Names) -> str | None:
    """Why an assertion does not hold for what stands at `pointer`, or None."""
    place = pointer or "the body"
    try:
        found: Any = at(body, pointer)
    except (KeyError, IndexError, ValueError, TypeError):
        return None if assertion.absent else f"{place} is missing"
    if assertion.absent:
        return f"{place} is {found!r}, and should not be there"
    wanted = _filled(assertion.equals, names)
    if wanted is not msgspec.UNSET and found != wanted:
        return f"{place} is {found!r}, not {wanted!r}"
    if assertion.type and not _is(found, assertion.type):
        return f"{place} is {found!r}, no {assertion.type}"
    if assertion.matches is not None and not re.search(assertion.matches, str(found)):
        return f"{place} is {found!r}, which does not match /{assertion.matches}/"
    if assertion.at_least is not None and found < assertion.at_least:
        return f"{place} is {found!r}, below {assertion.at_least:g}"
    if assertion.at_most is not None and found > assertion.at_most:
        return f"{place} is {found!r}, above {assertion.at_most:g}"
    if assertion.count is not None and _size(found) != assertion.count:
        return f"{place} has {_size(found)} members, not {assertion.count}"
    return None


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of a JSON type; true and false are no numbers."""
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _size(value: Any) -> int:
    """Members of an array or object; -1 of anything else."""
    return len(value) if is_array(value) or is_object(value) else -1


def at(value: Any, pointer: str) -> Any:
    """What stands at a JSON pointer; raises KeyError, IndexError or ValueError when nothing does."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key) if is_array(value) else key]
    return value
