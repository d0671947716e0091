"""Several moderators as one: each reads what the one before it lets through.

A moderator that fails stops the call, or, where the operator says so, is left out from there on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from treadle.fabric.moderation.port import Finding, ModerationFailed, Moderator, Passage, Watch

logger = logging.getLogger(__name__)


class Panel:
    """The moderators of a server, in order."""

    def __init__(self, moderators: Sequence[Moderator], *, fail_open: bool = False) -> None:
        assert moderators, "nobody to judge"
        self._moderators = moderators
        self._fail_open = fail_open

    def watch(self, *, json: bool = False) -> Chain:
        """Begin with a text."""
        return Chain([_Held(moderator.watch(json=json), self._fail_open) for moderator in self._moderators])

    async def finding(self, text: str, *, json: bool = False) -> Finding | None:
        """What is wrong with a whole text; raises ModerationFailed."""
        return (await self.watch(json=json).read(text, ended=True)).finding


class Chain:
    """One text on its way through all of them."""

    __slots__ = ("_watches",)

    def __init__(self, watches: Sequence[_Held]) -> None:
        self._watches = watches

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        """What all of them let through; raises ModerationFailed."""
        finding: Finding | None = None
        for watch in self._watches:
            passage = await watch.read(text, ended=ended)
            # What stands before a finding is all that the next ones will see.
            text, finding = passage.text, passage.finding or finding
            ended = ended or finding is not None
        return Passage(text, finding)


class _Held:
    """A watch that keeps its word, or is let go."""

    __slots__ = ("_fail_open", "_pending", "_watch")

    def __init__(self, watch: Watch, fail_open: bool) -> None:
        self._watch: Watch | None = watch
        self._fail_open = fail_open
        self._pending = ""

    async def read(self, text: str, *, ended: bool) -> Passage:
        self._pending += text
        if self._watch is not None:
            try:
                passage = await self._watch.read(text, ended=ended)
                self._check(passage, ended)
            except Exception as error:
                if not self._fail_open:
                    raise ModerationFailed(f"{type(error).__name__}: {error}") from error
                logger.warning("a moderator failed and is left out of this text", exc_info=True)
                self._watch = None
            else:
                self._pending = self._pending[len(passage.text) :]
                return passage
        released, self._pending = self._pending, ""
        return Passage(released)

    def _check(self, passage: Passage, ended: bool) -> None:
        if not self._pending.startswith(passage.text):
            raise ModerationFailed("it let something through that it was not given")
        if ended and passage.finding is None and passage.text != self._pending:
            raise ModerationFailed("it kept something back at the end, and found nothing")
