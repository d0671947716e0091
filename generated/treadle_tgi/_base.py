"""What every call does: sends, tries again where that is right, and turns refusals into errors."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from attrs import evolve

from ._retry import Retries
from ._streams import AsyncStream, Stream
from ._transport import Answer, AsyncHttpClient, AsyncTransport, HttpClient, OpenAnswer, Request, Transport
from .errors import APIConnectionError, ResponseValidationError
from .types import Response, Timeout, Unset, plain

T = TypeVar("T")
EVENT_STREAM = "text/event-stream"


class SyncBase:
    """A connection to a server, for code that waits."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        timeout: Timeout | float | None,
        max_retries: int,
        http_client: HttpClient | None,
    ) -> None:
        self._transport = Transport(base_url, headers, as_timeout(timeout) or Timeout(), http_client)
        self._max_retries = max_retries

    def send(
        self, request: Request, parse: Callable[[Answer], T], timeout: Timeout | float | None = None
    ) -> Response[T]:
        """Call, and read the whole answer; raises APIError."""
        opened, content = self._call(request, timeout, whole=True)
        return parsed(opened, content, parse)

    def stream(
        self,
        request: Request,
        parse: Callable[[Any], T],
        timeout: Timeout | float | None = None,
        *,
        done: bool = False,
        last: str | None = None,
    ) -> Stream[T]:
        """Call, and hand out the events as they come; raises APIError for a refusal."""
        opened, _ = self._call(accepting_stream(request), timeout, whole=False)
        if not is_stream(opened):
            raise not_a_stream(opened, opened.read())
        return Stream(opened, parse, done=done, last=last)

    def _call(
        self, request: Request, timeout: Timeout | float | None, *, whole: bool
    ) -> tuple[OpenAnswer, bytes]:
        retries = Retries(request.method, request.declared, self._max_retries)
        while True:
            try:
                opened = self._transport.open(request, as_timeout(timeout))
                accepted = 200 <= opened.status < 300
                content = opened.read() if whole or not accepted else b""
            except APIConnectionError as error:
                delay = retries.after_error(error)
            else:
                if accepted:
                    return opened, content
                delay = retries.after_status(opened.status, opened.headers, content)
            time.sleep(delay)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncBase:
    """A connection to a server, for code that awaits."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        timeout: Timeout | float | None,
        max_retries: int,
        http_client: AsyncHttpClient | None,
    ) -> None:
        self._transport = AsyncTransport(base_url, headers, as_timeout(timeout) or Timeout(), http_client)
        self._max_retries = max_retries

    async def send(
        self, request: Request, parse: Callable[[Answer], T], timeout: Timeout | float | None = None
    ) -> Response[T]:
        """Call, and read the whole answer; raises APIError."""
        opened, content = await self._call(request, timeout, whole=True)
        return parsed(opened, content, parse)

    async def stream(
        self,
        request: Request,
        parse: Callable[[Any], T],
        timeout: Timeout | float | None = None,
        *,
        done: bool = False,
        last: str | None = None,
    ) -> AsyncStream[T]:
        """Call, and hand out the events as they come; raises APIError for a refusal."""
        opened, _ = await self._call(accepting_stream(request), timeout, whole=False)
        if not is_stream(opened):
            raise not_a_stream(opened, await opened.aread())
        return AsyncStream(opened, parse, done=done, last=last)

    async def _call(
        self, request: Request, timeout: Timeout | float | None, *, whole: bool
    ) -> tuple[OpenAnswer, bytes]:
        retries = Retries(request.method, request.declared, self._max_retries)
        while True:
            try:
                opened = await self._transport.open(request, as_timeout(timeout))
                accepted = 200 <= opened.status < 300
                content = await opened.aread() if whole or not accepted else b""
            except APIConnectionError as error:
                delay = retries.after_error(error)
            else:
                if accepted:
                    return opened, content
                delay = retries.after_status(opened.status, opened.headers, content)
            await asyncio.sleep(delay)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def as_timeout(timeout: Timeout | float | None) -> Timeout | None:
    """A number of seconds bounds the wait for the answer and for each piece of it."""
    return Timeout(read=timeout) if isinstance(timeout, int | float) else timeout


def parsed(opened: OpenAnswer, content: bytes, parse: Callable[[Answer], T]) -> Response[T]:
    """The answer with its typed body; raises ResponseValidationError when it has another form."""
    answer = Answer(status=opened.status, headers=opened.headers, content=content)
    try:
        body = parse(answer)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResponseValidationError(
            f"the {answer.status} answer is not what the contract says: {error!r}",
            body=answer.text,
            request_id=answer.headers.get("x-request-id"),
        ) from error
    return Response(status_code=answer.status, headers=answer.headers, content=content, parsed=body)


def accepting_stream(request: Request) -> Request:
    """The same request, and an answer in events is welcome."""
    return evolve(request, headers={"accept": EVENT_STREAM, **request.headers})


def is_stream(opened: OpenAnswer) -> bool:
    """Whether the answer is an event stream."""
    return opened.headers.get("content-type", "").partition(";")[0].strip().lower() == EVENT_STREAM


def not_a_stream(opened: OpenAnswer, content: bytes) -> ResponseValidationError:
    """The error of a server that answers a request for a stream with something else."""
    return ResponseValidationError(
        f"expected {EVENT_STREAM}, got {opened.headers.get('content-type', 'no content type')}",
        body=content.decode("utf-8", "replace"),
        request_id=opened.headers.get("x-request-id"),
    )


def request_body(body: Any, members: Mapping[str, Any], wire: Mapping[str, str]) -> Any:
    """A request's JSON: a whole body, or its members by their Python names; a member given apart wins."""
    given = {wire.get(name, name): value for name, value in members.items() if not isinstance(value, Unset)}
    if isinstance(body, Unset):
        return plain(given)
    return {**plain(body), **plain(given)} if given else plain(body)


def query(**parameters: Any) -> dict[str, Any]:
    """The parameters that are there."""
    return {name: plain(value) for name, value in parameters.items() if not isinstance(value, Unset | None)}


def header_values(**parameters: Any) -> dict[str, str]:
    """The header parameters that are there, as text."""
    return {name: str(value) for name, value in query(**parameters).items()}
