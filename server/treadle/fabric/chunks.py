"""A stream's chunks: one per choice and engine step, or with calls one per piece of text or of a call."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from treadle.chat.frames import around_text
from treadle.chat.run import REASON, ChatRun
from treadle.chat.tool_reader import CallReader, Piece
from treadle.engine.port import Delta, Token
from treadle.fabric.conversation import choice_logprobs, shown_usage, usage
from treadle.fabric.tools import deltas_of
from treadle_contracts.fabric import models as wire


class ChunkWriter:
    """The chunks of one stream; what is the same in all of them is made once."""

    __slots__ = ("_created", "_fresh", "_id", "_logprobs", "_model", "_readers", "_route", "_said", "_usage")

    def __init__(self, route: str, run: ChatRun, *, logprobs: bool, include_usage: bool) -> None:
        choices = run.generation.sequences
        self._id = f"chatcmpl-{route}"
        self._created = int(time.time())
        self._model = run.engine.card.id
        self._route: str | None = route
        self._fresh = set(range(choices))  # choices whose role has not been told yet
        self._logprobs = logprobs
        self._usage = shown_usage(include_usage)
        self._readers = None if run.calls is None else [CallReader(run.calls) for _ in range(choices)]
        self._said: dict[int, Callable[[str], wire.ChatCompletionChunk]] = {}

    def chunks(self, deltas: Sequence[Delta]) -> list[wire.ChatCompletionChunk]:
        """What a step says, as it is."""
        if self._readers is not None:
            made: list[wire.ChatCompletionChunk] = []
            for delta in deltas:
                pieces, reason = self.pieces(delta)
                made += self.moved(delta.index, pieces, delta.tokens if self._logprobs else (), reason)
            return made
        logprobs = self._logprobs
        made = []
        for delta in deltas:
            finish = delta.finish
            if not delta.text and finish is None and not (logprobs and delta.tokens):
                continue  # a token in the middle of a character, or a special one
            if finish is None and not logprobs and delta.index in self._said:
                made.append(self._said[delta.index](delta.text))
                continue
            said = wire.Delta(content=delta.text)
            if delta.index in self._fresh:
                self._fresh.discard(delta.index)
                said.role = "assistant"
            elif not logprobs:  # from now on only the text changes
                self._said[delta.index] = around_text(partial(self._text, delta.index))
            moved = wire.ChunkChoice(
                index=delta.index, delta=said, finish_reason=None if finish is None else REASON[finish.reason]
            )
            if logprobs:
                moved.logprobs = choice_logprobs(delta.tokens)
            made.append(self._chunk([moved]))
        return made

    def _text(self, index: int, text: str) -> wire.ChatCompletionChunk:
        said = wire.Delta(content=text)
        return self._chunk([wire.ChunkChoice(index=index, delta=said, finish_reason=None)])

    def pieces(self, delta: Delta) -> tuple[Sequence[Piece], wire.FinishReason | None]:
        """Text and calls of a step, and why its choice ended if it did."""
        finish = delta.finish
        if self._readers is None:
            return (delta.text,) if delta.text else (), None if finish is None else REASON[finish.reason]
        reader = self._readers[delta.index]
        pieces = reader.read(delta.text, ended=finish is not None)
        return pieces, None if finish is None else reader.reason(finish)

    def moved(
        self,
        index: int,
        pieces: Sequence[Piece],
        tokens: Sequence[Token] = (),
        reason: wire.FinishReason | None = None,
    ) -> list[wire.ChatCompletionChunk]:
        """One chunk per piece; tokens are told with the first of them, the reason with the last."""
        said = deltas_of(pieces)
        if not said and (reason is not None or tokens):
            said = [wire.Delta()]
        moved = [wire.ChunkChoice(index=index, delta=each, finish_reason=None) for each in said]
        if moved and index in self._fresh:
            self._fresh.discard(index)
            moved[0].delta.role = "assistant"
        if tokens:
            moved[0].logprobs = choice_logprobs(tokens)
        if reason is not None:
            moved[-1].finish_reason = reason
        return [self._chunk([choice]) for choice in moved]

    def usage(self, prompt_tokens: int, generated_tokens: int) -> wire.ChatCompletionChunk:
        """The chunk that says what the run cost."""
        chunk = self._chunk([])
        chunk.usage = usage(prompt_tokens, generated_tokens)
        return chunk

    def _chunk(self, choices: list[wire.ChunkChoice]) -> wire.ChatCompletionChunk:
        chunk = wire.ChatCompletionChunk(
            id=self._id, created=self._created, model=self._model, choices=choices, usage=self._usage
        )
        if self._route is not None:
            chunk.route_id, self._route = self._route, None
        return chunk
