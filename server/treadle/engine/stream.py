"""From what vLLM says of a sequence to the port's Deltas.

    TextReader     neither tokens nor log probabilities: a text and a count per step, nothing else
    TokenReader    every token with its own text, log probability and alternatives

Two detokenisations are at work. vLLM's, which skips special tokens and minds stop texts, gives
`Delta.text`. A token's own text includes special tokens; where a step brought one ordinary token
it equals `Delta.text`, and only otherwise (a whole answer at once, stop texts held back) is a second
decoder brought up to date, so the common step costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from treadle.engine.port import (
    Alternative,
    Delta,
    Finish,
    FinishReason,
    Generation,
    GenerationFailed,
    PromptToken,
    Step,
    Timing,
    Token,
)
from treadle.engine.tokenizer import Decoding, Tokenizer

Ids: TypeAlias = Sequence[int]

LOWEST = -9999.0
"""What −inf is sent as: JSON has no infinity."""

_CONTEXT = 8  # prompt tokens that a decoder is primed with; a UTF-8 character spans at most 4


Row = tuple[list[int], list[float]]
"""A token's log probabilities: ids and values, the chosen one first, then the alternatives by rank."""


class EndedByEngine(GenerationFailed):
    """The engine gave one sequence up, and goes on."""


class Reader(Protocol):
    """One continuation of a prompt, step by step."""

    def moved(
        self, text: str, ids: Ids, rows: list[Row], reason: str | None, stop: str | int | None
    ) -> Delta:
        """What a step brought; raises GenerationFailed when the engine ended it.

        `rows` has one entry per id where log probabilities were asked for. `reason` and `stop` are
        vLLM's finish and stop reasons.
        """
        ...


def reader(generation: Generation, tokenizer: Tokenizer, index: int) -> Reader:
    """Continuation `index` of `generation`."""
    if generation.tokens or generation.logprobs or generation.top_tokens or generation.prefill:
        return TokenReader(generation, tokenizer, index)
    return TextReader(index, tokenizer.special_stops(generation.sampling.stop))


def runs(generation: Generation) -> int:
    """How many sequences the engine runs: greedy ones cannot differ, so one is run for all."""
    return 1 if generation.sampling.temperature == 0.0 else generation.sequences


def copied(step: Step, copies: int) -> Step:
    """The step of a greedy sequence as that of all."""
    step.deltas = [
        Delta(index, delta.text, delta.count, delta.tokens, delta.finish)
        for delta in step.deltas
        for index in range(copies)
    ]
    return step


class TextReader:
    """Text and counts."""

    __slots__ = ("_count", "_index", "_special_stops")

    def __init__(self, index: int, special_stops: Mapping[int, str]) -> None:
        self._index = index
        self._special_stops = special_stops
        self._count = 0

    def moved(
        self,
        text: str,
        ids: Ids,
        rows: list[Row],  # noqa: ARG002 - the interface has it
        reason: str | None,
        stop: str | int | None,
    ) -> Delta:
        """What a step brought."""
        count = len(ids)
        self._count += count
        if reason is None:
            return Delta(self._index, text, count)
        return Delta(self._index, text, count, (), finish(reason, stop, self._count, self._special_stops))


class TokenReader:
    """Tokens; it remembers what came before."""

    def __init__(self, generation: Generation, tokenizer: Tokenizer, index: int) -> None:
        self._index = index
        self._tokenizer = tokenizer
        self._logprobs = generation.logprobs or generation.top_tokens > 0
        self._top = generation.top_tokens
        self._ties = generation.top_ties
        self._stops = bool(generation.sampling.stop)
        self._special_stops = tokenizer.special_stops(generation.sampling.stop)
        self._texts = _Texts(tokenizer, generation.prompt)

    def moved(
        self, text: str, ids: Ids, rows: list[Row], reason: str | None, stop: str | int | None
    ) -> Delta:
        """What a step brought."""
        special = self._tokenizer.special_ids
        texts = self._texts
        tokens: list[Token] = []
        if len(ids) == 1 and (not self._stops or ids[0] in special):
            token = ids[0]
            is_special = token in special
            own = texts.single(token, self._tokenizer.piece(token) if is_special else text)
            tokens.append(self._token(token, own, is_special, rows, 0))
        else:
            for place, token in enumerate(ids):
                tokens.append(self._token(token, texts.next(token), token in special, rows, place))
        delta = Delta(self._index, text, len(ids), tokens)
        if reason is not None:
            delta.finish = finish(reason, stop, texts.count, self._special_stops)
        return delta

    def _token(self, token: int, text: str, special: bool, rows: list[Row], place: int) -> Token:
        if not self._logprobs:
            return Token(token, text, None, special)
        ids, values = rows[place]
        logprob = values[0]
        if logprob < LOWEST:
            logprob = LOWEST
        if not self._top:
            return Token(token, text, logprob, special)
        return Token(token, text, logprob, special, self._alternatives(ids[1:], values[1:]))

    def _alternatives(self, ids: list[int], values: list[float]) -> list[Alternative]:
        end = min(self._top, len(ids))
        if self._ties:
            # TGI 3.3.7: all that tie with the last one stay, what a filter removed does not.
            while 0 < end < len(ids) and values[end] == values[end - 1]:
                end += 1
            while end and values[end - 1] == -math.inf:
                end -= 1
        return alternatives(ids[:end], values[:end], self._tokenizer)


def prompt_tokens(prompt: Ids, rows: list[Row], tokenizer: Tokenizer) -> list[PromptToken]:
    """The prompt's tokens; `rows` are the log probabilities of all but the first."""
    piece = tokenizer.piece
    tokens = [PromptToken(token, piece(token), None) for token in prompt]
    for token, (ids, values) in zip(tokens[1:], rows, strict=True):
        token.logprob = clamp(values[0])
        if len(ids) > 1:
            token.top = alternatives(ids[1:], values[1:], tokenizer)
    return tokens


def alternatives(ids: list[int], values: list[float], tokenizer: Tokenizer) -> list[Alternative]:
    """Tokens that might have been, with their log probabilities."""
    piece, special = tokenizer.piece, tokenizer.special_ids
    return [
        Alternative(token, piece(token), clamp(value), token in special)
        for token, value in zip(ids, values, strict=True)
    ]


class _Texts:
    """The texts of one sequence's tokens, special ones included."""

    __slots__ = ("_context", "_decoding", "_tokenizer", "_unread", "count")

    def __init__(self, tokenizer: Tokenizer, prompt: Ids) -> None:
        self._tokenizer = tokenizer
        self._context = list(prompt[-_CONTEXT:])
        self._unread: list[int] = []
        self._decoding: Decoding | None = None
        self.count = 0

    def single(self, token: int, text: str) -> str:
        """A token whose text is known; the decoder will read it when it is next needed."""
        self.count += 1
        self._unread.append(token)
        return text

    def next(self, token: int) -> str:
        """The text that `token` adds: "" inside a character, the whole of it at its end."""
        self.count += 1
        if self._tokenizer.fast is None:
            return self._tokenizer.piece(token)
        if self._decoding is None:
            self._decoding = Decoding(self._tokenizer.fast, self._context)
        for earlier in self._unread:
            self._decoding.next(earlier)
        self._unread.clear()
        return self._decoding.next(token)


def finish(
    reason: str, stop_reason: str | int | None, generated: int, special_stops: Mapping[int, str]
) -> Finish:
    """An engine's end of a sequence as ours; raises EndedByEngine when that gave it up."""
    if reason == "stop":
        if isinstance(stop_reason, str):
            return Finish("stop", generated, stop_reason)
        if stop_reason is not None and stop_reason in special_stops:
            return Finish("stop", generated, special_stops[stop_reason])
        ended: FinishReason = "eos"  # further end tokens of the model come as their id
        return Finish(ended, generated)
    if reason == "length":
        return Finish("length", generated)
    raise EndedByEngine(f"the engine ended the request: {reason}")


def timing(metrics: Any) -> Timing | None:
    """When a request was queued, scheduled and answered, in monotonic seconds."""
    if metrics is None:
        return None
    return Timing(metrics.queued_ts, metrics.scheduled_ts, metrics.first_token_ts, metrics.last_token_ts)


def clamp(logprob: float) -> float:
    """A log probability that JSON can carry."""
    return logprob if logprob > LOWEST else LOWEST
