"""Streams of typed events.

A stream ends with `[DONE]` where the contract has it, else with the event in which a certain member
is no longer null, else with the connection. Any other end is an IncompleteStreamError.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from ._sse import Decoder, ServerSentEvent
from ._transport import OpenAnswer
from .errors import (
    APIConnectionError,
    APITimeoutError,
    IncompleteStreamError,
    ResponseValidationError,
    StreamError,
    said,
)

T = TypeVar("T")
DONE = "[DONE]"


class _Reader(Generic[T]):
    """What both kinds of stream do with the bytes; `ended` once the last event has come."""

    def __init__(
        self, answer: OpenAnswer, parse: Callable[[Any], T], *, done: bool, last: str | None
    ) -> None:
        self.request_id = answer.headers.get("x-request-id")
        self.ended = False
        self._decoder = Decoder()
        self._parse = parse
        self._done = done
        self._last = last
        self._count = 0

    def feed(self, chunk: bytes) -> Iterator[T]:
        """The typed events that end in `chunk`."""
        try:
            for event in self._decoder.feed(chunk):
                if event.data.strip() == DONE:
                    self.ended = True
                    return
                yield self._typed(event)
        except ValueError as error:
            raise ResponseValidationError(str(error), body=None, request_id=self.request_id) from error

    def finish(self) -> None:
        """The connection has ended: raises IncompleteStreamError unless the stream had, too."""
        expected = self._done or self._last is not None
        if not self.ended and (expected or self._decoder.pending or not self._count):
            raise self.incomplete("the connection ended")

    def incomplete(self, why: str) -> IncompleteStreamError:
        """The error of a stream that stopped after some events."""
        return IncompleteStreamError(f"{why} after {self._count} events", request_id=self.request_id)

    def _typed(self, event: ServerSentEvent) -> T:
        try:
            data = json.loads(event.data)
        except ValueError as error:
            message = f"event {self._count + 1} is no JSON: {error}"
            raise ResponseValidationError(message, body=event.data, request_id=self.request_id) from error
        if event.event == "error" or _is_failure(data):
            raise StreamError(said(data) or event.data, body=data, request_id=self.request_id)
        try:
            typed = self._parse(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"event {self._count + 1} is not what the contract says: {error!r}"
            raise ResponseValidationError(message, body=data, request_id=self.request_id) from error
        self._count += 1
        self.ended = self.ended or (self._last is not None and _member(data, self._last) is not None)
        return typed


def _is_failure(data: Any) -> bool:
    return _member(data, "error") is not None or _member(data, "error_code") is not None


def _member(data: Any, name: str) -> Any:
    return cast(dict[str, Any], data).get(name) if isinstance(data, dict) else None


class Stream(Generic[T]):
    """Events as they come; iterate it, best in a `with` block, which frees the connection early."""

    def __init__(
        self, answer: OpenAnswer, parse: Callable[[Any], T], *, done: bool = False, last: str | None = None
    ) -> None:
        self.status_code = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._reader = _Reader(answer, parse, done=done, last=last)
        self._events = self._run()

    @property
    def request_id(self) -> str | None:
        """The server's name for this call."""
        return self._reader.request_id

    def _run(self) -> Iterator[T]:
        reader = self._reader
        try:
            for chunk in self._answer.chunks():
                yield from reader.feed(chunk)
                if reader.ended:
                    return
            reader.finish()
        except APITimeoutError:
            raise
        except APIConnectionError as error:
            raise reader.incomplete(error.message) from error
        finally:
            self._answer.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._events)

    def close(self) -> None:
        """Stop listening; the server stops generating. Safe to call twice."""
        self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(Generic[T]):
    """`Stream` for an event loop: `async for`, best in an `async with` block."""

    def __init__(
        self, answer: OpenAnswer, parse: Callable[[Any], T], *, done: bool = False, last: str | None = None
    ) -> None:
        self.status_code = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._reader = _Reader(answer, parse, done=done, last=last)
        self._events = self._run()

    @property
    def request_id(self) -> str | None:
        """The server's name for this call."""
        return self._reader.request_id

    async def _run(self) -> AsyncIterator[T]:
        reader = self._reader
        try:
            async for chunk in self._answer.achunks():
                for event in reader.feed(chunk):
                    yield event
                if reader.ended:
                    return
            reader.finish()
        except APITimeoutError:
            raise
        except APIConnectionError as error:
            raise reader.incomplete(error.message) from error
        finally:
            await self._answer.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return await anext(self._events)

    async def close(self) -> None:
        """Stop listening; the server stops generating. Safe to call twice."""
        await self._answer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
