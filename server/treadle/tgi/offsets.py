"""Where the tokens of a completion begin in its text, in characters: OpenAI's `text_offset`.

A token begins where the text of those before it ends. A character can have several tokens, and each of
its parts begins where it does. Special tokens that are not in the text take no room.

    places_of      a prompt's: as the tokenizer has placed them in a text, or over token ids with a Cursor
    Cursor         generated ones, as they come
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from typing import TypeAlias

from treadle.engine.port import Engine, Span

Decode: TypeAlias = Callable[[Sequence[int]], str]
"""The text of token ids, special ones included."""

_NO_CHARACTER = "\ufffd"  # what bytes are decoded to that are no character, or not yet one


def decoding(engine: Engine) -> Decode:
    """The engine's."""
    return partial(engine.decode, skip_special=False)


async def places_of(engine: Engine, prompt: str | Sequence[int]) -> Sequence[int]:
    """Where the tokens of a prompt begin in it; that of ids is what `decode` makes of them."""
    if isinstance(prompt, str):
        spans = await engine.spans(prompt)
        if any(span.stop for span in spans):
            return beginnings(prompt, spans)
        return found(prompt, [engine.decode([span.id], skip_special=False) for span in spans])
    cursor = Cursor(0, decoding(engine))
    return [cursor.next(token, text) for token, text in zip(prompt, await engine.texts(prompt), strict=True)]


def beginnings(text: str, spans: Sequence[Span]) -> list[int]:
    """Where tokens with these places begin; some tokenizers leave white space out of a token's place."""
    encoded = text.encode()
    places: list[int] = []
    character = begin = end = 0
    for span in spans:
        start = min(span.start, end) if span.stop > span.start else end
        if start > begin:
            character += len(encoded[begin:start].decode())
            begin = start
        end = max(end, span.stop)
        places.append(character)
    return places


def found(text: str, pieces: Sequence[str]) -> list[int]:
    """Where tokens of a slow tokenizer, which knows no places, begin: where the next such text is."""
    places: list[int] = []
    end, lost = 0, 0
    for piece in pieces:
        at = text.find(piece, end, end + len(piece) + 1 + lost)
        places.append(at if lost and at > end else end)
        end, lost = (end, lost + 1) if at < 0 else (at + len(piece), 0)
    return places


class Cursor:
    """The place of the next token, from what each adds to the text."""

    __slots__ = ("_decode", "_held", "place")

    def __init__(self, place: int, decode: Decode) -> None:
        self.place = place  # the end of the text so far
        self._decode = decode
        self._held: list[int] = []  # tokens of a text that is not whole yet

    def next(self, token: int, text: str) -> int:
        """Where `token` begins; `text` is "" inside a character and has at its end what was held back."""
        begin = self.place
        if self._held:
            shown = self._decode(self._held)
            begin += _alike(shown, text) if text else len(shown.rstrip(_NO_CHARACTER))
        if text:
            self._held.clear()
            self.place += len(text)
        else:
            self._held.append(token)
        return begin


def _alike(one: str, other: str) -> int:
    """How many characters two texts have alike at their beginnings."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in alike)
