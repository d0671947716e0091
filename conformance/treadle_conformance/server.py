"""The server under test: sends requests, keeps every exchange, and judges each answer on arrival.

Equal requests are sent once: a check that asks for what another has already asked for gets that
exchange again, so that forty rules about one stream cost one generation. Whatever depends on
repetition asks with `again=True`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from treadle_conformance.connection import Connection, Reader, read_all
from treadle_conformance.credentials import hidden, hidden_forms, is_credential
from treadle_conformance.curl_line import variable
from treadle_conformance.documents import Document, Route
from treadle_conformance.exchange import Exchange, Fault, Sent
from treadle_conformance.faults import Blocked, HarnessFault, Violation
from treadle_conformance.given import Given
from treadle_conformance.rules import Check, Level

FORMLESS = (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError)


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
        ca_file: Path | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.headers = dict(headers)
        self.ca_file = ca_file
        self.given = given or Given()
        self.secrets = self.given.secrets.union(*(hidden_forms(*header) for header in headers.items()))
        self.variables = self.given.variables | {v: variable(k) for k, v in headers.items()}
        self.documents = tuple(documents)
        self.wire = sorted(wire, key=lambda check: check.layer or 0)
        self.fast = fast
        self.features = features
        self.facts = Facts()
        self.exchanges: list[Exchange] = []
        self.used: dict[str, list[Exchange]] = {}  # by the check that looked at it, asked anew or not
        self.last: Exchange | None = None  # that was looked at
        self.current: str = "smoke"
        self._cache: dict[tuple[Any, ...], Exchange] = {}
        self.connection = Connection(self.url, timeout, transport, ca_file)

    async def __aenter__(self) -> Server:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()

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
            await self.connection.talk(exchange, read_all, begun)
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
        talk = asyncio.ensure_future(self.connection.talk(exchange, read_all))
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
        await self.connection.talk(exchange, read)
        self._keep(exchange)
        self._use(exchange)
        return exchange

    def _use(self, exchange: Exchange) -> None:
        self.last = exchange
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
        own = {k: v for k, v in self.headers.items() if not anonymous or not is_credential(k)}
        own = {k: v for k, v in own.items() if self._is_for(path, k, v)}
        if body is not None:
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        if content is not None:
            own["Content-Type"] = "application/json"
        for name, value in (headers or {}).items():
            own.pop(name, None)
            if value is not None:
                own[name] = value
        return Sent(
            method=method,
            url=self.url,
            path=path,
            headers=own,
            body=content,
            secrets=self.secrets,
            variables=self.variables,
        )

    def hidden(self, text: str) -> str:
        """A text as it may be shown."""
        return hidden(text, self.secrets)

    @property
    def credentials(self) -> dict[str, str]:
        """The given headers that say who asks."""
        return {name: value for name, value in self.headers.items() if is_credential(name)}

    def belongs(self, document: Document, name: str, value: str) -> bool:
        """Whether a header goes to a document's paths: another contract's credential is a wrong one there."""
        others = any(other.claims(name, value) for other in self.documents if other is not document)
        return document.claims(name, value) or not others

    def _is_for(self, path: str, name: str, value: str) -> bool:
        owners = [document for document in self.documents if document.template(path.split("?")[0])]
        return not self.documents or self.belongs((owners or self.documents)[0], name, value)

    def _own_request(self, method: str, path: str, body: Any) -> None:
        route = self.route(method, path)
        pointer = route.request_schema() if route else None
        if route and pointer and (complaint := route.document.complaint(pointer, body)):
            raise HarnessFault(f"the suite's own request to {method} {path} is not valid: {complaint}")

    def _keep(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        route = self.route(exchange.sent.method, exchange.sent.path)
        reached: int | None = None
        for check in self.wire:
            if reached is not None and check.layer is not None and check.layer > reached:
                break
            try:
                message = _apply(check, exchange, route)
            except FORMLESS as error:
                message = formless(error)
            if message:
                must = check.level is Level.MUST
                exchange.faults.append(Fault(check.id, message, must))
                reached = check.layer if must else reached


def formless(error: Exception) -> str:
    """What is wrong with an answer that a rule could not even read."""
    return f"the answer has not the form that this check reads: {type(error).__name__}: {error}"


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
