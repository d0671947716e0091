"""A language model of forty words: what comes next is a hash of what came before.

It has what real ones have and checks look at: an end token, special tokens, log-probabilities that
are a distribution, sampling by seed, and a character that takes two tokens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

NAME = "treadle/reference"
MAX_TOTAL_TOKENS = 2048
MAX_INPUT_TOKENS = MAX_TOTAL_TOKENS - 1
END = 2
FIRST_END = 1600  # no text ends earlier: whoever leaves a stream finds it running
OF_A_TOKEN = 3  # characters of a recited text
HALF = 3  # the first half of the character that FIRST_WORD + 0 completes
FIRST_WORD = 10
TEXT = (
    "\N{LATIN SMALL LETTER E WITH ACUTE}t\N{LATIN SMALL LETTER E WITH ACUTE}"
    " the a loom weaves thread over and under while its shuttle runs from left to right ; then back ,"
    " pulled by hand or foot until cloth grows row on . Every pattern hides two rules"
)
WORDS = tuple(TEXT.split())
PIECES = re.compile(r"\s?\w{1,6}|\s?[^\w\s]{1,2}|\s+")
WEIGHTS = (0.45, 0.2, 0.12, 0.09, 0.06, 0.04, 0.025, 0.015)


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of a text, with its place in UTF-8 bytes."""

    id: int
    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate for the next token."""

    id: int
    logprob: float
    said: str | None = None  # a text that was asked for, instead of the token's own

    @property
    def text(self) -> str:
        """The token's text; the half character has none."""
        return word(self.id) if self.said is None else self.said

    @property
    def special(self) -> bool:
        """Whether the token is no text."""
        return self.id == END


@dataclass(frozen=True, slots=True)
class Made:
    """A generated token with the candidates it was chosen from, most probable first."""

    choice: Choice
    candidates: tuple[Choice, ...]


def word(token: int) -> str:
    """The text of a generated token."""
    if token == END:
        return "</s>"
    if token == HALF:
        return ""
    text = WORDS[token - FIRST_WORD]
    return text if text in {";", ",", "."} else f" {text}"


def pieces(text: str) -> list[Piece]:
    """The tokens of any text; together they cover it."""
    found: list[Piece] = []
    start = 0
    for match in PIECES.finditer(text):
        raw = match.group().encode("utf-8", "surrogatepass")
        found.append(Piece(1000 + crc32(raw) % 48000, match.group(), start, start + len(raw)))
        start += len(raw)
    return found


def recited(text: str) -> Iterator[Made]:
    """The tokens of a given text, and the end token."""
    for start in range(0, len(text), OF_A_TOKEN):
        piece = text[start : start + OF_A_TOKEN]
        chosen = Choice(50_000 + crc32(piece.encode("utf-8", "replace")) % 9999, -0.1, piece)
        yield Made(chosen, (chosen, *_candidates(start, 0)[1:]))
    end = Choice(END, -0.1)
    yield Made(end, (end, *_candidates(0, 0)[1:]))


def generate(
    prompt: Sequence[int], *, seed: int | None, number: int = 0, narrow: bool = False
) -> Iterator[Made]:
    """Tokens without end until the end token; greedy when `seed` is None or only one token is `narrow`."""
    state = crc32(repr(tuple(prompt)).encode())
    position = 0
    while True:
        candidates = _candidates(state, position)
        rank = 0 if seed is None or narrow else crc32(f"{seed} {number} {state} {position}".encode()) % 5
        chosen = candidates[min(rank, len(candidates) - 1)]
        yield Made(chosen, candidates)
        if chosen.id == END:
            return
        state = crc32(f"{state} {chosen.id}".encode())
        position += 1


def _candidates(state: int, position: int) -> tuple[Choice, ...]:
    order: list[int] = []
    value = state
    while len(order) < len(WEIGHTS):
        value = crc32(str(value).encode())
        token = FIRST_WORD + value % len(WORDS)
        if token not in order and token != FIRST_WORD:
            order.append(token)
    if position % 7 == 5:
        order[0] = HALF
    elif position % 7 == 6:
        order[0] = FIRST_WORD
    elif position > FIRST_END and state % 29 == 0:
        order[0] = END
    return tuple(Choice(token, round(math.log(w), 6)) for token, w in zip(order, WEIGHTS, strict=True))
