"""What leaves a completion: OpenAI's columns of log probabilities, and the chunks of a stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from treadle.chat.frames import around_text
from treadle.contract.call import Call
from treadle.engine.port import Delta, Generation, PromptToken, Step, Timing, Token
from treadle.tgi.chat_chunks import FINISH, completion_id
from treadle_contracts.tgi.models import (
    CompletionChunk,
    CompletionChunkChoice,
    CompletionLogprobs,
    Usage,
)


@dataclass(slots=True)
class Prepared:
    """A completions request, ready for the engine."""

    generations: list[Generation]
    echoes: list[str]  # what goes before each prompt's choices: the prompt, or ""
    choices: int  # per prompt
    logprobs: int | None
    usage: Usage


@dataclass(slots=True)
class Offsets:
    """Where the next token of a choice begins in its text, in characters."""

    place: int = 0

    def columns(
        self, prefill: Sequence[PromptToken], tokens: Sequence[Token], top: int
    ) -> CompletionLogprobs:
        """An echoed prompt's tokens and the generated ones, in OpenAI's columns."""
        columns = CompletionLogprobs(
            tokens=[], token_logprobs=[], top_logprobs=[] if top else None, text_offset=[]
        )
        everything: list[PromptToken | Token] = [*prefill, *tokens]
        for token in everything:
            columns.tokens.append(token.text)
            columns.token_logprobs.append(token.logprob)
            columns.text_offset.append(self.place)
            self.place += len(token.text)
            if columns.top_logprobs is not None:
                others = token.top[:top] if isinstance(token, Token) else None
                columns.top_logprobs.append(
                    None if others is None else {other.text: other.logprob for other in others}
                )
        return columns


@dataclass(slots=True)
class Choice:
    """A streamed choice; `said` makes the chunk that has a text and nothing else."""

    index: int
    echo: str
    said: Callable[[str], CompletionChunk]
    offsets: Offsets = field(default_factory=Offsets)

    def part(self, delta: Delta, prefill: Sequence[PromptToken], top: int | None) -> CompletionChunkChoice:
        """What a step brought; an echoed prompt goes out with the first."""
        logprobs = None
        if top is not None and delta.tokens:
            logprobs = self.offsets.columns(prefill if self.echo else (), delta.tokens, top)
        text, self.echo = self.echo + delta.text, ""
        return CompletionChunkChoice(
            index=self.index,
            text=text,
            logprobs=logprobs,
            finish_reason=FINISH[delta.finish.reason] if delta.finish else None,
        )


class Chunks:
    """The chunks of one stream; what is the same in all of them is made once."""

    def __init__(self, call: Call, model: str, fingerprint: str, prepared: Prepared) -> None:
        self._shared: dict[str, Any] = {
            "id": completion_id(call),
            "created": int(time.time()),
            "model": model,
            "system_fingerprint": fingerprint,
        }
        self._logprobs = prepared.logprobs
        self._usage = prepared.usage
        count = prepared.choices
        self._choices = [
            [
                Choice(index, echo, around_text(partial(self._said, index)))
                for index in range(place * count, place * count + count)
            ]
            for place, echo in enumerate(prepared.echoes)
        ]
        self.open = sum(each.sequences for each in prepared.generations)
        self.timing: Timing | None = None

    def of(self, place: int, step: Step) -> list[CompletionChunk]:
        """What a step brought to the prompt at `place`: a chunk for each choice that moved."""
        chunks: list[CompletionChunk] = []
        choices = self._choices[place]
        for delta in step.deltas:
            choice = choices[delta.index]
            finish = delta.finish
            if finish is not None:
                self.open -= 1
                self._usage.completion_tokens += finish.generated_tokens
                self.timing = step.timing or self.timing
            elif not delta.tokens and not choice.echo:
                if delta.text:
                    chunks.append(choice.said(delta.text))
                continue
            chunks.append(self._chunk(choice.part(delta, step.prefill or (), self._logprobs)))
        return chunks

    def usage(self) -> CompletionChunk:
        """The chunk that says what the request cost."""
        usage = self._usage
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
        return CompletionChunk(**self._shared, choices=[], usage=usage)

    def _said(self, index: int, text: str) -> CompletionChunk:
        return self._chunk(CompletionChunkChoice(index=index, text=text, logprobs=None, finish_reason=None))

    def _chunk(self, part: CompletionChunkChoice) -> CompletionChunk:
        return CompletionChunk(**self._shared, choices=[part])
