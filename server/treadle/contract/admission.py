"""How many generations run at once, and when a call is turned away for it.

    head arrived      Gate.look     full or draining: refused at once, its body unread
    body arrived      Gate.enter    one permit, before anything in the body is looked at
    body understood   Permit.grow   one for each sequence
    answered          Permit.release

The permit is taken when the whole body is there: a client that dawdles over its body keeps nobody out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem


class Permits:
    """The permits of a server, one per sequence, never waited for."""

    def __init__(self, limit: int = 128) -> None:
        self.limit = limit
        self.taken = 0
        self.draining = False  # nothing more is let in; what runs goes on

    def free(self, count: int) -> bool:
        """Whether so many could be taken now."""
        return not self.draining and self.taken + count <= self.limit

    @contextmanager
    def hold(self, count: int) -> Generator[None]:
        """Take permits away from the calls for the block."""
        self.taken += count
        try:
            yield
        finally:
            self.taken -= count


class Permit:
    """What one call holds; `release` may come more than once."""

    __slots__ = ("_gate", "count")

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.count = 0

    def grow(self, to: int) -> None:
        """Hold `to` permits; a call that has begun is not touched by draining.

        Raises the gate's refusal when there are not enough, and INVALID for more than there are at
        all: to come back later would not help.
        """
        permits = self._gate.permits
        if to > permits.limit:
            raise Problem(
                Kind.INVALID,
                f"the request asks for {to} sequences at once, but the server runs {permits.limit} at most",
                type="validation",
            )
        more = to - self.count
        if more > 0:
            if permits.taken + more > permits.limit:
                raise self._gate.refusal(permits)
            permits.taken += more
            self.count = to

    def release(self) -> None:
        """Give all of them back."""
        self._gate.permits.taken -= self.count
        self.count = 0


def _unheard(problem: Problem) -> None:
    del problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Which operations take permits, and what a call hears when there are none.

    `refused` is told why a call did not come as far as its handler. Without `early`, calls are
    refused only when their bodies are there (they say whether the refusal is to be a stream).
    """

    permits: Permits
    operations: frozenset[str]  # operationIds
    refusal: Callable[[Permits], Problem]
    refused: Callable[[Problem], None] = _unheard
    early: bool = True

    def look(self, operation: Operation) -> None:
        """Refuse a call that could not get a permit now."""
        if self.early and operation.id in self.operations and not self.permits.free(1):
            raise self.refusal(self.permits)

    def enter(self, operation: Operation) -> Permit | None:
        """A permit for a call whose body has arrived; None for an operation that needs none."""
        if operation.id not in self.operations:
            return None
        if not self.permits.free(1):
            raise self.refusal(self.permits)
        permit = Permit(self)
        permit.grow(1)
        return permit

    def turned_away(self, operation: Operation, problem: Problem) -> None:
        """A call ended before its handler was called."""
        if operation.id in self.operations:
            self.refused(problem)


def overloaded(message: str, *, draining: bool) -> Problem:
    """The usual refusal: OVERLOADED, to be tried again in a second, elsewhere while draining."""
    headers: tuple[tuple[str, str], ...] = (("retry-after", "1"),)
    if draining:
        headers = (*headers, ("connection", "close"))
    return Problem(Kind.OVERLOADED, message, type="overloaded", headers=headers)
