"""A list of words and phrases that may not be said, found as Aho and Corasick do.

The list is a text file in UTF-8, one phrase per line; blank lines and lines that begin with `#` say
nothing. A phrase stands for whole words, so `ass` is not found in `class`; a `*` at its beginning or end
lets it be part of a longer word there. Scripts that put no blanks between words (Chinese, Japanese,
Korean, Thai, …) have no such borders. How texts are compared: `reading`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category

from treadle.fabric.moderation.port import Finding, Passage, UnusableModerator
from treadle.fabric.moderation.reading import Reading, folded

LONGEST_PHRASE = 256
"""Characters of a phrase as it is compared; as much may have to be held back."""

_ahocorasick: Any = importlib.import_module("ahocorasick")  # C, and without types
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


class UnusableList(UnusableModerator):
    """The list cannot be used; the text says why, and where."""


class Phrase(NamedTuple):
    """A phrase as it is compared; an open side may be inside of a word."""

    text: str
    open_left: bool = False
    open_right: bool = False


def phrases(lines: Iterable[str]) -> list[Phrase]:
    """The phrases of a list; raises UnusableList."""
    found: list[Phrase] = []
    for number, line in enumerate(lines, 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        text = folded(entry.strip("*"))
        if not text:
            raise UnusableList(f"line {number}: {entry!r} has no character that can be seen")
        if len(text) > LONGEST_PHRASE:
            raise UnusableList(f"line {number}: a phrase has at most {LONGEST_PHRASE} characters")
        found.append(Phrase(text, entry.startswith("*"), entry.endswith("*")))
    if not found:
        raise UnusableList("there is no phrase in it")
    return found


class WordList:
    """A moderator that finds phrases."""

    def __init__(self, found: Iterable[Phrase]) -> None:
        by_text: dict[str, list[Phrase]] = {}
        for phrase in found:
            by_text.setdefault(phrase.text, []).append(phrase)
        self._automaton = _ahocorasick.Automaton()
        for text, same in by_text.items():
            self._automaton.add_word(text, tuple(same))
        self._automaton.make_automaton()
        self._longest = max(len(text) for text in by_text)
        self._open_left = any(phrase.open_left for same in by_text.values() for phrase in same)
        self.size = sum(len(same) for same in by_text.values())

    @classmethod
    def of(cls, path: Path) -> WordList:
        """The list in a file; raises UnusableList."""
        try:
            return cls(phrases(path.read_text("utf-8-sig").splitlines()))
        except (OSError, UnicodeDecodeError, UnusableList) as error:
            raise UnusableList(f"word list {path}: {error}") from error

    def watch(self, *, json: bool = False) -> WordWatch:
        """Begin with a text."""
        return WordWatch(self, json=json)

    def first(self, text: str, before: str, *, ended: bool) -> int | None:
        """Where the first phrase begins that surely is there; `before` is the character before the text."""
        found: int | None = None
        for last, same in self._automaton.iter(text):
            for phrase in same:
                start, after = last + 1 - len(phrase.text), last + 1
                left = text[start - 1] if start else before
                if not phrase.open_left and _joined(left, text[start]):
                    continue
                if not phrase.open_right:
                    if after == len(text) and not ended:
                        continue
                    if _joined(text[last], text[after : after + 1]):
                        continue
                found = start if found is None else min(found, start)
        return found

    def open(self, text: str, before: str) -> int:
        """Where the first phrase may begin that the end of the text has not decided; its length if none."""
        for start in range(max(0, len(text) - self._longest), len(text)):
            left = text[start - 1] if start else before
            if not self._open_left and _joined(left, text[start]):
                continue
            if self._automaton.match(text[start:]):
                return start
        return len(text)


class WordWatch:
    """One text on its way."""

    __slots__ = ("_reading", "_words")

    def __init__(self, words: WordList, *, json: bool) -> None:
        self._words = words
        self._reading = Reading(json=json)

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        """All that is no part of a phrase, and not the beginning of one either."""
        reading = self._reading
        reading.add(text, ended=ended)
        seen, before = reading.text, reading.before
        undecided = len(seen) if ended else self._words.open(seen, before)
        found = self._words.first(seen, before, ended=ended)
        if found is not None and found <= undecided:
            return Passage(reading.release(found), Finding("words"))
        return Passage(reading.release(undecided))


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word."""
    return bool(left and right) and _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    return category(character)[0] in "LNM" and not _UNSPACED.match(character)
