r"""A growing text as a word list reads it: characters that look or mean the same are the same.

    case     folded (Straße = STRASSE)
    width    compatibility forms decomposed (Ｂａｄ, 𝐛𝐚𝐝, ﬃ), as are accents, so that both spellings are one
    blanks   any run of spaces, line ends and characters that look like a space is one space
    nothing  zero-width and other format characters, soft hyphens, variation selectors, control characters
    escapes  in JSON: \u0062 is b, \n a blank

Hangul syllables stay whole, because one of them would otherwise begin another. Everything is decided
character by character, so the cuts between pieces make no difference.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, normalize

_LOOK_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_JOINERS = frozenset("\u034f\u17b4\u17b5")  # marks that nobody sees
_SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_PAIR = r"u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}"
_ESCAPE = re.compile(rf"\\(?:{_PAIR}|u[0-9A-Fa-f]{{4}}|.)", re.DOTALL)
_SECOND_HALF = re.compile(r"\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}")


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """One character as it is compared: "", a space, or one or more others."""
    if character.isspace() or character in _LOOK_BLANK:
        return " "
    if category(character) in ("Cf", "Cc") or character in _JOINERS or _SELECTORS.match(character):
        return ""
    if "\uac00" <= character <= "\ud7a3":
        return character
    return normalize("NFKD", normalize("NFKD", character).casefold())


def folded(text: str) -> str:
    """A whole text as it is compared, without blanks at its ends."""
    reading = Reading()
    reading.add(text)
    return reading.text.strip()


def unescaped(text: str) -> str:
    """A JSON text whose escapes stand for what they mean; for reading alone."""
    return _ESCAPE.sub(lambda found: (_escape(f"{found[0]}      ", 0) or found)[0], text)


class Reading:
    """The end of a growing text that has not been released, as it is and as it is compared."""

    __slots__ = ("_characters", "_held", "_json", "_origins", "_read", "before")

    def __init__(self, *, json: bool = False) -> None:
        self._json = json
        self._held = ""  # as it is
        self._read = 0  # how much of that has been folded
        self._characters: list[str] = []  # folded
        self._origins: list[int] = []  # where in `_held` each of those begins
        self.before = ""  # the folded character before them

    @property
    def text(self) -> str:
        """What is held, as it is compared."""
        return "".join(self._characters)

    def add(self, text: str, *, ended: bool = False) -> None:
        """More of the text; an escape that is not whole waits for the rest of it, but at the end."""
        self._held += text
        held, place = self._held, self._read
        while place < len(held):
            character, size = held[place], 1
            if self._json and character == "\\":
                escape = _escape(held, place)
                if escape is not None:
                    character, size = escape
                elif not ended:
                    break
            for each in fold(character):
                if each != " " or (self._characters[-1] if self._characters else self.before) != " ":
                    self._characters.append(each)
                    self._origins.append(place)
            place += size
        self._read = place

    def release(self, place: int) -> str:
        """Give up what is before a place of `text`; the same as it is."""
        end = self._origins[place] if place < len(self._origins) else self._read
        if place:
            self.before = self._characters[place - 1]
        released, self._held = self._held[:end], self._held[end:]
        self._read -= end
        self._characters = self._characters[place:]
        self._origins = [origin - end for origin in self._origins[place:]]
        return released


def _escape(text: str, place: int) -> tuple[str, int] | None:
    """The character that an escape stands for, and the escape's length; None while it is not whole."""
    kind = text[place + 1 : place + 2]
    if kind != "u":
        return (_ESCAPED.get(kind, kind), 2) if kind else None
    digits = text[place + 2 : place + 6]
    if not _HEX.fullmatch(digits):
        return None if len(digits) < 4 else ("\\", 1)
    code = int(digits, 16)
    if not 0xD800 <= code < 0xE000:
        return chr(code), 6
    rest = text[place + 6 : place + 12]
    if code < 0xDC00 and _SECOND_HALF.fullmatch(rest):
        return chr(0x10000 + ((code - 0xD800) << 10) + int(rest[2:], 16) - 0xDC00), 12
    if code < 0xDC00 and len(rest) < 6 and "\\u"[: len(rest)] == rest[:2]:
        return None
    return "\N{REPLACEMENT CHARACTER}", 6
