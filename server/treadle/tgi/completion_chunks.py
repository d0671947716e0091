"""What leaves a completion: OpenAI's columns of log probabilities, and the chunks of a stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from treadle.chat.frames import around_text
from treadle.contract.call import Call
from treadle.engine.port import Alternative, Delta, Generation, PromptToken, Step, Timing, Token
from treadle.tgi.chat_chunks import FINISH, completion_id
from treadle.tgi.offsets import Cursor, Decode
from treadle_contracts.tgi.models import (
    CompletionChunk,
    CompletionChunkChoice,
    CompletionLogprobs,
    Usage,
)


@dataclass(frozen=True, slots=True)
class Echo:
    """What goes before a prompt's choices: the prompt, if asked for, and where its tokens begin in it."""

    text: str = ""
    places: Sequence[int] = ()


@dataclass(slots=True)
class Prepared:
    """A completions request, ready for the engine."""

    generations: list[Generation]
    echoes: list[Echo]
    choices: int  # per prompt
    logprobs: int | None
    usage: Usage
    decode: Decode

    def columns(self, echo: Echo) -> Columns | None:
        """The log probabilities of one choice, if they are asked for."""
        return None if self.logprobs is None else Columns(echo, self.logprobs, self.decode)


class Columns:
    """A choice's tokens in OpenAI's columns, as they come: an echoed prompt's, then the generated ones."""

    __slots__ = ("_cursor", "_prompt", "_top")

    def __init__(self, echo: Echo, top: int, decode: Decode) -> None:
        self._prompt = echo.places  # until they are told
        self._cursor = Cursor(len(echo.text), decode)
        self._top = top

    def of(self, prefill: Sequence[PromptToken], tokens: Sequence[Token]) -> CompletionLogprobs:
        """The next tokens, with the prompt's where these are the first."""
        top, cursor = self._top, self._cursor
        columns = CompletionLogprobs(
            tokens=[], token_logprobs=[], top_logprobs=[] if top else None, text_offset=[]
        )
        everything: Sequence[PromptToken | Token] = tokens
        if self._prompt:
            columns.text_offset.extend(self._prompt)
            everything, self._prompt = [*prefill, *tokens], ()
        for token in everything:
            columns.tokens.append(token.text)
            columns.token_logprobs.append(token.logprob)
            if columns.top_logprobs is not None:
                columns.top_logprobs.append(_likeliest(token.top[:top]) if token.top else None)
        for token in tokens:
            place = cursor.place if token.special else cursor.next(token.id, token.text)
            columns.text_offset.append(place)
        assert len(columns.text_offset) == len(columns.tokens)
        return columns


def _likeliest(others: Sequence[Alternative]) -> dict[str, float]:
    best: dict[str, float] = {}
    for other in others:
        best.setdefault(other.text, other.logprob)  # parts of characters have the same text
    return best


@dataclass(slots=True)
class Choice:
    """A streamed choice; `said` makes the chunk that has a text and nothing else."""

    index: int
    echo: str
    columns: Columns | None
    said: Callable[[str], CompletionChunk]

    def part(self, delta: Delta, prefill: Sequence[PromptToken]) -> CompletionChunkChoice:
        """What a step brought; an echoed prompt goes out with the first."""
        logprobs = None
        if self.columns is not None and delta.tokens:
            logprobs = self.columns.of(prefill, delta.tokens)
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
        self._usage = prepared.usage
        count = prepared.choices
        self._choices = [
            [
                Choice(index, echo.text, prepared.columns(echo), around_text(partial(self._said, index)))
                for index in range(place * count, place * count + count)
            ]
            for place, echo in enumerate(prepared.echoes)
        ]
        self._prefills: list[Sequence[PromptToken]] = [() for _ in prepared.echoes]
        self.open = sum(each.sequences for each in prepared.generations)
        self.timing: Timing | None = None

    def of(self, place: int, step: Step) -> list[CompletionChunk]:
        """What a step brought to the prompt at `place`: a chunk for each choice that moved."""
        chunks: list[CompletionChunk] = []
        choices = self._choices[place]
        if step.prefill is not None:  # a prompt is told once, and its choices may begin one after the other
            self._prefills[place] = step.prefill
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
            chunks.append(self._chunk(choice.part(delta, self._prefills[place])))
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
