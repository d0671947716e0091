"""An engine without a model, for unit tests and benchmarks only: instant, deterministic, imports no vLLM.

Tokens are UTF-8 bytes (0 to 255), a beginning (256, "<s>") and an end (257, "</s>"). It answers with
`reply` and then ends; sampling starts somewhere in the reply that the seed decides. Grammars get the
smallest text that fits. It can be slow, fail, die and come back on request, and remembers what was
aborted.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from treadle.engine.fake_grammar import smallest_match
from treadle.engine.port import (
    Alternative,
    Delta,
    EngineError,
    EngineUnavailable,
    Finish,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    ModelCard,
    PromptToken,
    RenderedChat,
    Span,
    Step,
    Timing,
    Token,
)

BOS, EOS = 256, 257
SPECIAL = {BOS: "<s>", EOS: "</s>"}
REPLY = "The quick brown fox jumps over the lazy dog. Größe, naïve café 🤗 and back, by way of Paris. " * 2


class FakeEngine:
    """See the module: not a language model."""

    def __init__(
        self,
        *,
        reply: str = REPLY,
        max_total_tokens: int = 2048,
        tokens_per_step: int = 1,
        delay: float = 0.0,
        fail_after: int | None = None,
        model: str = "fake/bytes",
        chat_template: bool = True,
    ) -> None:
        """`delay` is seconds before each step; `fail_after` is tokens until GenerationFailed."""
        self.reply = reply
        self.delay = delay
        self.fail_after = fail_after
        self.tokens_per_step = tokens_per_step
        self.aborted: list[str] = []
        self.active: set[str] = set()
        self.generations: list[Generation] = []
        self._running = False
        self._card = ModelCard(
            id=model,
            revision="0",
            dtype="float32",
            max_total_tokens=max_total_tokens,
            vocabulary=258,
            pipeline_tag="text-generation",
            device="cpu",
            has_chat_template=chat_template,
        )

    @property
    def card(self) -> ModelCard:
        """The model's card."""
        return self._card

    @property
    def running(self) -> bool:
        """Whether it has been started and has not died."""
        return self._running

    async def start(self) -> None:
        """Become ready."""
        self._running = True

    async def stop(self) -> None:
        """Become unavailable."""
        self._running = False

    async def healthy(self) -> bool:
        """Whether a generation would be answered now."""
        return self._running

    def die(self) -> None:
        """Behave as if the engine core had been killed."""
        self._running = False

    def revive(self) -> None:
        """Behave as if a new core had come up."""
        self._running = True

    async def encode(self, text: str, *, special: bool = True, truncate: int | None = None) -> Sequence[int]:
        """Token ids of `text`; `truncate` keeps the last ones and the beginning."""
        tokens = list(_utf8(text))
        if truncate is not None:
            room = truncate - special
            tokens = tokens[-room:] if room > 0 else []
        return [BOS, *tokens] if special else tokens

    async def spans(self, text: str, *, special: bool = True) -> Sequence[Span]:
        """Token ids of `text` with their UTF-8 byte offsets."""
        spans = [Span(BOS, "", 0, 0)] if special else []
        place = 0
        for character in text:
            # As with byte-level BPE: each part of a character covers the whole of it.
            encoded = _utf8(character)
            spans.extend(Span(byte, character, place, place + len(encoded)) for byte in encoded)
            place += len(encoded)
        return spans

    def decode(self, tokens: Sequence[int], *, skip_special: bool = True) -> str:
        """Text of token ids."""
        parts: list[bytes] = []
        for token in tokens:
            if token < 256:
                parts.append(bytes([token]))
            elif not skip_special:
                parts.append(SPECIAL[token].encode())
        return b"".join(parts).decode(errors="replace")

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        """Render as "role: content" lines; a trailing assistant message is continued."""
        if not self._card.has_chat_template:
            raise InvalidGeneration("messages", "template not found")
        lines = [f"tools: {[tool['function']['name'] for tool in tools]}"] if tools else []
        for message in messages:
            if message.get("role") not in ("system", "user", "assistant", "tool", "developer"):
                raise InvalidGeneration("messages", f"unknown role {message.get('role')!r}")
            lines.append(f"{message['role']}: {message.get('content') or ''}")
        text = "\n".join(lines)
        last = messages[-1] if messages else {}
        if last.get("role") == "assistant" and last.get("content"):
            text = text.rstrip()
        else:
            text += "\nassistant:"
        return RenderedChat(text, list(_utf8(text)))

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        """Run a request; closing or cancelling the iterator records its id in `aborted`."""
        self._admit(generation)
        self.generations.append(generation)
        started = time.monotonic()
        indexes = range(generation.sequences)
        sequences = [_Sequence(generation, index, self._answer(generation, index)) for index in indexes]
        self.active.add(generation.id)
        finished = False
        first_token = 0.0
        try:
            while not finished:
                await asyncio.sleep(self.delay)
                if not self._running:
                    raise GenerationFailed("the engine died")
                deltas = [one.advance(self.tokens_per_step) for one in sequences if not one.finished]
                if self.fail_after is not None and sequences[0].count > self.fail_after:
                    raise GenerationFailed("the engine failed as it was told to")
                finished = all(one.finished for one in sequences)
                step = Step(deltas)
                if not first_token:
                    first_token = time.monotonic()
                    if generation.prefill:
                        step.prefill = self._prefill(generation.prompt)
                if finished:
                    step.timing = Timing(started, started, first_token, time.monotonic())
                    self.active.discard(generation.id)
                yield step
        except EngineError:
            self.active.discard(generation.id)
            raise
        finally:
            if generation.id in self.active:
                self.active.discard(generation.id)
                self.aborted.append(generation.id)

    def _admit(self, generation: Generation) -> None:
        if not self._running:
            raise EngineUnavailable("the engine is starting")
        length, limit = len(generation.prompt), self._card.max_total_tokens
        if length == 0:
            raise InvalidGeneration("prompt", "the prompt has no tokens")
        if length >= limit:
            raise InvalidGeneration("prompt", f"the prompt must have fewer than {limit} tokens, got {length}")
        if any(not 0 <= token < self._card.vocabulary for token in generation.prompt):
            raise InvalidGeneration("prompt", "the prompt has a token outside the vocabulary")
        if "" in generation.sampling.stop:
            raise InvalidGeneration("stop", "a stop text cannot be empty")

    def _answer(self, generation: Generation, index: int) -> list[int]:
        sampling = generation.sampling
        if sampling.grammar is not None:
            return [*_utf8(smallest_match(sampling.grammar)), EOS]
        reply = self.reply
        if sampling.temperature > 0 and reply:
            seed = time.monotonic_ns() if sampling.seed is None else sampling.seed
            place = zlib.crc32(f"{seed} {index}".encode()) % len(reply)
            reply = reply[place:] + reply[:place]
        room = self._card.max_total_tokens - len(generation.prompt)
        return [*_utf8(reply), EOS][:room]

    def _prefill(self, prompt: Sequence[int]) -> list[PromptToken]:
        return [
            PromptToken(token, _piece(token), None if place == 0 else _logprob(token))
            for place, token in enumerate(prompt)
        ]


class _Sequence:
    """One continuation on its way."""

    def __init__(self, generation: Generation, index: int, answer: list[int]) -> None:
        self._sampling = generation.sampling
        self._generation = generation
        self._detailed = generation.tokens or generation.logprobs or generation.top_tokens > 0
        self._index = index
        self._answer = answer
        self._pending = b""
        self._text = ""
        self._sent = 0
        self.count = 0
        self.finished = False

    def advance(self, tokens: int) -> Delta:
        """Up to `tokens` more tokens."""
        made: list[Token] = []
        finish: Finish | None = None
        before = self.count
        while finish is None and self.count - before < tokens:
            token = self._answer[self.count]
            self.count += 1
            text = self._read(token)
            if self._detailed:
                made.append(self._token(token, text))
            finish = self._finish(token)
        self.finished = finish is not None
        held = 0
        if not self.finished and self._sampling.stop and not self._sampling.keep_stop:
            held = max(len(stop) for stop in self._sampling.stop) - 1
        end = max(self._sent, len(self._text) - held)
        delta = Delta(self._index, self._text[self._sent : end], self.count - before, made, finish)
        self._sent = end
        return delta

    def _read(self, token: int) -> str:
        if token >= 256:
            return SPECIAL[token]
        self._pending += bytes([token])
        try:
            text = self._pending.decode()
        except UnicodeDecodeError:
            return ""
        self._pending = b""
        self._text += text
        return text

    def _finish(self, token: int) -> Finish | None:
        for stop in self._sampling.stop:
            if self._text.endswith(stop):  # a token adds one character at most
                if not self._sampling.keep_stop:
                    self._text = self._text.removesuffix(stop)
                return Finish("stop", self.count, stop)
        if token == EOS:
            return Finish("eos", self.count)
        if self.count >= min(self._sampling.max_new_tokens, len(self._answer)):
            return Finish("length", self.count)
        return None

    def _token(self, token: int, text: str) -> Token:
        generation = self._generation
        scored = generation.logprobs or generation.top_tokens > 0
        top: list[Alternative] = []
        wanted = generation.top_tokens + (generation.top_ties and generation.top_tokens > 0)
        for rank in range(wanted):
            other = (token + rank) % 256 if rank else token
            depth = min(rank, generation.top_tokens - 1)  # the last two tie
            top.append(Alternative(other, _piece(other), _logprob(token) - depth, other in SPECIAL))
        return Token(token, text, _logprob(token) if scored else None, token in SPECIAL, top)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidGeneration("inputs", "the text is not valid Unicode: it has a lone surrogate") from error


def _piece(token: int) -> str:
    return SPECIAL[token] if token in SPECIAL else bytes([token]).decode(errors="replace")


def _logprob(token: int) -> float:
    return -0.125 * (1 + token % 7)
