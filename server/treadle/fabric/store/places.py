"""Where the next page of a list begins, so that pages neither skip nor repeat what existed throughout.

The contract counts pages by offset, and what is made meanwhile may stand in front of the page to come.
So the last row of a page is remembered for the list that was asked for; the page at the offset behind it
goes on behind that row. Without a place, and after TTL, the offset counts.

A client may have several connections, and several clients may read one list. So the page at an offset
begins where the last page ended that its own connection read, as long as nobody has gone on from there
and the list had not ended there; else where the newest page ended that its user read up to that offset,
over whatever connection. One reader at a time is right over any number of connections if it reads lists
to their end, and readers of one connection each are right beside each other.

What cannot be told apart: who reads a page, leaves it at that, and within TTL continues over the same
connection what it began anew over another one, goes on behind the old page; and of readers that share
connections, or change them between pages, each goes on behind the newest page of any.

Places are kept in the process. They are worth a page of a list, not a table.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

TTL = 600.0  # seconds
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: the value that it was sorted by, and its id."""

    value: Any
    id: str


@dataclass(slots=True)
class _End:
    """A page's end; `open` until somebody has gone on from there."""

    until: float
    offset: int
    place: Place
    open: bool


class Places:
    """The places of the lists that were read lately."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # By list and reader the page that it read last; by list and offset the newest page of any reader.
        self._known: OrderedDict[tuple[Hashable, str | int], _End] = OrderedDict()

    def find(self, wanted: Hashable, reader: str, offset: int) -> Place | None:
        """Behind which row the page at `offset` begins, None if only the offset says."""
        end = self._fresh((wanted, reader))
        if end is None or end.offset != offset or not end.open:
            end = self._fresh((wanted, offset))
        if end is None:
            return None
        end.open = False
        return end.place

    def remember(
        self, wanted: Hashable, reader: str, offset: int, place: Place, *, ended: bool = False
    ) -> None:
        """A page ended at `place`; the next one begins at `offset`, if the list has not `ended` there."""
        end = _End(self._clock() + TTL, offset, place, not ended)
        for key in ((wanted, reader), (wanted, offset)):
            self._known[key] = end
            self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def _fresh(self, key: tuple[Hashable, str | int]) -> _End | None:
        end = self._known.get(key)
        return end if end is not None and end.until > self._clock() else None
