"""Where the next page of a list begins, so that pages neither skip nor repeat what existed throughout.

The contract counts pages by offset, and what is made meanwhile may stand in front of the page to come.
So the last row of a page is remembered for the offset behind it, for the list that was asked for and
the connection that asked; the page at that offset goes on behind that row. A reader that comes over
another connection goes on behind the last page that its user read. Without a place, and
after TTL, the offset counts.

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


class Places:
    """The places of the lists that were read lately."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[Hashable, tuple[float, Place]] = OrderedDict()

    def find(self, wanted: Hashable, reader: str, offset: int) -> Place | None:
        """Behind which row the page at `offset` begins, None if only the offset says."""
        for key in ((wanted, reader, offset), (wanted, "", offset)):
            known = self._known.get(key)
            if known is not None and known[0] > self._clock():
                return known[1]
        return None

    def remember(self, wanted: Hashable, reader: str, offset: int, place: Place) -> None:
        """A page ended at `place`; the next one begins at `offset`."""
        until = self._clock() + TTL
        for key in {(wanted, reader, offset), (wanted, "", offset)}:
            self._known[key] = (until, place)
            self._known.move_to_end(key)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
