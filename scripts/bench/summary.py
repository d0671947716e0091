"""Medians and spreads. A ratio is taken within a round, where both servers met the same machine."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What the rounds gave."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        return cls(statistics.median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours over theirs, round by round; as many rounds in both."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def there_and_back(count: int, round_number: int) -> list[int]:
    """The order of `count` servers in a round: A B, then B A, so that a steady drift favours none.

    Who is first changes from round to round.
    """
    order = [(place + round_number) % count for place in range(count)]
    return order + order[::-1]
