"""Faults of tenants, tokens and signatures: requests taken for another's, and rules that are left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mutants.middleware import App, Message, Receive, Scope, Send, Wrap, mutant
from treadle_conformance.reference.access import Forbidden, Wire

MINE, OTHER, READING = b"token", b"other", b"reading"


def rule(name: str, broken: Callable[..., Any]) -> Wrap:
    """Replace one rule of the server's access; `broken` gets the right rule first."""

    def wrap(app: Any) -> App:
        right = getattr(app.access, name)
        setattr(app.access, name, lambda *arguments: broken(right, *arguments))
        return app

    return wrap


def as_owner(when: Callable[[str, str], bool], told: int | None = None) -> Wrap:
    """Take the other tenant's requests for ours `when(method, path)`; answer `told` instead of a success."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            headers = dict(scope["headers"])
            if headers.get(b"x-auth-token") != OTHER or not when(scope["method"], scope["path"]):
                await app(scope, receive, send)
                return
            body, more = b"", True
            while more:
                message = await receive()
                body, more = body + message.get("body", b""), message.get("more_body", False)

            def again() -> Receive:
                given = [{"type": "http.request", "body": body, "more_body": False}]

                async def hear() -> Message:
                    return given.pop() if given else await receive()

                return hear

            async def silent(message: Message) -> None:
                pass

            owner = {**scope, "headers": list({**headers, b"x-auth-token": MINE}.items())}
            await app(owner, again(), silent if told else send)
            if told:
                await app(scope, again(), send)

        return wrapped

    return wrap


def under(part: str, *methods: str) -> Callable[[str, str], bool]:
    return lambda method, path: method in methods and re.fullmatch(part, path) is not None


def of_the_owner(when: Callable[[Any, Any], bool]) -> Wrap:
    """Have our Fabric answer the other tenant's requests `when(request, ours)`."""

    def wrap(app: Any) -> App:
        mine, other = app.tenants["mine"], app.tenants["other"]
        right = other.handle

        async def handle(request: Any) -> Any:
            return await (mine.handle if when(request, mine) else right)(request)

        other.handle = handle
        return app

    return wrap


WORKSPACE = "/v1/workspaces/[^/]+"
TENANTS = ("access.another_tenant_changes_nothing", "access.anothers_things_are_not_there")


@mutant(0, "ACCESS-01", "access.lists_show_nothing_of_another_tenant")
def workspaces_of_all_are_listed() -> Wrap:
    return as_owner(under("/v1/workspaces", "GET"))


@mutant(0, "ACCESS-01", "access.lists_show_nothing_of_another_tenant")
def workspace_is_found_by_its_id() -> Wrap:
    return of_the_owner(
        lambda request, mine: (
            request.route.id == "list_workspaces" and request.parameters.get("id") in mine.workspaces
        )
    )


@mutant(0, "ACCESS-02", "access.anothers_workspace_is_not_there")
def models_of_another_are_listed() -> Wrap:
    return as_owner(under(f"{WORKSPACE}/models", "GET"))


@mutant(0, "ACCESS-02", "access.anothers_workspace_is_not_there", "access.another_tenant_changes_nothing")
def another_may_create_in_it() -> Wrap:
    return of_the_owner(
        lambda request, mine: (
            request.route.id == "create_model_definition"
            and request.parameters["workspace_id"] in mine.workspaces
        )
    )


@mutant(0, "ACCESS-02", "access.anothers_workspace_is_not_there")
def another_is_told_that_it_exists() -> Wrap:
    def wrap(app: Any) -> App:
        mine, other = app.tenants["mine"], app.tenants["other"]
        right = other.handle

        async def handle(request: Any) -> Any:
            if request.parameters.get("workspace_id") in mine.workspaces:
                raise other.refusal(404, "the workspace is another tenant's")
            return await right(request)

        other.handle = handle
        return app

    return wrap


def shared(kind: str) -> Wrap:
    """Models or endpoints are found whosever they are."""

    def wrap(app: Any) -> App:
        mine, other = app.tenants["mine"], app.tenants["other"]
        name = {"model": "model", "endpoint": "_endpoint"}[kind]
        right = getattr(other, name)

        def found(workspace: str, identifier: str) -> Any:
            rows = [row for table in getattr(mine, f"{kind}s").values() for row in table]
            return next((row for row in rows if row["id"] == identifier), None) or right(
                workspace, identifier
            )

        setattr(other, name, found)
        return app

    return wrap


@mutant(0, "ACCESS-03", *reversed(TENANTS))
def models_are_found_anywhere() -> Wrap:
    return shared("model")


@mutant(0, "ACCESS-03", *reversed(TENANTS))
def endpoints_are_found_anywhere() -> Wrap:
    return shared("endpoint")


@mutant(0, "ACCESS-04", *TENANTS, "access.anothers_workspace_is_not_there")
def another_deletes_and_is_told_404() -> Wrap:
    return as_owner(under(f"{WORKSPACE}/models/[^/]+", "DELETE"), 404)


@mutant(0, "ACCESS-04", "access.another_tenant_changes_nothing", "access.anothers_workspace_is_not_there")
def another_renames_and_is_told_404() -> Wrap:
    return as_owner(under(WORKSPACE, "PUT"), 404)


def _taken(status: int, message: str) -> Wrap:
    """What another tenant's workspace is called cannot be used, and so much is said."""

    def wrap(app: Any) -> App:
        mine, other = app.tenants["mine"], app.tenants["other"]
        right = other.add_workspace

        def add(body: Any) -> Any:
            if any(row["name"] == body["name"] for row in mine.workspaces.values()):
                raise other.refusal(status, message)
            return right(body)

        other.add_workspace = add
        return app

    return wrap


@mutant(0, "ACCESS-05", "access.names_are_free_for_each_tenant")
def names_are_taken_for_all() -> Wrap:
    return _taken(400, "the name exists already")


@mutant(0, "ACCESS-05", "access.names_are_free_for_each_tenant")
def a_taken_name_gives_what_has_it() -> Wrap:
    return _taken(404, "there is one, and it is not yours")


def _token(when: Callable[[Wire, str], bool], instead: str = "mine") -> Wrap:
    def broken(right: Any, wire: Wire, token: str) -> str:
        return instead if when(wire, token) else right(wire, token)

    return rule("by_token", broken)


@mutant(0, "ACCESS-11", "access.expired_token_is_refused")
def expiry_is_not_looked_at() -> Wrap:
    return _token(lambda _, token: token == "expired")


@mutant(0, "ACCESS-11", "access.expired_token_is_refused")
def expired_token_still_reads() -> Wrap:
    return _token(lambda wire, token: token == "expired" and not wire.changes)


@mutant(0, "ACCESS-12", "access.revoked_token_is_refused")
def revocation_is_not_looked_at() -> Wrap:
    return _token(lambda _, token: token == "revoked")


@mutant(0, "ACCESS-12", "access.revoked_token_is_refused")
def revoked_token_still_invokes() -> Wrap:
    return _token(lambda wire, token: token == "revoked" and wire.target.endswith("/invocations"))


@mutant(0, "ACCESS-13", "access.reading_token_reads_alone")
def reading_token_creates() -> Wrap:
    return _token(lambda _, token: token == "reading")


@mutant(0, "ACCESS-13", "access.reading_token_reads_alone")
def reading_token_does_not_read() -> Wrap:
    def broken(right: Any, wire: Wire, token: str) -> str:
        if token == "reading":
            raise Forbidden
        return str(right(wire, token))

    return rule("by_token", broken)


@mutant(0, "ACCESS-14", "access.token_is_taken_as_a_whole")
def token_may_go_on() -> Wrap:
    return _token(lambda _, token: token.startswith("token"))


@mutant(0, "ACCESS-14", "access.token_is_taken_as_a_whole")
def token_is_compared_in_any_case() -> Wrap:
    return _token(lambda _, token: token.lower() == "token")
