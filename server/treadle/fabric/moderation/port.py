"""What a moderator is: whoever can watch a text as it grows and say how much of it may leave.

    watch = moderator.watch(json=False)
    await watch.read("Hel")                ▶ Passage("Hel")          all of it may leave
    await watch.read("lo b")               ▶ Passage("lo ")          the rest is not decided yet
    await watch.read("ad.", ended=True)    ▶ Passage("", Finding)    nothing that follows may leave

All passages of a watch, put together, are the beginning of what it was given. What leaves cannot be
taken back, so a watch holds back whatever may turn out to be part of a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class UnusableModerator(ValueError):
    """A moderator cannot be made of what the server was told; the text says why."""


class ModerationFailed(Exception):
    """A moderator could not judge."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a text may not leave: the kind of its content, in the moderator's words."""

    category: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What may leave now; with a finding, nothing more will."""

    text: str
    finding: Finding | None = None


class Watch(Protocol):
    """One text on its way."""

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        """Judge this much more of the text; `ended` releases or condemns what was held back.

        Not called again after a finding or the end.
        """
        ...


class Moderator(Protocol):
    """Whoever judges texts. Any exception that it raises counts as a failure to judge."""

    def watch(self, *, json: bool = False) -> Watch:
        """Begin with a text; in a `json` text, escapes in strings stand for what they mean."""
        ...
