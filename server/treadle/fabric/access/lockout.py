"""What is remembered of signatures between calls, never more than a fixed number of each.

Lockout     access keys whose signatures were wrong several times in a row are refused for a while
Repeats     signatures of calls that only read, which must not be sent again later
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

FAILURES = 5  # in a row, as upstream
LOCKED = 300.0  # seconds, as upstream
_MOST_KEYS = 4096
_MOST_REPEATS = 65_536
# X-Sdk-Date has whole seconds and nothing else tells two signatures apart: a client that asks for one
# thing several times a second signs the same each time.
GRACE = 2.0

Clock = Callable[[], float]


class Lockout:
    """Counts wrong signatures by access key. Only keys that exist are counted, the rest cannot be guessed."""

    def __init__(self, clock: Clock = time.monotonic, most: int = _MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()  # count, when the last one was

    def locked(self, access: str) -> bool:
        """Whether the key is refused now, whatever its signature."""
        count, last = self._failed.get(access, (0, 0.0))
        return count >= FAILURES and self._clock() < last + LOCKED

    def failed(self, access: str) -> bool:
        """Count a wrong signature; whether this one locks the key."""
        count, last = self._failed.pop(access, (0, 0.0))
        if self._clock() >= last + LOCKED:
            count = 0
        if len(self._failed) >= self._most:
            self._failed.popitem(last=False)
        self._failed[access] = (count + 1, self._clock())
        return count + 1 == FAILURES

    def passed(self, access: str) -> None:
        """A right signature ends the row of wrong ones."""
        self._failed.pop(access, None)


class Repeats:
    """Signatures of reads, each with when it was first seen."""

    def __init__(self, clock: Clock = time.monotonic, most: int = _MOST_REPEATS) -> None:
        self._clock = clock
        self._most = most
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, digest: str) -> bool:
        """Whether a signature is new, or was new within the last two seconds."""
        moment = self._clock()
        seen = self._seen.get(digest)
        if seen is not None:
            return moment - seen <= GRACE
        if len(self._seen) >= self._most:
            self._seen.popitem(last=False)
        self._seen[digest] = moment
        return True
