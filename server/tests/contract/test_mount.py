"""Paths, methods, CORS, unknown paths, and contracts that cannot be served."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Match

from tests.contract.miniature import DOCUMENT, OPERATIONS, Client, Form, Miniature, application, contract
from treadle.contract.contract import Cors, IncompleteContract, OpenGuard
from treadle.contract.mount import mount
from treadle.contract.paths import Template, segments_of

VARY = "origin, access-control-request-method, access-control-request-headers"


async def test_every_answer_has_the_contract_s_headers(client: Client) -> None:
    for method, path in (("GET", "/health"), ("GET", "/nowhere"), ("PUT", "/health"), ("OPTIONS", "/health")):
        reply = await client.call(method, path)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["vary"] == VARY
        assert reply.headers["x-served-by"] == "miniature"
        assert reply.headers["x-request-id"]


async def test_an_empty_answer_and_a_text(client: Client, service: Miniature) -> None:
    reply = await client.call("GET", "/health")
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "0")
    assert "content-type" not in reply.headers
    reply = await client.call("GET", "/things/latest")
    assert (reply.body, reply.headers["content-type"]) == (b"the latest", "text/plain; charset=utf-8")
    reply = await client.call("DELETE", "/things/1")
    assert (reply.status, reply.body) == (204, b"")
    assert "content-length" not in reply.headers

    async def prometheus(call: Any) -> bytes:
        call.reply["Content-Type"] = "text/plain; version=0.0.4"
        return b"# metrics"

    service.on["latest"] = prometheus
    reply = await client.call("GET", "/things/latest")
    assert (reply.body, reply.headers["content-type"]) == (b"# metrics", "text/plain; version=0.0.4")


async def test_a_text_of_another_kind(service: Miniature) -> None:
    latest = next(operation for operation in OPERATIONS if operation.id == "latest")
    answers = {200: replace(latest.answers[200], text="image/svg+xml")}
    client = Client(application(contract(service, operations=[replace(latest, answers=answers)])))
    assert (await client.call("GET", "/things/latest")).headers["content-type"] == "image/svg+xml"


async def test_head_is_get_without_its_body(client: Client) -> None:
    get, head = await client.call("GET", "/things/latest"), await client.call("HEAD", "/things/latest")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"] == "10"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/echo", "OPTIONS, POST"),
        ("HEAD", "/echo", "OPTIONS, POST"),
        ("POST", "/things/3", "DELETE, GET, HEAD, OPTIONS"),
        ("TRACE", "/health", "GET, HEAD, OPTIONS"),
        ("DELETE", "/things/latest", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_method_that_the_path_has_not(client: Client, method: str, path: str, allow: str) -> None:
    reply = await client.call(method, path)
    assert (reply.status, reply.headers["allow"]) == (405, allow)
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    if method != "HEAD":
        assert reply.body.decode() == f"{method} is not a method of this path, which has {allow}"


async def test_options(client: Client) -> None:
    reply = await client.call("OPTIONS", "/echo", headers={"origin": "http://a"})
    assert (reply.status, reply.body, reply.headers["allow"]) == (200, b"", "OPTIONS, POST")
    assert reply.headers["access-control-allow-methods"] == "GET,POST"
    assert reply.headers["access-control-allow-headers"] == "content-type,authorization"
    assert (await client.call("OPTIONS", "/nowhere")).status == 200


async def test_chosen_origins(service: Miniature) -> None:
    cors = Cors(origins=("http://a",), methods=None, expose=("x-request-id",))
    client = Client(application(contract(service, cors=cors)))
    reply = await client.call("OPTIONS", "/things/1", headers={"origin": "http://a"})
    assert reply.headers["access-control-allow-origin"] == "http://a"
    assert reply.headers["access-control-allow-methods"] == "DELETE,GET,HEAD,OPTIONS"
    assert reply.headers["access-control-expose-headers"] == "x-request-id"
    reply = await client.call("GET", "/health", headers={"origin": "http://b"})
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/echo/",
        "//echo",
        "/health%0A",
        "/health%00",
        "/%ff",
        "/things",
        "/things/",
        "/things/1/2",
        "/things//",
        "/docs",
        "/openapi.json",
        "*",
        "",
    ],
)
async def test_unknown_paths_are_never_redirected(client: Client, path: str) -> None:
    reply = await client.call("GET", path)
    assert (reply.status, reply.body) == (404, b"")


async def test_the_path_is_read_as_sent(client: Client) -> None:
    assert (await client.call("GET", "/health", raw_path=b"/h%65alth")).status == 200
    assert (await client.call("GET", "/things/latest", raw_path=b"/things%2Flatest")).status == 404
    assert (await client.call("GET", "/root/health", root_path="/root")).status == 200
    assert (await client.call("GET", "/a b", raw_path=b"")).status == 404
    assert (await client.call("GET", "/health", raw_path=b"")).status == 200


def test_segments_are_computed_once() -> None:
    scope: dict[str, Any] = {"path": "/ä b", "headers": []}
    assert segments_of(scope) == ["ä b"]
    assert segments_of(scope) is segments_of(scope)


def test_templates() -> None:
    template = Template("/v1/{a}/x/{b}")
    assert template.names == ["a", "b"]
    assert template.match(["v1", "1", "x", "2"]) == ["1", "2"]
    assert template.match(["v1", "1", "y", "2"]) is None
    assert template.match(["v1", "", "x", "2"]) is None
    assert template.match(["v1", "1", "x"]) is None
    assert template.shared(["v1", "1", "y", "2"]) == 2
    with pytest.raises(ValueError, match="fill its segment"):
        Template("/a/{b}.json")


class OtherForm(Form):
    """A form that can be told from the miniature's."""

    def answer(self, problem: Any, operation: Any, call: Any) -> Any:
        return replace(super().answer(problem, operation, call), status=418)


def _other(service: Miniature, **changes: Any) -> Any:
    health = next(operation for operation in OPERATIONS if operation.id == "health")
    drop = next(operation for operation in OPERATIONS if operation.id == "drop_thing")
    operations = [replace(health, path="/other/health"), replace(drop, path="/things/latest", parameters=())]
    settings = {"name": "other", "operations": operations, "errors": OtherForm(), "guard": OpenGuard()}
    return contract(service, **(settings | changes))


async def test_two_contracts_share_an_application(service: Miniature) -> None:
    app = application(contract(service), _other(service))
    client = Client(app)
    assert (await client.call("GET", "/other/health")).status == 200
    assert (await client.call("GET", "/health")).status == 200
    # One path, a method of each.
    assert [route.path for route in app.routes].count("/things/latest") == 1  # type: ignore[attr-defined]
    reply = await client.call("PUT", "/things/latest")
    assert (reply.status, reply.headers["allow"]) == (405, "DELETE, GET, HEAD, OPTIONS")

    # The owner of an unknown path answers for it.
    assert (await client.call("GET", "/other/nothing")).status == 418
    assert (await client.call("GET", "/nothing")).status == 404
    assert (await client.call("GET", "/things/1/x")).status == 404


async def test_an_owner_may_be_chosen(service: Miniature) -> None:
    mine, other = contract(service), _other(service)
    client = Client(application(mine, other, owner=lambda path: other if path.startswith("/x") else mine))
    assert (await client.call("GET", "/x")).status == 418
    assert (await client.call("GET", "/other/x")).status == 404


async def test_the_document_is_the_hand_written_one(client: Client) -> None:
    assert client.app.openapi() == DOCUMENT


async def test_a_websocket_is_refused(client: Client) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await client.app({"type": "websocket", "path": "/health", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1000}]
    route = client.app.routes[0]
    assert route.matches({"type": "websocket", "path": "/health"}) == (Match.NONE, {})


async def test_a_header_cannot_split_the_answer(client: Client, service: Miniature) -> None:
    async def splitting(call: Any) -> None:
        call.reply["x-evil"] = "a\r\nset-cookie: b\x00→"

    service.on["health"] = splitting
    assert (await client.call("GET", "/health")).headers["x-evil"] == "a  set-cookie: b ?"


class Partial:
    """A service with a hole, and with a handler of the wrong kind."""

    async def echo(self, **_: Any) -> None: ...

    def say(self, **_: Any) -> None: ...


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"services": {}}, r"miniature: operation echo \(POST /echo\) needs the service Miniature"),
        ({"operations": OPERATIONS[2:]}, "operation tokens .* needs Partial.tokens, which does not exist"),
        ({"operations": OPERATIONS[1:]}, "operation say .*: Partial.say is not an `async def`"),
        ({"operations": [replace(OPERATIONS[0], answers={})]}, "operation echo .* declares no 2xx answer"),
        ({"operations": [OPERATIONS[0]] * 2}, "echo: POST /echo is taken"),
    ],
)
def test_an_incomplete_contract_is_not_served(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(IncompleteContract, match=message):
        mount(FastAPI(openapi_url=None), [contract(Partial(), **changes)])
