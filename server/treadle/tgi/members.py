"""Members of a request that may be absent or null, which mean the same everywhere in TGI's contract."""

from __future__ import annotations

from typing import TypeVar

from msgspec import UNSET, UnsetType

T = TypeVar("T")


def given(value: T | UnsetType | None) -> T | None:
    """The member's value, or None where it is absent or null."""
    return None if isinstance(value, UnsetType) else value


def unless_empty(values: list[T]) -> list[T] | UnsetType:
    """A list that is left out where it is empty."""
    return values or UNSET
