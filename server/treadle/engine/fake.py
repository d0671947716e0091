"""An engine without a model, for unit tests and benchmarks only: instant, deterministic, imports no vLLM.

Tokens are UTF-8 bytes (0 to 255), a beginning (256, "<s>") and an end (257, "</s>"). It answers with
`reply` and then ends; sampling starts somewhere in the reply that the seed decides. Grammars get the
smallest text that fits, but where a call may also be text, the reply decides. It can be slow, fail,
die and come back on request, and remembers what was aborted.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from codecs import getincrementaldecoder
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from treadle.engine.fake_continuation import BOS, EOS, SPECIAL, Continuation, prefill
from treadle.engine.fake_grammar import smallest_match
from treadle.engine.fake_sight import Piece, pieces, seen, written
from treadle.engine.port import (
    Calls,
    EngineError,
    EngineUnavailable,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    ModelCard,
    Picture,
    RenderedChat,
    Sampling,
    Span,
    Step,
    Timing,
)
from treadle.engine.pulse import Pulse

__all__ = ["BOS", "EOS", "SPECIAL", "FakeEngine"]

UNKNOWN_ROLES = ("poet", "nobody")  # a template may refuse roles; this one refuses these
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
        images: int = 0,
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
        self.pulse = Pulse(self._probe)
        self._card = ModelCard(
            id=model,
            revision="0",
            dtype="float32",
            max_total_tokens=max_total_tokens,
            vocabulary=258,
            pipeline_tag="text-generation",
            device="cpu",
            has_chat_template=chat_template,
            cache_tokens=16 * max_total_tokens,
            images=images,
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
        return self._running and await self.pulse.healthy()

    async def _probe(self) -> None:
        sampling = Sampling(max_new_tokens=1, temperature=0.0)
        async for _ in self.generate(Generation(id="health", prompt=[BOS], sampling=sampling)):
            pass

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

    async def texts(self, tokens: Sequence[int]) -> Sequence[str]:
        """What each of `tokens` adds to the text of those before it."""
        read = getincrementaldecoder("utf-8")("replace").decode
        return [read(SPECIAL[token].encode() if token in SPECIAL else bytes([token])) for token in tokens]

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
        parts: list[Piece] = [f"tools: {[tool['function']['name'] for tool in tools]}\n"] if tools else []
        for place, message in enumerate(messages):
            if message.get("role") in UNKNOWN_ROLES:
                raise InvalidGeneration("messages", f"unknown role {message.get('role')!r}")
            parts += ["\n" if place else "", f"{message['role']}: ", *pieces(message.get("content"))]
        last: Mapping[str, Any] = messages[-1] if messages else {}
        if last.get("role") == "assistant" and last.get("content"):
            if isinstance(parts[-1], str):
                parts[-1] = parts[-1].rstrip()
        else:
            parts.append("\nassistant:" if parts else "assistant:")
        return self._prompt(parts, [])

    async def look(self, parts: Sequence[Piece], *, truncate: int | None = None) -> RenderedChat:
        """Text and images as a prompt with its beginning; an image is never cut."""
        if not self._card.images:
            raise InvalidGeneration("images", "the model reads text alone")
        prompt = self._prompt(parts, [BOS])
        if truncate is None or len(prompt.tokens) <= truncate:
            return prompt
        text = len(_utf8(parts[0])) + 1 if isinstance(parts[0], str) else 1
        if len(prompt.tokens) - truncate > text:
            raise InvalidGeneration("truncate", "would cut an image off the prompt")
        return RenderedChat(prompt.text, prompt.tokens[-truncate:], prompt.sight)

    def _prompt(self, parts: Sequence[Piece], tokens: list[int]) -> RenderedChat:
        pictures = [part for part in parts if isinstance(part, Picture)]
        if len(pictures) > self._card.images:
            raise InvalidGeneration("images", f"the model takes {self._card.images} images")
        for part in parts:
            tokens += seen(part) if isinstance(part, Picture) else _utf8(part)
        return RenderedChat(written(parts), tokens, pictures or None)

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        """Run a request; closing or cancelling the iterator records its id in `aborted`."""
        self._admit(generation)
        started = time.monotonic()
        indexes = range(generation.sequences)
        sequences = [Continuation(generation, index, self._answer(generation, index)) for index in indexes]
        self.generations.append(generation)
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
                        step.prefill = prefill(generation)
                if finished:
                    step.timing = Timing(started, started, first_token, time.monotonic())
                    self.active.discard(generation.id)
                self.pulse.beat()
                yield step
        except EngineError:
            self.pulse.failed()
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
        grammar = sampling.grammar
        if grammar is not None and not (isinstance(grammar.source, Calls) and grammar.source.text):
            return [*_utf8(smallest_match(grammar)), EOS]
        reply = self.reply
        if sampling.temperature > 0 and reply:
            seed = time.monotonic_ns() if sampling.seed is None else sampling.seed
            place = zlib.crc32(f"{seed} {index}".encode()) % len(reply)
            reply = reply[place:] + reply[:place]
        room = self._card.max_total_tokens - len(generation.prompt)
        return [*_utf8(reply), EOS][:room]


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidGeneration("inputs", "the text is not valid Unicode: it has a lone surrogate") from error
