"""The model's tokenizer as the handlers need it: bytes, pieces and chats.

Works on the fast tokenizer underneath (`tokenizers.Tokenizer`), whose methods neither change its
state nor hold the interpreter lock, so a long text is encoded in a thread while the loop goes on.
A model that has only a slow tokenizer is served by the plain calls; its spans have no places, as
with TGI 3.3.7.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from treadle.engine.port import InvalidGeneration, RenderedChat, Span

T = TypeVar("T")

LONG_TEXT = 4096
"""Characters from which a thread is worth its hop: about a millisecond of encoding."""


class Tokenizer:
    """A model's tokenizer and chat template."""

    def __init__(self, tokenizer: Any, workers: int = 2, template: str | None = None) -> None:
        """`workers` threads encode long texts: no more of the engine's cores are taken by a burst of them.

        `template` is a chat template that is not the tokenizer's: models that see keep theirs elsewhere.
        """
        self._tokenizer = tokenizer
        self._template = template
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="validation")
        self._fast: Any = getattr(tokenizer, "_tokenizer", None)
        self.special_ids = _special_ids(tokenizer)
        self.vocabulary = len(tokenizer)
        self._pieces: dict[int, str] = {}
        self._specials: dict[str, int] | None = None

    @property
    def fast(self) -> Any:
        """The `tokenizers.Tokenizer` underneath, or None."""
        return self._fast

    @property
    def has_chat_template(self) -> bool:
        """Whether the model brought a chat template."""
        return bool(self._template or getattr(self._tokenizer, "chat_template", None))

    def piece(self, token: int) -> str:
        """The text of one id decoded by itself, special tokens included."""
        text = self._pieces.get(token)
        if text is None:
            text = self.decode([token], skip_special=False)
            self._pieces[token] = text
        return text

    def special_stops(self, stops: Sequence[str]) -> Mapping[int, str]:
        """Those stop texts that are special tokens, by id."""
        if not stops:
            return {}
        if self._specials is None:
            self._specials = {self.piece(token): token for token in self.special_ids}
        return {self._specials[stop]: stop for stop in stops if stop in self._specials}

    def decode(self, tokens: Sequence[int], *, skip_special: bool = True) -> str:
        """Text of token ids."""
        if self._fast is not None:
            return str(self._fast.decode(list(tokens), skip_special_tokens=skip_special))
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=skip_special))

    async def encode(self, text: str, *, special: bool, truncate: int | None) -> Sequence[int]:
        """Token ids of `text`; `truncate` keeps the last ones and the special tokens around them."""
        return await self._off_loop_if_long(len(text), lambda: self._encode(text, special, truncate))

    async def spans(self, text: str, *, special: bool) -> Sequence[Span]:
        """Token ids of `text` with their UTF-8 byte offsets."""
        return await self._off_loop_if_long(len(text), lambda: self._spans(text, special))

    async def texts(self, tokens: Sequence[int]) -> Sequence[str]:
        """What each of `tokens` adds to the text of those before it."""
        following = self.piece if self._fast is None else Decoding(self._fast).next
        return await self._off_loop_if_long(4 * len(tokens), lambda: [following(token) for token in tokens])

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] | None
    ) -> RenderedChat:
        """Render and encode a chat; raises InvalidGeneration("messages", …) when the template refuses."""
        size = sum(len(text_of(message.get("content"))) for message in messages)
        return await self._off_loop_if_long(size, lambda: self._render(messages, tools))

    async def _off_loop_if_long(self, size: int, work: Callable[[], T]) -> T:
        if size < LONG_TEXT:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def _encode(self, text: str, special: bool, truncate: int | None) -> list[int]:
        try:
            if self._fast is None:
                tokens = list(self._tokenizer.encode(text, add_special_tokens=special))
                return tokens if truncate is None else tokens[-truncate:]
            encoding = self._fast.encode(text, add_special_tokens=special)
            if truncate is None or len(encoding.ids) <= truncate:
                return list(encoding.ids)
            if not special:
                return list(encoding.ids[-truncate:])
            room = truncate - self._fast.num_special_tokens_to_add(False)
            if room <= 0:
                return list(encoding.ids[:truncate])
            encoding = self._fast.encode(text, add_special_tokens=False)
            encoding.truncate(room, direction="left")
            return list(self._fast.post_process(encoding).ids)
        except UnicodeEncodeError as error:
            raise _lone_surrogate() from error

    def _spans(self, text: str, special: bool) -> list[Span]:
        if self._fast is None:
            return [Span(token, "", 0, 0) for token in self._encode(text, special, None)]
        try:
            encoding = self._fast.encode(text, add_special_tokens=special)
        except UnicodeEncodeError as error:
            raise _lone_surrogate() from error
        place = _byte_places(text)
        return [
            Span(token, text[start:stop], place(start), place(stop))
            for token, (start, stop) in zip(encoding.ids, encoding.offsets, strict=True)
        ]

    def _render(
        self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] | None
    ) -> RenderedChat:
        if not self.has_chat_template:
            raise InvalidGeneration("messages", "template not found")
        try:
            text: str = self._tokenizer.apply_chat_template(
                [dict(message) for message in messages],
                tools=[dict(tool) for tool in tools] if tools else None,
                chat_template=self._template,
                add_generation_prompt=True,
                tokenize=False,
            )
        except Exception as error:  # a template runs as code and can raise anything
            raise InvalidGeneration("messages", str(error) or type(error).__name__) from error
        text = _continue_last(text, messages)
        return RenderedChat(text, self._encode(text, False, None))


class Decoding:
    """A text as its tokens come one by one, special ones included."""

    __slots__ = ("_fast", "_stream")

    def __init__(self, fast: Any, context: Sequence[int] = ()) -> None:
        """`fast` is a `tokenizers.Tokenizer`, `context` what comes before the first token."""
        self._fast = fast
        self._begin(context)

    def next(self, token: int) -> str:
        """The text that `token` adds: "" inside a character, the whole of it at its end."""
        try:
            return self._stream.step(self._fast, token) or ""
        except Exception:  # the decoder gives up on some invalid byte sequences; begin afresh
            self._begin(())
            return self._stream.step(self._fast, token) or ""

    def _begin(self, context: Sequence[int]) -> None:
        from tokenizers.decoders import DecodeStream

        self._stream: Any = DecodeStream(ids=list(context), skip_special_tokens=False)


def text_of(content: Any) -> str:
    """The text of a message's content, whether that is a text, parts or nothing."""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content or ())


def _continue_last(text: str, messages: Sequence[Mapping[str, Any]]) -> str:
    """TGI 3.3.7: a trailing assistant message is cut at its end and right-trimmed, to be gone on with."""
    if not messages or messages[-1].get("role") != "assistant":
        return text
    content = text_of(messages[-1].get("content"))
    if not content.strip():
        return text
    for candidate in (content, content.strip()):  # some templates strip what they write
        at = text.rfind(candidate)
        if at >= 0:
            return text[: at + len(candidate)].rstrip()
    return text


def _lone_surrogate() -> InvalidGeneration:
    return InvalidGeneration("inputs", "the text is not valid Unicode: it has a lone surrogate")


def _special_ids(tokenizer: Any) -> frozenset[int]:
    ids: set[int] = set(tokenizer.all_special_ids)
    added: Mapping[int, Any] = getattr(tokenizer, "added_tokens_decoder", {})
    ids.update(token for token, added_token in added.items() if added_token.special)
    return frozenset(ids)


def _byte_places(text: str) -> Callable[[int], int]:
    if text.isascii():
        return lambda character: character
    places = [0]
    places.extend(_running_total(len(character.encode()) for character in text))
    return places.__getitem__


def _running_total(sizes: Iterable[int]) -> Iterable[int]:
    total = 0
    for size in sizes:
        total += size
        yield total
