"""Which endpoint a request reaches: one route per path, whoever shares the application.

Two contracts may share a path with different methods; then its route has the methods of both, and
the first of them answers for the others. Nothing is redirected. A path that nobody has is answered
by its owner: the contract that knows the longest part of it.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.routing import Match, Route

from treadle.contract.check import Checker, enabled
from treadle.contract.contract import Contract, IncompleteContract, bind
from treadle.contract.dispatch import VALUES, Endpoint, Served, allow_browser, call_of
from treadle.contract.paths import Template, segments_of
from treadle.contract.problem import Kind, Problem
from treadle.contract.receive import Receive
from treadle.contract.respond import Exchange, Host, Send
from treadle.contract.validate import Schemas

Owner = Callable[[str], Contract]


def mount(app: FastAPI, contracts: Sequence[Contract], *, owner: Owner | None = None) -> None:
    """Serve `contracts` on `app` (made with openapi_url, docs_url and redoc_url None).

    `owner` says whose form the 404 of an unknown path has; without it, the contract that knows the
    longest part of the path, the first of equals. `app.openapi()` gives the first contract's
    document. Compiles every schema that requests need. Raises IncompleteContract.
    """
    hosts = [_host(contract) for contract in contracts]
    tables: dict[tuple[str | None, ...], tuple[Template, dict[str, Served]]] = {}
    for host in hosts:
        for bound in bind(host.contract):
            operation = bound.operation
            template = Template(operation.path)
            _, table = tables.setdefault(template.shape, (template, {}))
            if operation.method in table:
                raise IncompleteContract(f"{operation.id}: {operation.method} {operation.path} is taken")
            table[operation.method] = Served(host, bound)
    ordered = sorted(tables.values(), key=lambda entry: entry[0].order)
    for template, table in ordered:
        first = next(iter(table.values()))
        app.router.routes.append(PathRoute(template, Endpoint(first.host, table)))
    app.router.redirect_slashes = False
    app.router.default = Unknown(hosts, [(template, table) for template, table in ordered], owner)
    document = hosts[0].schemas.document
    app.openapi = lambda: document  # type: ignore[method-assign]


def _host(contract: Contract) -> Host:
    schemas = Schemas(contract.name, contract.document)
    return Host(contract, schemas, Checker(schemas) if enabled() else None)


class PathRoute(Route):
    """A Starlette route that matches segments as sent, for every method."""

    def __init__(self, template: Template, endpoint: Endpoint) -> None:
        super().__init__(template.path, endpoint, name=template.path)
        self.template = template

    def matches(self, scope: MutableMapping[str, Any]) -> tuple[Match, MutableMapping[str, Any]]:
        """Whether this is the path asked for; leaves the parameters' segments in the scope."""
        if scope["type"] != "http":
            return Match.NONE, {}
        values = self.template.match(segments_of(scope))
        if values is None:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self.endpoint, VALUES: values}


class Unknown:
    """Answers for paths that no contract has."""

    def __init__(
        self,
        hosts: Sequence[Host],
        tables: Sequence[tuple[Template, dict[str, Served]]],
        owner: Owner | None,
    ) -> None:
        self._by_contract = {id(host.contract): host for host in hosts}
        self._hosts = hosts
        self._known = [(template, served.host) for template, table in tables for served in table.values()]
        self._owner = owner

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer NOT_FOUND in the owner's form; refuse a WebSocket."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
            return
        host = self._host(scope)
        exchange = Exchange(host, call_of(host, scope), send)
        if scope["method"] == "OPTIONS":
            # A browser has to be let through to see the 404.
            await allow_browser(exchange, [])
            return
        await exchange.fail(Problem(Kind.NOT_FOUND, f"There is nothing at {scope['path'][:200]}"))

    def _host(self, scope: MutableMapping[str, Any]) -> Host:
        if self._owner is not None:
            return self._by_contract[id(self._owner(scope["path"]))]
        segments = segments_of(scope)
        best, longest = self._hosts[0], 0
        for host in self._hosts:
            for template, known_host in self._known:
                if known_host is host and (shared := template.shared(segments)) > longest:
                    best, longest = host, shared
        return best
