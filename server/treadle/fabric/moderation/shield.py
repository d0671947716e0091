"""What moderation lets through of one answer: each choice, and in it text and every call by itself.

    pieces ─▶ read ─▶ pieces that may leave, and with a finding the notice as the last of them

After a finding a choice is masked: nothing more of it leaves, neither text nor tokens. Tokens wait for
the end of their choice, because they spell the text.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from treadle.chat.run import Answer
from treadle.chat.tool_reader import CallPart, Piece, spoken
from treadle.engine.port import Token
from treadle.fabric.moderation.panel import Chain, Panel
from treadle.fabric.moderation.port import Finding

logger = logging.getLogger(__name__)

REFUSED = "This request is not answered: its content is not allowed."
REMOVED = "[The rest of the answer was removed: its content is not allowed.]"


@dataclass(slots=True)
class _Channel:
    """Text, or one call's arguments, on its way."""

    call: int | None
    chain: Chain
    skip: int = 0  # characters of the watch's text that are not the answer's


class Shield:
    """The choices of one answer.

    `json` says that text is JSON. `begun` is what the answer goes on with, where the last message is
    the assistant's own: a finding may begin there.
    """

    def __init__(self, panel: Panel, name: str, *, json: bool = False, begun: str = "") -> None:
        self._panel = panel
        self._name = name  # of the call, for the log
        self._json = json
        self._begun = begun
        self._channels: dict[int, _Channel] = {}
        self._tokens: dict[int, list[Token]] = {}
        self.masked: set[int] = set()

    async def read(self, index: int, pieces: Sequence[Piece], *, ended: bool) -> list[Piece]:
        """What may leave of a choice now; raises ModerationFailed."""
        shown: list[Piece] = []
        if index in self.masked:
            return shown
        channel = self._channels.get(index)
        for piece in pieces:
            call = None if isinstance(piece, str) else piece.index
            if channel is None or channel.call != call:
                if channel is not None and await self._pass(index, channel, "", shown, ended=True):
                    return shown
                channel = self._channels[index] = await self._begin(call, first=channel is None)
            text = piece if isinstance(piece, str) else piece.arguments
            if isinstance(piece, CallPart) and piece.id is not None:
                shown.append(CallPart(piece.index, "", piece.id, piece.name))
            if await self._pass(index, channel, text, shown):
                return shown
        if ended and channel is not None:
            await self._pass(index, channel, "", shown, ended=True)
        return shown

    async def whole(self, index: int, answer: Answer) -> Answer:
        """A whole choice, as far as it may leave; its tokens may not where it is masked."""
        pieces: list[Piece] = [answer.text] if answer.text else []
        pieces += [
            CallPart(place, call.arguments, call.id, call.name) for place, call in enumerate(answer.calls)
        ]
        said = spoken(await self.read(index, pieces, ended=True))
        return Answer(said.text, answer.reason, unaccompanied(answer.tokens), said.calls)

    def keep(self, index: int, tokens: Sequence[Token]) -> None:
        """Tokens that belong to what was read."""
        self._tokens.setdefault(index, []).extend(tokens)

    def tokens(self, index: int) -> list[Token]:
        """All tokens of a choice that has ended with nothing found."""
        return unaccompanied(self._tokens.pop(index, []))

    async def _begin(self, call: int | None, *, first: bool) -> _Channel:
        chain = self._panel.watch(json=self._json or call is not None)
        channel = _Channel(call, chain)
        if self._begun and first and call is None:
            channel.skip = len(self._begun) - len((await chain.read(self._begun)).text)
        return channel

    async def _pass(
        self, index: int, channel: _Channel, text: str, shown: list[Piece], *, ended: bool = False
    ) -> bool:
        passage = await channel.chain.read(text, ended=ended)
        released = passage.text[channel.skip :]
        channel.skip -= len(passage.text) - len(released)
        if released:
            shown.append(released if channel.call is None else CallPart(channel.call, released))
        if passage.finding is None:
            return False
        told(self._name, f"choice {index}", passage.finding)
        self.masked.add(index)
        shown.append(REMOVED)
        return True


def told(name: str, what: str, finding: Finding) -> None:
    """Log a finding, without the text."""
    logger.info("moderation: %s of %s is not allowed: %s", what, name, finding.category)


def unaccompanied(tokens: Sequence[Token]) -> list[Token]:
    """Tokens without their alternatives, which are texts that nobody has judged."""
    return [Token(token.id, token.text, token.logprob, token.special) for token in tokens]
