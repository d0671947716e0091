"""The order of refusals, what a handler gets, and what becomes of its faults."""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any

import pytest

from tests.contract.miniature import Client, Echo, Miniature, Reply, Said, application, contract
from treadle.contract.call import Call
from treadle.contract.contract import OpenGuard
from treadle.contract.problem import Kind, Problem

KEY = {"authorization": "Bearer key"}


async def test_a_call_reaches_its_handler(client: Client, service: Miniature) -> None:
    reply = await client.call("POST", "/echo", body={"text": "ab", "times": 2}, headers=KEY)
    assert reply.status == 200
    assert reply.body == b'{"text":"abab","score":0.5}'
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["content-length"] == str(len(reply.body))
    call = service.calls[0]
    assert (call.method, call.path, call.query, call.principal) == ("POST", "/echo", "", "holder")
    assert call.raw_body == b'{"text":"ab","times":2}'
    assert call.headers["authorization"] == "Bearer key"


async def test_an_integral_float_is_an_integer(client: Client) -> None:
    reply = await client.call("POST", "/echo", body=b'{"text":"a","times":2.0}', headers=KEY)
    assert reply.json()["text"] == "aa"


async def test_what_the_document_passes_and_the_type_refuses_is_still_a_refusal(client: Client) -> None:
    reply = await client.call("POST", "/echo", body=b'{"text":"a","times":1e300}', headers=KEY)
    assert reply.status == 422
    assert reply.json()["error"] == "`/times` cannot be used: Expected `int`, got `float`"


async def test_the_body_arrives_in_pieces(client: Client) -> None:
    reply = await client.call(
        "POST",
        "/echo",
        chunks=[b'{"te', b"", b'xt":"', b'x"}'],
        headers=KEY | {"content-type": "application/json", "transfer-encoding": "chunked"},
    )
    assert reply.json()["text"] == "x"


async def test_request_ids(client: Client, service: Miniature) -> None:
    reply = await client.call("GET", "/health", headers={"x-request-id": "abc-1"})
    assert reply.headers["x-request-id"] == "abc-1" == service.calls[0].request_id
    for insane in ("", "a b", "x" * 129, "é"):
        reply = await client.call("GET", "/health", headers={"x-request-id": insane})
        assert uuid.UUID(reply.headers["x-request-id"]).version == 4


async def test_repeated_headers_are_joined(service: Miniature) -> None:
    client = Client(application(contract(service)))
    await client.call("GET", "/health", headers={"X-A": "1", "x-a": "2"})
    assert service.calls[0].headers["x-a"] == "1, 2"


async def test_the_guard_comes_before_the_body(client: Client) -> None:
    reply = await client.call("POST", "/echo", body=b"not json", headers={"content-length": "999999999"})
    assert reply.status == 401


async def test_a_guard_may_see_the_body_first(client: Client, service: Miniature) -> None:
    signed = {"authorization": "Signature"}
    assert (await client.call("POST", "/echo", body={"text": "signed"}, headers=signed)).status == 200
    assert service.calls[0].principal == "signer"
    assert (await client.call("POST", "/echo", body={"text": "other"}, headers=signed)).status == 401
    too_long = signed | {"content-length": "100001"}
    assert (await client.call("POST", "/echo", body={"text": "signed"}, headers=too_long)).status == 413


async def test_a_contract_may_let_everybody_in(service: Miniature) -> None:
    client = Client(application(contract(service, guard=OpenGuard())))
    assert (await client.call("POST", "/echo", body={"text": "a"})).status == 200


async def test_a_broken_guard_is_our_fault(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    reply = await client.call("POST", "/echo", body={"text": ""}, headers={"authorization": "broken"})
    assert (reply.status, reply.json()["error"]) == (500, "Internal server error")
    assert "the guard has a fault" in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": ""}, 415),
        ({"content-type": "application/json; charset=latin-1"}, 415),
        ({"content-encoding": "gzip"}, 415),
        ({"content-length": "100001"}, 413),
        ({"content-length": "9" * 400}, 413),
    ],
)
async def test_heads_that_are_refused(client: Client, headers: dict[str, str], status: int) -> None:
    assert (await client.call("POST", "/say", body=b"{", headers=headers)).status == status


async def test_a_body_that_grows_beyond_the_limit_is_refused_while_read(client: Client) -> None:
    chunks = [b" " * 60_000, b" " * 60_000, b"never asked for"]
    reply = await client.call("POST", "/say", chunks=chunks, headers={"content-type": "application/json"})
    assert reply.status == 413
    assert "at most 100000 bytes" in reply.json()["error"]


async def test_a_refusal_before_the_go_ahead_closes_the_connection(client: Client) -> None:
    headers = {"content-length": "100001", "expect": "100-continue"}
    reply = await client.call("POST", "/say", body=b"", headers=headers)
    assert reply.headers["connection"] == "close"


async def test_an_optional_body(client: Client) -> None:
    assert (await client.call("POST", "/optional")).json()["text"] == "nothing"
    assert (await client.call("POST", "/optional", body={"text": "some"})).json()["text"] == "some"
    assert (await client.call("POST", "/optional", body=b"[]")).status == 422


async def test_a_required_body_that_is_missing(client: Client) -> None:
    reply = await client.call("POST", "/say", headers={"content-type": "application/json"})
    assert (reply.status, reply.json()["kind"]) == (400, "malformed")


async def test_the_client_leaves_within_its_body(client: Client, service: Miniature) -> None:
    client.leave.set()
    reply = await client.call("POST", "/say", chunks=[], headers={"content-type": "application/json"})
    assert reply == Reply()
    assert service.calls == []


async def test_a_problem_has_the_form_and_the_headers_it_brings(client: Client, service: Miniature) -> None:
    async def overloaded(**_: Any) -> Any:
        raise Problem(Kind.OVERLOADED, "too many", headers=(("Retry-After", "1"),))

    service.on["say"] = overloaded
    reply = await client.call("POST", "/say", body={"text": ""})
    assert (reply.status, reply.json()) == (429, {"error": "too many", "kind": "overloaded"})
    assert reply.headers["retry-after"] == "1"


async def test_a_fault_tells_the_log_and_not_the_client(
    client: Client, service: Miniature, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(**_: Any) -> Any:
        raise RuntimeError("secret detail")

    service.on["say"] = broken
    reply = await client.call("POST", "/say", body={"text": "prompt"}, headers={"x-request-id": "id-7"})
    assert (reply.status, reply.json()["error"]) == (500, "Internal server error")
    assert "secret detail" in caplog.text
    assert "id-7" in caplog.text
    assert "prompt" not in caplog.text


async def test_an_answer_that_is_no_json_is_our_fault(client: Client, service: Miniature) -> None:
    async def unencodable(**_: Any) -> Any:
        return object()

    service.on["say"] = unencodable
    assert (await client.call("POST", "/say", body={"text": ""})).status == 500


async def test_something_awaited_that_is_cancelled_is_our_fault(client: Client, service: Miniature) -> None:
    async def stray(**_: Any) -> Any:
        raise asyncio.CancelledError

    service.on["say"] = stray
    assert (await client.call("POST", "/say", body={"text": ""})).status == 500


async def _until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_leaving_cancels_the_handler(client: Client, service: Miniature) -> None:
    before = asyncio.all_tasks()
    ended = asyncio.Event()

    async def endless(**_: Any) -> Any:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    service.on["say"] = endless
    calling = asyncio.create_task(client.call("POST", "/say", body={"text": ""}))
    await _until(lambda: service.calls)
    client.leave.set()
    assert await calling == Reply()
    assert ended.is_set()
    assert calling.cancelling() == 0
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before


async def test_a_handler_that_ignores_its_cancellation_is_not_answered(
    client: Client, service: Miniature
) -> None:
    async def stubborn(**_: Any) -> Any:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return Echo(text="late")

    service.on["say"] = stubborn
    calling = asyncio.create_task(client.call("POST", "/say", body={"text": ""}))
    await _until(lambda: service.calls)
    client.leave.set()
    await calling
    assert calling.cancelling() == 0


async def test_a_body_that_nobody_takes_is_no_leaving(client: Client, service: Miniature) -> None:
    async def slow(**_: Any) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    service.on["health"] = slow
    reply = await client.call("GET", "/health", chunks=[b"a", b"b"], headers={"content-length": "2"})
    assert reply.status == 200


async def test_a_cancellation_from_elsewhere_passes_through(client: Client, service: Miniature) -> None:
    async def endless(**_: Any) -> Any:
        await asyncio.Event().wait()

    service.on["say"] = endless
    calling = asyncio.create_task(client.call("POST", "/say", body={"text": ""}))
    await _until(lambda: service.calls)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


async def test_both_cancellations_at_once(client: Client, service: Miniature) -> None:
    calling: asyncio.Task[Any]

    async def leaving(**_: Any) -> Any:
        client.leave.set()
        try:
            await asyncio.Event().wait()
        finally:
            calling.cancel()

    service.on["say"] = leaving
    calling = asyncio.create_task(client.call("POST", "/say", body={"text": ""}))
    with pytest.raises(asyncio.CancelledError):
        await calling


async def test_the_client_leaves_as_the_handler_ends(client: Client, service: Miniature) -> None:
    """The cancellation is on its way, and must not hit whoever awaits the application."""

    async def racing(call: Call, body: Said) -> Any:
        asyncio.get_running_loop().call_soon(lambda: None)
        client.leave.set()
        for _ in range(2):  # the watcher wakes, and cancels while this task is ready to run
            await asyncio.sleep(0)
        return Echo(text="done")

    service.on["say"] = racing
    for _ in range(3):
        await client.call("POST", "/say", body={"text": ""})
        current = asyncio.current_task()
        assert current is not None
        assert current.cancelling() == 0
        await asyncio.sleep(0)


async def test_a_transport_that_cannot_be_watched(
    service: Miniature, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(contract(service))
    sent: list[Any] = []

    async def receive() -> Any:
        raise OSError("no transport")

    async def send(message: Any) -> None:
        sent.append(message)

    async def slow(**_: Any) -> None:
        await asyncio.sleep(0.01)

    service.on["health"] = slow
    scope = {"type": "http", "method": "GET", "path": "/health", "headers": []}
    with caplog.at_level(logging.DEBUG):
        await app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert "watching the client failed" in caplog.text


@pytest.mark.parametrize(
    ("fault", "level"), [(OSError("broken pipe"), logging.DEBUG), (RuntimeError("odd"), logging.ERROR)]
)
async def test_a_connection_that_breaks_under_the_answer(
    service: Miniature, caplog: pytest.LogCaptureFixture, fault: Exception, level: int
) -> None:
    app = application(contract(service))

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        raise fault

    with caplog.at_level(logging.DEBUG, logger="treadle"):
        await app({"type": "http", "method": "GET", "path": "/health", "headers": []}, receive, send)
    assert [record.levelno for record in caplog.records if record.name.startswith("treadle")] == [level]
