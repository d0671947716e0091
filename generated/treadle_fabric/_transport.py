"""The only module that knows which HTTP library carries the calls.

Its exceptions become this package's, its headers a plain mapping, so that another library can take
its place here.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import httpx
from attrs import field, frozen

from .errors import APIConnectionError, APITimeoutError
from .types import UNSET, Timeout, Unset

HttpClient: TypeAlias = httpx.Client
AsyncHttpClient: TypeAlias = httpx.AsyncClient

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@frozen(kw_only=True)
class Request:
    """A call on its way out; `declared` are the statuses that the contract lists for it."""

    method: str
    path: str
    params: Mapping[str, Any] = field(factory=dict[str, Any])
    headers: Mapping[str, str] = field(factory=dict[str, str])
    json: Any = UNSET
    declared: frozenset[int] = frozenset()


@frozen(kw_only=True)
class Answer:
    """A whole answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The body as JSON; raises ValueError."""
        return json.loads(self.content)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")


class OpenAnswer:
    """An answer whose body is still coming."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = _headers(response)

    def read(self) -> bytes:
        """The rest of the body; the connection is free afterwards."""
        with _own_errors():
            return self._response.read()

    async def aread(self) -> bytes:
        """`read` for an asynchronous client."""
        with _own_errors():
            return await self._response.aread()

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes."""
        with _own_errors():
            yield from self._response.iter_bytes()

    async def achunks(self) -> AsyncIterator[bytes]:
        """`chunks` for an asynchronous client."""
        with _own_errors():
            async for chunk in self._response.aiter_bytes():
                yield chunk

    def close(self) -> None:
        """Give the connection up; safe to call twice."""
        self._response.close()

    async def aclose(self) -> None:
        """`close` for an asynchronous client."""
        await self._response.aclose()


class Transport:
    """Carries calls, one after the other or from several threads."""

    def __init__(
        self, base_url: str, headers: Mapping[str, str], timeout: Timeout, client: HttpClient | None
    ) -> None:
        self._owned = client is None
        self._client = httpx.Client() if client is None else client
        self._prefix = base_url.rstrip("/")
        self._headers = headers
        self._timeout = timeout

    def open(self, request: Request, timeout: Timeout | None) -> OpenAnswer:
        """Send a request and wait for the head of its answer."""
        with _own_errors():
            built = _built(self._client, self._prefix, self._headers, request, timeout or self._timeout)
            return OpenAnswer(self._client.send(built, stream=True))

    def close(self) -> None:
        """Close the connections, unless the caller brought the client."""
        if self._owned:
            self._client.close()


class AsyncTransport:
    """`Transport` for an event loop."""

    def __init__(
        self, base_url: str, headers: Mapping[str, str], timeout: Timeout, client: AsyncHttpClient | None
    ) -> None:
        self._owned = client is None
        self._client = httpx.AsyncClient() if client is None else client
        self._prefix = base_url.rstrip("/")
        self._headers = headers
        self._timeout = timeout

    async def open(self, request: Request, timeout: Timeout | None) -> OpenAnswer:
        """Send a request and wait for the head of its answer."""
        with _own_errors():
            built = _built(self._client, self._prefix, self._headers, request, timeout or self._timeout)
            return OpenAnswer(await self._client.send(built, stream=True))

    async def close(self) -> None:
        """Close the connections, unless the caller brought the client."""
        if self._owned:
            await self._client.aclose()


def _built(
    client: httpx.Client | httpx.AsyncClient,
    prefix: str,
    headers: Mapping[str, str],
    request: Request,
    timeout: Timeout,
) -> httpx.Request:
    sent = {**headers, **request.headers}
    content = None
    if not isinstance(request.json, Unset):
        content = json.dumps(
            request.json, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
        sent = {"content-type": "application/json", **sent}
    return client.build_request(
        request.method,
        prefix + request.path,
        params=dict(request.params) or None,
        headers=sent,
        content=content,
        timeout=httpx.Timeout(
            connect=timeout.connect, read=timeout.read, write=timeout.write, pool=timeout.pool
        ),
    )


def _headers(response: httpx.Response) -> Mapping[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


@contextmanager
def _own_errors() -> Generator[None, None, None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise APITimeoutError(
            _words(error, "no answer in time"), sent=not isinstance(error, _NOT_SENT)
        ) from error
    except (httpx.TransportError, httpx.StreamError) as error:
        raise APIConnectionError(_words(error, "no answer"), sent=not isinstance(error, _NOT_SENT)) from error


def _words(error: Exception, default: str) -> str:
    return f"{default}: {error}" if str(error) else f"{default}: {type(error).__name__}"
