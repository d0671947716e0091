"""Text and calls, told apart while a model writes them.

                  ┌──────────────── text (where it is allowed) ────────────────┐
    BEFORE ──┬──▶ │ no call can begin any more, or none did before the end     │
             │    └────────────────────────────────────────────────────────────┘
             └──▶ HEAD ──▶ ARGUMENTS ──▶ HEAD (the next call) …

The engine has held the output to `Calls`, so nothing is checked here. Text is held back only as long as
it may be the beginning of a call. A call is told as soon as its name is known; its arguments follow as
they come, and are whole once their JSON value is.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Literal

from treadle.engine.port import Calls, Finish

Reason = Literal["stop", "length", "tool_calls"]


@dataclass(frozen=True, slots=True)
class CallPart:
    """A piece of a call: the first has its id and name and no arguments, those that follow only arguments."""

    index: int
    arguments: str
    id: str | None = None
    name: str | None = None


Piece = str | CallPart


@dataclass(slots=True)
class Call:
    """A whole call, or as much of it as there was."""

    id: str
    name: str
    arguments: str


@dataclass(slots=True)
class Spoken:
    """What a whole output said; `text` is None where calls took its place."""

    text: str | None = None
    calls: list[Call] = field(default_factory=list)


def spoken(pieces: Iterable[Piece]) -> Spoken:
    """All pieces of an output put together."""
    texts: list[str] = []
    calls: list[Call] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
        elif piece.id is not None and piece.name is not None:
            calls.append(Call(piece.id, piece.name, piece.arguments))
        else:
            calls[piece.index].arguments += piece.arguments
    return Spoken("".join(texts) if texts or not calls else None, calls)


class _State(Enum):
    BEFORE = auto()
    TEXT = auto()
    HEAD = auto()
    ARGUMENTS = auto()


class CallReader:
    """Reads one output."""

    __slots__ = ("_begun", "_calls", "_certain", "_end", "_held", "_state", "_whole")

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._state = _State.BEFORE if calls.text else _State.HEAD
        self._held = ""
        self._begun = 0
        self._whole = 0
        self._end = _ValueEnd()
        # A call that must come, to the only function there is, need not be waited for.
        self._certain = None if calls.text or len(calls.functions) > 1 else next(iter(calls.functions))

    def read(self, text: str, *, ended: bool = False) -> list[Piece]:
        """What this much more of the output says; `ended` releases what was held back."""
        pieces: list[Piece] = []
        if self._certain is not None and not self._begun:
            pieces.append(self._begin(self._certain))
        self._held += text
        while self._state is not _State.TEXT and self._advance(pieces):
            pass
        if self._held and (self._state is _State.TEXT or (ended and self._state is _State.BEFORE)):
            pieces.append(self._held)
            self._held = ""
        return pieces

    def reason(self, finish: Finish) -> Reason:
        """Why the answer ended: calls that are whole are the reason, also where the limit met their end."""
        whole = self._begun > 0 and self._begun == self._whole
        if whole and (finish.reason != "length" or self._whole == self._calls.most):
            return "tool_calls"
        return "length" if finish.reason == "length" else "stop"

    def _advance(self, pieces: list[Piece]) -> bool:
        """One step over what is held; False when more of the output is needed."""
        if self._state is _State.BEFORE:
            return self._marked(pieces) if self._calls.opening else self._bare()
        if self._state is _State.HEAD:
            return self._head(pieces)
        return self._arguments(pieces)

    def _marked(self, pieces: list[Piece]) -> bool:
        mark = self._calls.opening.strip()
        text, found, rest = self._held.partition(mark)
        if found:
            self._held, self._state = rest, _State.HEAD
        else:
            # White space may be what stands before the mark; it belongs to neither.
            kept = len(text) - _overlap(text, mark)
            text, rest = text[:kept], text[kept:]
        shown = text.rstrip()
        if shown:
            pieces.append(shown)
        if not found:
            self._held = text[len(shown) :] + rest
        return bool(found)

    def _bare(self) -> bool:
        first = self._held.lstrip()[:1]
        if first:
            self._state = _State.HEAD if first == "{" else _State.TEXT
        return first == "{"

    def _head(self, pieces: list[Piece]) -> bool:
        match = _call_head(self._calls.arguments).search(self._held)
        if match is None:
            return False
        if self._begun == self._whole:
            pieces.append(self._begin(json.loads(match[1])))
        self._held = self._held[match.end() :]
        self._state, self._end = _State.ARGUMENTS, _ValueEnd()
        return True

    def _arguments(self, pieces: list[Piece]) -> bool:
        end = self._end.find(self._held)
        arguments = self._held if end is None else self._held[:end]
        if arguments:
            pieces.append(CallPart(self._begun - 1, arguments))
        self._held = self._held[len(arguments) :]
        if end is None:
            return False
        self._whole += 1
        self._state = _State.HEAD
        return True

    def _begin(self, name: str) -> CallPart:
        self._begun += 1
        return CallPart(self._begun - 1, "", f"call_{secrets.token_hex(12)}", name)


class _ValueEnd:
    """Finds the end of a JSON value that comes in pieces."""

    __slots__ = ("_depth", "_escaped", "_in_string")

    def __init__(self) -> None:
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def find(self, text: str) -> int | None:
        """Where in this piece the value ends, None if not in it."""
        for place, character in enumerate(text):
            if self._in_string:
                if self._escaped:
                    self._escaped = False
                elif character == "\\":
                    self._escaped = True
                elif character == '"':
                    self._in_string = False
                    if not self._depth:
                        return place + 1
            elif character == '"':
                self._in_string = True
            elif character in "{[":
                self._depth += 1
            elif character in "}]":
                if not self._depth:
                    return place  # the call's own end, behind a number or a word
                self._depth -= 1
                if not self._depth:
                    return place + 1
        return None


@lru_cache(maxsize=8)
def _call_head(arguments: str) -> re.Pattern[str]:
    """A call's head, up to the first character of its arguments."""
    return re.compile(rf'\{{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"{re.escape(arguments)}"\s*:\s*(?=\S)')


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of a text may be the beginning of the mark."""
    for size in range(min(len(text), len(mark) - 1), 0, -1):
        if text.endswith(mark[:size]):
            return size
    return 0
