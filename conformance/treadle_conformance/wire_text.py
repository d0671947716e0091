"""Reading JSON the way a strict peer does: what `json.loads` forgives is named here instead."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

LONE = re.compile(
    rb"(?<!\\)(?:\\\\)*"
    rb"(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


class Repeated(ValueError):
    """A member name that occurs twice in one object."""


class NotFinite(ValueError):
    """NaN or an infinity, which JSON does not have."""


def read(body: bytes) -> Any:
    """The one JSON document in `body`.

    Raises UnicodeDecodeError, Repeated, NotFinite, or json.JSONDecodeError for anything else.
    """
    return json.loads(body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_constant)


def has_lone_surrogate(body: bytes) -> bool:
    """Whether a JSON text spells half a surrogate pair, which is no character.

    UTF-8 cannot hold one, so only an escape can: a high half without a low one after it, or a low one alone.
    """
    return b"\\u" in body and LONE.search(body) is not None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise Repeated(next(name for name in names if names.count(name) > 1))
    return members


def _constant(name: str) -> NoReturn:
    raise NotFinite(name)


class _Written(float):
    """A number that was written with a fraction or an exponent."""


def fractions(body: bytes, names: frozenset[str]) -> str | None:
    """The first member of one of these names whose number has a fraction or an exponent."""
    found: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(name for name, value in pairs if name in names and type(value) is _Written)
        return dict(pairs)

    try:
        json.loads(body, object_pairs_hook=members, parse_float=_Written)
    except (ValueError, RecursionError):
        return None
    return found[0] if found else None
