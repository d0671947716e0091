"""From vLLM's RequestOutput to the port's Step.

    text_steps    neither tokens nor log probabilities: a text and a count per step, nothing else
    TokenSteps    every token with its own text, log probability and alternatives

Two detokenisations are at work. vLLM's, which skips special tokens and minds stop texts, gives
`Delta.text`. A token's own text includes special tokens; where a step brought one ordinary token
it equals `Delta.text`, and only otherwise (several tokens merged for a slow reader, stop texts
held back) is a second decoder brought up to date, so the common step costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

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
from treadle.engine.tokenizer import Tokenizer

LOWEST = -9999.0
"""What −inf is sent as: JSON has no infinity."""

_CONTEXT = 8  # prompt tokens that a decoder is primed with; a UTF-8 character spans at most 4


def step_converter(generation: Generation, tokenizer: Tokenizer, fetched: int = 0) -> Callable[[Any], Step]:
    """A function that turns each RequestOutput of `generation`, in order, into a Step.

    `fetched` is how many alternatives per token were asked of vLLM.
    """
    copies = generation.sequences if generation.sampling.temperature == 0.0 else 1
    convert: Callable[[Any], Step]
    if generation.tokens or generation.logprobs or generation.top_tokens or generation.prefill:
        convert = TokenSteps(generation, tokenizer, fetched).convert
    else:
        convert = text_steps()
    return convert if copies == 1 else lambda output: _copied(convert(output), copies)


def _copied(step: Step, copies: int) -> Step:
    """Greedy sequences cannot differ: one is run, and each index gets it."""
    step.deltas = [
        Delta(index, delta.text, delta.count, delta.tokens, delta.finish)
        for delta in step.deltas
        for index in range(copies)
    ]
    return step


def text_steps() -> Callable[[Any], Step]:
    """Steps of text and counts."""
    counts: dict[int, int] = {}

    def convert(output: Any) -> Step:
        deltas: list[Delta] = []
        for out in output.outputs:
            index: int = out.index
            count = len(out.token_ids)
            total = counts[index] = counts.get(index, 0) + count
            delta = Delta(index, out.text, count)
            if out.finish_reason is not None:
                delta.finish = finish(out.finish_reason, out.stop_reason, total)
            deltas.append(delta)
        if output.finished:
            return Step(deltas, None, timing(output.metrics))
        return Step(deltas)

    return convert


class TokenSteps:
    """Steps of tokens; one per request, since it remembers what came before."""

    def __init__(self, generation: Generation, tokenizer: Tokenizer, fetched: int) -> None:
        self._tokenizer = tokenizer
        self._prompt = generation.prompt
        self._logprobs = generation.logprobs or generation.top_tokens > 0
        self._top = generation.top_tokens
        self._fetched = fetched
        self._ties = generation.top_ties
        self._stops = bool(generation.sampling.stop)
        self._sequences: dict[int, _Texts] = {}
        self._prefill_due = generation.prefill

    def convert(self, output: Any) -> Step:
        """The Step of one RequestOutput."""
        step = Step([self._delta(out) for out in output.outputs])
        if self._prefill_due and output.prompt_logprobs:
            step.prefill = self._prefill(output.prompt_logprobs)
            self._prefill_due = False
        if output.finished:
            step.timing = timing(output.metrics)
        return step

    def _delta(self, out: Any) -> Delta:
        index: int = out.index
        texts = self._sequences.get(index)
        if texts is None:
            texts = self._sequences[index] = _Texts(self._tokenizer, self._prompt)
        ids: Sequence[int] = out.token_ids
        special = self._tokenizer.special_ids
        flat: Any = out.logprobs if self._logprobs else None
        tokens: list[Token] = []
        if len(ids) == 1 and (not self._stops or ids[0] in special):
            token = ids[0]
            is_special = token in special
            text = texts.single(token, self._tokenizer.piece(token) if is_special else out.text)
            tokens.append(self._token(token, text, is_special, flat, 0))
        else:
            for place, token in enumerate(ids):
                tokens.append(self._token(token, texts.next(token), token in special, flat, place))
        delta = Delta(index, out.text, len(ids), tokens)
        if out.finish_reason is not None:
            delta.finish = finish(out.finish_reason, out.stop_reason, texts.count)
        return delta

    def _token(self, token: int, text: str, special: bool, flat: Any, place: int) -> Token:
        if flat is None:
            return Token(token, text, None, special)
        start: int = flat.start_indices[place]
        logprob = clamp(flat.logprobs[start])
        if not self._top:
            return Token(token, text, logprob, special)
        return Token(token, text, logprob, special, self._alternatives(flat, start, flat.end_indices[place]))

    def _alternatives(self, flat: Any, start: int, stop: int) -> list[Alternative]:
        ids: list[int] = flat.token_ids[start:stop]
        values: list[float] = flat.logprobs[start:stop]
        if stop - start == self._fetched + 1:  # the chosen one, then all by rank
            del ids[0], values[0]
        else:  # merged for a slow reader: the chosen one stands first, and nowhere else
            order = sorted(range(stop - start), key=flat.ranks[start:stop].__getitem__)
            ids, values = [ids[place] for place in order], [values[place] for place in order]
        end = min(self._top, len(ids))
        if self._ties:
            # TGI 3.3.7: all that tie with the last one stay, what a filter removed does not.
            while 0 < end < len(ids) and values[end] == values[end - 1]:
                end += 1
            while end and values[end - 1] == -math.inf:
                end -= 1
        piece, special = self._tokenizer.piece, self._tokenizer.special_ids
        return [
            Alternative(token, piece(token), clamp(value), token in special)
            for token, value in zip(ids[:end], values[:end], strict=True)
        ]

    def _prefill(self, flat: Any) -> list[PromptToken]:
        tokens: list[PromptToken] = []
        for place, token in enumerate(self._prompt):
            start, stop = flat.start_indices[place], flat.end_indices[place]
            logprob = clamp(flat.logprobs[start]) if stop > start else None
            tokens.append(PromptToken(token, self._tokenizer.piece(token), logprob))
        return tokens


class _Texts:
    """The texts of one sequence's tokens, special ones included."""

    __slots__ = ("_context", "_stream", "_tokenizer", "_unread", "count")

    def __init__(self, tokenizer: Tokenizer, prompt: Sequence[int]) -> None:
        self._tokenizer = tokenizer
        self._context = list(prompt[-_CONTEXT:])
        self._unread: list[int] = []
        self._stream: Any = None
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
        if self._stream is None:
            from tokenizers.decoders import DecodeStream

            self._stream = DecodeStream(ids=self._context, skip_special_tokens=False)
        for earlier in self._unread:
            self._step(earlier)
        self._unread.clear()
        return self._step(token)

    def _step(self, token: int) -> str:
        try:
            return self._stream.step(self._tokenizer.fast, token) or ""
        except Exception:  # the decoder gives up on some invalid byte sequences; begin afresh
            from tokenizers.decoders import DecodeStream

            self._stream = DecodeStream(skip_special_tokens=False)
            return self._stream.step(self._tokenizer.fast, token) or ""


def finish(reason: str, stop_reason: str | int | None, generated: int) -> Finish:
    """An engine's end of a sequence as ours; raises GenerationFailed when the engine ended it."""
    if reason == "stop":
        if isinstance(stop_reason, str):
            return Finish("stop", generated, stop_reason)
        ended: FinishReason = "eos"  # further end tokens of the model come as their id
        return Finish(ended, generated)
    if reason == "length":
        return Finish("length", generated)
    raise GenerationFailed(f"the engine ended the request: {reason}")


def timing(metrics: Any) -> Timing | None:
    """When a request was queued, scheduled and answered, in monotonic seconds."""
    if metrics is None:
        return None
    return Timing(metrics.queued_ts, metrics.scheduled_ts, metrics.first_token_ts, metrics.last_token_ts)


def clamp(logprob: float) -> float:
    """A log probability that JSON can carry."""
    return logprob if logprob > LOWEST else LOWEST
