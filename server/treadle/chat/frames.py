"""Events that differ in one text, encoded once: what comes before it and after it is kept as bytes.

A stream's usual event says nothing new but its text. It costs half as much to put that between two
halves of an encoded event as to make the event's Structs; and since the halves come from those very
Structs, the two cannot say different things.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode
_PLACE = "\N{OBJECT REPLACEMENT CHARACTER}the text's place"


def around_text(make: Callable[[str], T]) -> Callable[[str], T]:
    """`make(text)` for events that are only encoded: the answer is its JSON, ready made.

    `make` must put the text into one member, as it is, and everything else must be the same each time.
    """
    before, found, after = _encode(make(_PLACE)).partition(_encode(_PLACE))
    assert found, "the text has a member of its own"

    def event(text: str) -> T:
        return cast("T", msgspec.Raw(before + _encode(text) + after))

    return event
