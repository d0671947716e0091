"""How an invocation's body is refused: the member, by its place, and what is wrong with it."""

from __future__ import annotations

from treadle.contract.problem import Kind, Problem


def refuse(place: str, reason: str) -> Problem:
    """A member of the body that is refused; `place` is its path without the first slash."""
    return Problem(Kind.INVALID, f"`/{place}` {reason}", pointer=f"/{place}")
