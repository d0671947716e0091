"""Plain JSON values: how they are walked, measured and shown, without recursion."""

from __future__ import annotations

from typing import Any, cast

import msgspec

Key = str | int
Path = tuple[Key, ...]


def members(node: object) -> list[tuple[Key, Any]]:
    """The members of an object or the items of an array with their names or indexes."""
    if isinstance(node, dict):
        return list(cast("dict[Key, Any]", node).items())
    if isinstance(node, list):
        return list(enumerate(cast("list[object]", node)))
    return []


def size(data: object, limit: int) -> int:
    """How many values `data` consists of, counted no further than `limit`."""
    count = 0
    pending = [data]
    while pending and count < limit:
        count += 1
        pending.extend(child for _, child in members(pending.pop()))
    return count


def deeper_than(data: object, depth: int) -> bool:
    """Whether `data` nests containers more than `depth` levels deep."""
    level = [data]
    for _ in range(depth):
        level = [child for node in level for _, child in members(node) if isinstance(child, (dict, list))]
    return bool(level)


def has_huge_integer(data: object) -> bool:
    """Whether an integer in `data` is beyond the range of a double."""
    pending = [data]
    while pending:
        node = pending.pop()
        if isinstance(node, int) and abs(node) >= 10**309:
            return True
        pending.extend(child for _, child in members(node))
    return False


def shorten(text: str, limit: int = 80) -> str:
    """`text` within `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def show(value: object) -> str:
    """A value as a message shows it."""
    length = len(members(value))
    if isinstance(value, list):
        return f"an array of {length}"
    if isinstance(value, dict):
        return f"an object of {length}"
    return shorten(msgspec.json.encode(value).decode(), 60)
