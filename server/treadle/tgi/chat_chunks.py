"""What leaves a chat: OpenAI's log probabilities, and the chunks of a stream.

A chunk is made per choice and engine step; with tools, per piece of text or of a call.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from treadle.chat.frames import around_text
from treadle.chat.tool_reader import CallReader
from treadle.contract.call import Call
from treadle.engine.port import Calls, Delta, Generation, Step, Timing, Token
from treadle.tgi.tools import deltas_of
from treadle_contracts.tgi.models import (
    ChatChunkChoice,
    ChatCompletionChunk,
    ChatDelta,
    ChatLogprob,
    ChatLogprobs,
    TopLogprob,
    Usage,
)

FINISH: dict[str, Literal["length", "stop"]] = {"length": "length", "eos": "stop", "stop": "stop"}


class Chunks:
    """The chunks of one stream; what is the same in all of them is made once."""

    def __init__(
        self,
        call: Call,
        model: str,
        fingerprint: str,
        request: Generation,
        usage: Usage,
        calls: Calls | None,
    ) -> None:
        """`usage` is counted up as choices end."""
        self._shared: dict[str, Any] = {
            "id": completion_id(call),
            "created": int(time.time()),
            "model": model,
            "system_fingerprint": fingerprint,
        }
        self._top = request.top_tokens
        self._usage = usage
        indexes = range(request.sequences)
        self._readers = None if calls is None else [CallReader(calls) for _ in indexes]
        self._said = [] if calls else [around_text(partial(self._text, index)) for index in indexes]
        self.open = request.sequences
        self.timing: Timing | None = None

    def of(self, step: Step) -> list[ChatCompletionChunk]:
        """What a step brought."""
        chunks: list[ChatCompletionChunk] = []
        for delta in step.deltas:
            finish = delta.finish
            if finish is not None:
                self.open -= 1
                self._usage.completion_tokens += finish.generated_tokens
                self.timing = step.timing or self.timing
            elif not delta.tokens and self._readers is None:
                if delta.text:
                    chunks.append(self._said[delta.index](delta.text))
                continue
            elif not (delta.text or delta.tokens):
                continue
            chunks += [self._chunk(choice) for choice in self._choices(delta)]
        return chunks

    def usage(self) -> ChatCompletionChunk:
        """The chunk that says what the request cost."""
        usage = self._usage
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
        return ChatCompletionChunk(**self._shared, choices=[], usage=usage)

    def _choices(self, delta: Delta) -> list[ChatChunkChoice]:
        if self._readers is not None:
            return _called(self._readers[delta.index], delta, self._top)
        finish = delta.finish
        return [
            ChatChunkChoice(
                index=delta.index,
                delta=ChatDelta(role="assistant", content=delta.text),
                logprobs=logprobs_of(delta.tokens, self._top) if delta.tokens else None,
                finish_reason=FINISH[finish.reason] if finish else None,
            )
        ]

    def _text(self, index: int, text: str) -> ChatCompletionChunk:
        return self._chunk(self._choices(Delta(index, text, 1))[0])

    def _chunk(self, choice: ChatChunkChoice) -> ChatCompletionChunk:
        return ChatCompletionChunk(**self._shared, choices=[choice], usage=None)


def _called(reader: CallReader, delta: Delta, top: int) -> list[ChatChunkChoice]:
    """What a step brought to a choice that may have calls; its tokens and its end are told once."""
    finish = delta.finish
    choices = [
        ChatChunkChoice(index=delta.index, delta=said, logprobs=None, finish_reason=None)
        for said in deltas_of(reader.read(delta.text, ended=finish is not None))
    ]
    if not choices and (finish or delta.tokens):
        said = ChatDelta(role="assistant")
        choices.append(ChatChunkChoice(index=delta.index, delta=said, logprobs=None, finish_reason=None))
    if delta.tokens:
        choices[0].logprobs = logprobs_of(delta.tokens, top)
    if finish is not None:
        choices[-1].finish_reason = reader.reason(finish)
    return choices


def completion_id(call: Call) -> str:
    """The id of an answer under `/v1`; TGI sends "", a real one serves every client."""
    return f"cmpl-{call.request_id}"


def logprobs_of(tokens: Sequence[Token], top: int) -> ChatLogprobs:
    """Log probabilities of an answer's tokens."""
    return ChatLogprobs(
        content=[
            ChatLogprob(
                token=token.text,
                logprob=token.logprob if token.logprob is not None else -9999.0,
                bytes=list(token.text.encode()),
                top_logprobs=[
                    TopLogprob(token=other.text, logprob=other.logprob, bytes=list(other.text.encode()))
                    for other in token.top[:top]
                ],
            )
            for token in tokens
        ]
    )
