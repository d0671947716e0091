"""Credentials. The profile needs a server that asks for one, and the right one given to the suite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from treadle_conformance.documents import Route
from treadle_conformance.exchange import SECRET_HEADERS
from treadle_conformance.faults import require
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound


def _routes(server: Server, *, secured: bool) -> Iterator[tuple[Route, str]]:
    for document in server.documents:
        for route in document.routes:
            if route.secured is secured:
                known = {"workspace_id": server.facts.workspace, "instance_id": server.facts.instance}
                path = route.path
                for name, value in known.items():
                    path = path.replace(f"{{{name}}}", quote(value or "none"))
                yield route, path.replace("{model_id}", "none")


@check("AUTH-01", features="auth")
async def no_credential_is_401(server: Server) -> None:
    """Without a credential every secured operation is a 401."""
    for route, path in _routes(server, secured=True):
        body: dict[str, Any] | None = {} if route.request_schema() else None
        sound(await server.ask(route.method, path, body, valid=False, anonymous=True), 401)


@check("AUTH-02", features="auth")
async def wrong_credential_is_refused(server: Server) -> None:
    """A wrong credential is a 401 or 403."""
    names = [name for name in server.headers if name.lower() in SECRET_HEADERS]
    require(names, "the profile needs a credential, and none was given (--header)")
    for route, path in _routes(server, secured=True):
        wrong = {name: "Bearer wrong" if name.lower() == "authorization" else "wrong" for name in names}
        body: dict[str, Any] | None = {} if route.request_schema() else None
        answer = await server.ask(route.method, path, body, valid=False, anonymous=True, headers=wrong)
        require(answer.status in {401, 403}, f"a wrong credential was answered {answer.summary}", answer)


@check("AUTH-03", features="auth")
async def open_operations_are_open(server: Server) -> None:
    """Operations without security need no credential."""
    for route, path in _routes(server, secured=False):
        if route.method == "GET":
            answer = await server.get(path, anonymous=True)
            locked = answer.status in {401, 403}
            require(not locked, f"{route.id} needs no credential, and was answered {answer.summary}", answer)
            sound(answer)
