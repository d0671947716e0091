"""Credentials. The profile needs a server that asks for one, and the right one given to the suite."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from treadle_conformance.credentials import bare
from treadle_conformance.documents import Route
from treadle_conformance.faults import require
from treadle_conformance.requests import NOBODY, PROMPT, invocation
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

PARAMETER = re.compile(r"\{(\w+)\}")


def _routes(server: Server, *, secured: bool) -> Iterator[tuple[Route, str]]:
    """Operations with paths to ask: changes are asked of nobody's things, lest a wrong server makes them."""
    known = {"workspace_id": server.facts.workspace, "instance_id": server.facts.instance}
    for document in server.documents:
        for route in document.routes:
            if route.secured is secured:
                harmless = route.method == "GET" or route.path.endswith("/invocations")
                path = route.path
                for name in PARAMETER.findall(path):
                    path = path.replace(f"{{{name}}}", quote((harmless and known.get(name)) or NOBODY))
                yield route, path


def secured(server: Server) -> Iterator[tuple[Route, str]]:
    """Every operation that asks for a credential, with a path to ask."""
    return _routes(server, secured=True)


def _one_of_each(server: Server) -> list[tuple[Route, str]]:
    """The first secured operation of each document."""
    return list(
        {route.document.name: (route, path) for route, path in _routes(server, secured=True)}.values()
    )


@check("AUTH-01", features="auth")
async def no_credential_is_401(server: Server) -> None:
    """Without a credential every secured operation is a 401."""
    for route, path in _routes(server, secured=True):
        body: dict[str, Any] | None = {} if route.request_schema() else None
        sound(await server.ask(route.method, path, body, valid=False, anonymous=True), 401)


@check("AUTH-02", features="auth")
async def wrong_credential_is_refused(server: Server) -> None:
    """A wrong credential is a 401 or 403."""
    names = list(server.credentials)
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


@check("AUTH-04", features="auth")
async def another_scheme_is_refused(server: Server) -> None:
    """A credential of another scheme is a 401 or 403."""
    found = _one_of_each(server)
    for (route, path), value in itertools.product(found, ("Basic a2V5OmtleQ==", "Digest username=loom")):
        body: dict[str, Any] | None = {} if route.request_schema() else None
        answer = await server.ask(
            route.method, path, body, valid=False, anonymous=True, headers={"Authorization": value}
        )
        require(answer.status in {401, 403}, f"Authorization: {value} was answered {answer.summary}", answer)
        sound(answer, answer.status)


@check("AUTH-05", features="auth")
async def credentials_come_before_the_body(server: Server) -> None:
    """Without a credential nothing is said about the body."""
    for route, path in _routes(server, secured=True):
        if route.request_schema():
            for text in (b"{", b'{"inputs":3}'):
                answer = await server.ask(route.method, path, content=text, valid=False, anonymous=True)
                sound(answer, 401)


@check("AUTH-06", features="auth")
async def query_is_no_place_for_credentials(server: Server) -> None:
    """A credential in the query is none."""
    secrets = list(server.credentials.values())
    require(secrets, "the profile needs a credential, and none was given (--header)")
    for (route, path), secret in itertools.product(_one_of_each(server), secrets):
        value = quote(bare(secret))
        for name in ("token", "api_key", "access_token"):
            body: dict[str, Any] | None = {} if route.request_schema() else None
            answer = await server.ask(
                route.method, f"{path}?{name}={value}", body, valid=False, anonymous=True
            )
            sound(answer, 401)


@check("AUTH-07", features="auth")
async def whatever_generates_is_locked(server: Server) -> None:
    """Without a credential nothing is generated, whatever the document says of it."""
    native = {"inputs": PROMPT, "parameters": {"max_new_tokens": 1}}
    asked: list[tuple[str, Any]] = []
    for document in server.documents:
        if document.name == "tgi":
            asked += [("/generate", native), ("/generate_stream", native), ("/", native)]
            asked += [("/v1/chat/completions", invocation(1)), ("/v1/completions", {"prompt": PROMPT})]
        else:
            place = f"/v1/workspaces/{server.facts.workspace}/services/instances/{server.facts.instance}"
            asked.append((f"{place}/invocations", invocation(1)))
    for path, body in asked:
        sound(await server.post(path, body, valid=False, anonymous=True), 401)
