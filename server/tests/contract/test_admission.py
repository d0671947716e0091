"""Permits: when they are taken, who is turned away, and that they always come back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.contract.miniature import Client, Echo, Miniature, Reply, application, contract
from treadle.contract.admission import Gate, Permits, overloaded
from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem

KEY = {"authorization": "Bearer key"}
GOOD = {"text": "a b"}


class Gated:
    """The miniature with two permits for /echo, /say and /tokens."""

    def __init__(self, **changes: Any) -> None:
        self.service = Miniature()
        self.permits = Permits(2)
        self.heard: list[Kind] = []
        gate: dict[str, Any] = {
            "permits": self.permits,
            "operations": frozenset({"echo", "say", "tokens"}),
            "refusal": lambda permits: overloaded("full", draining=permits.draining),
            "refused": lambda problem: self.heard.append(problem.kind),
        }
        early = changes.pop("early", True)
        self.app = application(contract(self.service, gate=Gate(**gate, early=early), **changes))
        self.client = Client(self.app)

    async def post(self, path: str = "/say", body: Any = GOOD, **headers: str) -> Reply:
        return await self.client.call("POST", path, body=body, headers=headers)


async def test_full_goes_before_everything_but_the_key() -> None:
    gated = Gated()
    with gated.permits.hold(2):
        for body in (GOOD, b"{", {"text": 1}, b"x" * 200_000):
            reply = await gated.post(body=body)
            assert (reply.status, reply.json()["kind"]) == (429, "overloaded")
            assert reply.headers["retry-after"] == "1"
        assert (await gated.post("/say", **{"content-type": "text/plain"})).status == 429
        assert (await gated.post("/echo")).status == 401
        assert (await gated.post("/echo", **KEY)).status == 429
        assert (await gated.post("/optional")).status == 200
    assert gated.service.calls[1:] == []
    assert gated.heard == [Kind.OVERLOADED] * 5 + [Kind.UNAUTHENTICATED, Kind.OVERLOADED]
    assert (await gated.post()).status == 200
    assert (await gated.post(body={"text": 1})).status == 422
    assert gated.heard[-1] is Kind.INVALID
    assert gated.permits.taken == 0


async def test_a_slow_body_holds_no_permit_and_is_looked_at_last() -> None:
    gated = Gated()
    arrived, sent = asyncio.Event(), []

    async def receive() -> Any:
        await arrived.wait()
        return {"type": "http.request", "body": b"{", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/say",
        "raw_path": b"/say",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
    }
    slow = asyncio.create_task(gated.app(scope, receive, send))
    await asyncio.sleep(0.01)
    assert gated.permits.taken == 0
    with gated.permits.hold(2):
        arrived.set()
        await slow
    assert sent[0]["status"] == 429  # and not 400


async def test_a_call_grows_to_what_it_needs() -> None:
    gated = Gated()
    seen: list[int] = []

    async def grown(call: Call, body: Any) -> Any:
        assert call.permit is not None
        seen.append(gated.permits.taken)
        call.permit.grow(body.times)
        seen.append(gated.permits.taken)
        call.permit.grow(1)
        return Echo(text=body.text)

    gated.service.on["say"] = grown
    assert (await gated.post(body={"text": "a", "times": 2})).status == 200
    assert seen == [1, 2]
    with gated.permits.hold(1):
        assert (await gated.post(body={"text": "a", "times": 2})).status == 429
    never = await gated.post(body={"text": "a", "times": 3})
    assert (never.status, "retry-after" in never.headers) == (422, False)
    assert b"asks for 3 sequences at once, but the server runs 2 at most" in never.body
    assert gated.permits.taken == 0
    gated.permits.draining = True
    reply = await gated.post()
    assert (reply.status, reply.headers["connection"]) == (429, "close")


@pytest.mark.parametrize("fault", [Problem(Kind.INVALID, "no"), RuntimeError("no"), None])
async def test_a_permit_always_comes_back(fault: Exception | None) -> None:
    gated = Gated()

    async def fails(call: Call, body: Any) -> Any:
        assert gated.permits.taken == 1
        if fault is None:
            await asyncio.sleep(60)
        raise fault or AssertionError

    gated.service.on["tokens"] = gated.service.on["say"] = fails
    task = asyncio.create_task(gated.post())
    await asyncio.sleep(0.01)
    gated.client.leave.set()
    await task
    assert gated.permits.taken == 0
    assert gated.heard == []


async def test_a_call_that_is_cut_off_is_told() -> None:
    gated = Gated()
    began = asyncio.Event()

    async def forever(call: Call, body: Any) -> Any:
        began.set()
        await asyncio.sleep(60)

    async def endless(call: Call, body: Any) -> Any:
        async def events() -> Any:
            yield []
            began.set()
            await asyncio.sleep(60)

        return events()

    for behaviour, body in ((forever, GOOD), (endless, {**GOOD, "stream": True})):
        gated.service.on["say"] = behaviour
        began.clear()
        reply = Reply()
        task = asyncio.create_task(gated.client.call("POST", "/say", body=body, reply=reply))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        if behaviour is forever:
            assert (reply.status, reply.json()["error"]) == (429, "full")
        else:
            assert reply.body == b'data: {"error":"full"}\n\ndata: [DONE]\n\n'
        assert gated.permits.taken == 0


async def test_refusals_as_events() -> None:
    gated = Gated(early=False, refused_in_stream=lambda problem: problem.kind is Kind.OVERLOADED)
    with gated.permits.hold(2):
        said = await gated.post(body={**GOOD, "stream": True})
        assert (said.status, said.headers["content-type"]) == (200, "text/event-stream")
        assert said.body == b'data: {"error":"full"}\n\ndata: [DONE]\n\n'
        always = await gated.post("/tokens")
        assert (always.status, always.body) == (200, b'data: {"error":"full"}\n\n')
        assert (await gated.post()).status == 429
        assert (await gated.post(body=b"{")).status == 429
        assert (await gated.post("/echo", **KEY)).status == 429
    assert (await gated.post(body={"text": 1, "stream": True})).status == 422
