"""The server under test: sends requests, keeps every exchange, and judges each answer on arrival.

Equal requests are sent once: a check that asks for what another has already asked for gets that
exchange again, so that forty rules about one stream cost one generation. Whatever depends on
repetition asks with `again=True`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx

from treadle_conformance.documents import Document, Route
from treadle_conformance.exchange import SECRET_HEADERS, Exchange, Fault, Sent
from treadle_conformance.faults import Blocked, HarnessFault, Violation
from treadle_conformance.given import Given
from treadle_conformance.rules import Check, Level

SHORTEST_SECRET = 8  # characters; less is a word that stands everywhere
Reader: TypeAlias = Callable[[AsyncIterator[bytes]], Awaitable[None]]


@dataclass(slots=True)
class Facts:
    """What the suite learned about the server before the first check."""

    model: str = "tgi"
    info: dict[str, Any] = field(default_factory=dict)
    workspace: str | None = None
    instance: str | None = None
    family: str | None = None  # beginning of the names of three models that the suite made


class Server:
    """A live server, as the checks see it."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        documents: Sequence[Document],
        wire: Sequence[Check] = (),
        timeout: float = 60.0,
        features: frozenset[str] = frozenset(),
        fast: bool = True,
        given: Given | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.headers = dict(headers)
        self.given = given or Given()
        self.secrets = self.given.secrets | {
            form
            for name, value in headers.items()
            if name.lower() in SECRET_HEADERS
            for form in (value, value.removeprefix("Bearer "), quote(value.removeprefix("Bearer ")))
            if len(form) >= SHORTEST_SECRET
        }
        self.documents = tuple(documents)
        self.wire = sorted(wire, key=lambda check: check.layer or 0)
        self.fast = fast
        self.features = features
        self.facts = Facts()
        self.exchanges: list[Exchange] = []
        self.used: dict[str, list[Exchange]] = {}  # by the check that looked at it, asked anew or not
        self.current: str = "smoke"
        self._cache: dict[tuple[Any, ...], Exchange] = {}
        self._client = httpx.AsyncClient(
            timeout=timeout,
            transport=transport,
            # shorter than servers keep an idle connection: one that is being closed would look like a fault
            limits=httpx.Limits(max_connections=None, keepalive_expiry=1.0),
            follow_redirects=False,
            trust_env=False,
            verify=self.url.startswith("https:"),
            headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "treadle-conformance"},
        )

    async def __aenter__(self) -> Server:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def route(self, method: str, path: str) -> Route | None:
        """The documented operation that a request is for."""
        found = (document.route(method, path) for document in self.documents)
        return next((route for route in found if route), None)

    def forget(self) -> None:
        """Act as if nothing had been asked so far."""
        self.exchanges.clear()
        self.used.clear()
        self._cache.clear()

    def speaks(self, feature: str) -> bool:
        """Whether the profile declares a feature."""
        return feature in self.features

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        valid: bool = True,
        anonymous: bool = False,
        again: bool = False,
        chunked: bool = False,
        begun: asyncio.Event | None = None,
    ) -> Exchange:
        """Send a request and read its whole answer.

        `valid` says that the contract allows the request; the suite blames itself when it does not.
        A header given as None is left out. `anonymous` leaves the credentials out; `chunked` sends the
        body in the chunked coding; `begun` is set when the answer's first bytes are there.
        """
        sent = self._prepare(method, path, body, content, headers, anonymous)
        if valid and body is not None:
            self._own_request(method, path, body)
        key = (method, path, sent.body, tuple(sorted(sent.headers.items())))
        if again or chunked or key not in self._cache:
            exchange = Exchange(sent=sent)
            exchange.chunked = chunked
            await self._talk(exchange, _read_all, begun)
            self._keep(exchange)
            self._cache[key] = exchange
        self._use(self._cache[key])
        return self._cache[key]

    async def get(self, path: str, **options: Any) -> Exchange:
        """GET `path`."""
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: Any, **options: Any) -> Exchange:
        """POST a JSON body to `path`."""
        return await self.ask("POST", path, body, **options)

    async def abandon(
        self, path: str, body: Any, when: Callable[[], Awaitable[bool]], seconds: float
    ) -> bool:
        """POST, and close the connection as soon as `when()`, before any answer; whether it came to that."""
        self._own_request("POST", path, body)
        exchange = Exchange(sent=self._prepare("POST", path, body, None, None, False), abandoned=True)
        talk = asyncio.ensure_future(self._talk(exchange, _read_all))
        try:
            await until(when, seconds)
            return not talk.done()
        finally:
            talk.cancel()
            await asyncio.wait({talk})

    async def leave(self, path: str, body: Any, read: Reader) -> Exchange:
        """POST, let `read` take what it wants of the answer, then close the connection."""
        self._own_request("POST", path, body)
        exchange = Exchange(sent=self._prepare("POST", path, body, None, None, False), abandoned=True)
        await self._talk(exchange, read)
        self._keep(exchange)
        self._use(exchange)
        return exchange

    def _use(self, exchange: Exchange) -> None:
        found = self.used.setdefault(self.current, [])
        if not any(other is exchange for other in found):
            found.append(exchange)

    def _prepare(
        self,
        method: str,
        path: str,
        body: Any,
        content: bytes | None,
        headers: Mapping[str, str | None] | None,
        anonymous: bool,
    ) -> Sent:
        own = {k: v for k, v in self.headers.items() if not anonymous or k.lower() not in SECRET_HEADERS}
        own = {k: v for k, v in own.items() if self._is_for(path, k, v)}
        if body is not None:
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        if content is not None:
            own["Content-Type"] = "application/json"
        for name, value in (headers or {}).items():
            own.pop(name, None)
            if value is not None:
                own[name] = value
        return Sent(method=method, url=self.url, path=path, headers=own, body=content, secrets=self.secrets)

    def _is_for(self, path: str, name: str, value: str) -> bool:
        """Whether a header may go to this path: one contract's credential is a wrong one of the other."""
        if name.lower() not in SECRET_HEADERS or not self.documents:
            return True
        owners = [document for document in self.documents if document.template(path.split("?")[0])]
        owner = owners[0] if owners else self.documents[0]
        return owner.takes(name, value)

    def _own_request(self, method: str, path: str, body: Any) -> None:
        route = self.route(method, path)
        pointer = route.request_schema() if route else None
        if route and pointer and (complaint := route.document.complaint(pointer, body)):
            raise HarnessFault(f"the suite's own request to {method} {path} is not valid: {complaint}")

    async def _talk(self, exchange: Exchange, read: Reader, begun: asyncio.Event | None = None) -> None:
        sent = exchange.sent
        started = time.perf_counter()

        async def pieces(response: httpx.Response) -> AsyncIterator[bytes]:
            async for chunk in response.aiter_raw():
                exchange.chunks.append((time.perf_counter() - started, chunk))
                if begun:
                    begun.set()
                yield chunk

        try:
            async with self._client.stream(
                sent.method,
                sent.url + sent.path,
                headers=sent.headers,
                content=_halves(sent.body) if exchange.chunked else sent.body,
            ) as response:
                exchange.head_at = time.perf_counter() - started
                exchange.status = response.status_code
                exchange.headers = [(name.lower(), value) for name, value in response.headers.multi_items()]
                await read(pieces(response))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            exchange.broken = f"{type(error).__name__}: {error}"
        exchange.ended_at = time.perf_counter() - started

    def _keep(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        route = self.route(exchange.sent.method, exchange.sent.path)
        reached: int | None = None
        for check in self.wire:
            if reached is not None and check.layer is not None and check.layer > reached:
                break
            message = _apply(check, exchange, route)
            if message:
                must = check.level is Level.MUST
                exchange.faults.append(Fault(check.id, message, must))
                reached = check.layer if must else reached


async def _halves(body: bytes | None) -> AsyncIterator[bytes]:
    """A body in two pieces, whose length httpx cannot tell beforehand."""
    half = len(body or b"") // 2
    for piece in ((body or b"")[:half], (body or b"")[half:]):
        yield piece


async def _read_all(pieces: AsyncIterator[bytes]) -> None:
    async for _ in pieces:
        pass


def _apply(check: Check, exchange: Exchange, route: Route | None) -> str | None:
    if check.wire is None:
        raise TypeError(f"{check.id} is not a wire check")
    return check.wire(exchange, route)


def sound(exchange: Exchange, status: int = 200) -> Exchange:
    """The exchange itself if its answer kept every wire rule and has `status`.

    Raises Blocked when a wire rule has already found something, Violation when the status differs.
    """
    if fault := next((fault for fault in exchange.faults if fault.must), None):
        raise Blocked(fault.check, fault.message, exchange)
    if exchange.status != status:
        raise Violation(f"expected status {status}, got {exchange.summary}", exchange)
    return exchange


async def until(condition: Any, seconds: float, pause: float = 0.02) -> bool:
    """Await `condition()` again and again until it is true or the time is over."""
    end = time.perf_counter() + seconds
    while True:
        if await condition():
            return True
        if time.perf_counter() >= end:
            return False
        await asyncio.sleep(pause)
