"""Whether to try a call again, and when.

    certainly not sent           any method
    429                          any method: the server says that it did nothing
    502, 503, 504                any method, unless the contract gives that status a meaning of its own
    sent, and no answer          only methods that may be repeated; another one may have had its effect

A stream is never tried again once its first byte has come.
"""

from __future__ import annotations

import email.utils
import math
import random
import time
from collections.abc import Collection, Mapping
from typing import Final

from .errors import APIConnectionError, from_answer

REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_UNAVAILABLE: Final = frozenset({502, 503, 504})
FIRST: Final = 0.5  # seconds
LONGEST: Final = 8.0
LONGEST_ASKED: Final = 60.0  # a server that asks for more is not waited for


class Retries:
    """The tries of one call. Each method returns the seconds until the next one, or raises the failure."""

    def __init__(self, method: str, declared: Collection[int], most: int) -> None:
        self._method = method
        self._declared = declared
        self._left = most
        self._next = FIRST

    def after_error(self, error: APIConnectionError) -> float:
        """No answer came."""
        if not self._left or (error.sent and self._method not in REPEATABLE):
            raise error
        return self._delay(None)

    def after_status(self, status: int, headers: Mapping[str, str], content: bytes) -> float:
        """The answer was a refusal."""
        passing = status == 429 or (status in _UNAVAILABLE and status not in self._declared)
        asked = asked_delay(headers)
        if not self._left or not passing or (asked is not None and asked > LONGEST_ASKED):
            raise from_answer(status, headers, content)
        return self._delay(asked)

    def _delay(self, asked: float | None) -> float:
        self._left -= 1
        ceiling, self._next = self._next, min(self._next * 2, LONGEST)
        if asked is not None:
            return asked
        return ceiling * (0.5 + random.random() / 2)


def asked_delay(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds, whichever of its two forms it has."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except ValueError:
        return None
