"""When an instance that could not be brought up here is tried here again: after twice as long each time.

This process alone remembers it. Another server may try at once, and may have what was missing here.
"""

from __future__ import annotations

import time

FIRST, LONGEST = 5.0, 300.0  # seconds


class Patience:
    """The instances that wait, until when, and how long that is."""

    def __init__(self) -> None:
        self._waits: dict[str, tuple[float, float]] = {}

    def failed(self, instance_id: str) -> float:
        """It failed now; the seconds for which it waits."""
        _, last = self._waits.get(instance_id, (0.0, FIRST / 2))
        wait = min(LONGEST, last * 2)
        self._waits[instance_id] = time.monotonic() + wait, wait
        return wait

    def forget(self, instance_id: str) -> None:
        """It runs, or is wanted no more."""
        self._waits.pop(instance_id, None)

    def waiting(self) -> set[str]:
        """What is not to be tried yet; what nobody came back to is forgotten."""
        moment = time.monotonic()
        self._waits = {one: wait for one, wait in self._waits.items() if wait[0] + LONGEST > moment}
        return {instance_id for instance_id, (until, _) in self._waits.items() if until > moment}
