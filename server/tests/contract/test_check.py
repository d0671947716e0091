"""Every kind of breach is seen, is loud, and reaches the client as a 500 in the contract's form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.miniature import Client, Echo, Form, Miniature, application, contract, words
from treadle.contract.check import SpecBreach
from treadle.contract.errors import ErrorAnswer
from treadle.contract.problem import Kind, Problem


def answering(result: Any, **reply: str) -> Any:
    async def handler(call: Any, **_: Any) -> Any:
        call.reply.update(reply)
        return result

    return handler


@pytest.mark.parametrize(
    ("request_", "handler", "told"),
    [
        (("POST", "/say"), answering({"txt": ""}), "say: the body of 200: `/text` is required but missing"),
        (("POST", "/say"), answering(None), "say: the body of 200: `` must be an object, but null was given"),
        (
            ("POST", "/say"),
            answering(Echo(text="", score=float("-inf"))),
            "`/score` must be a number, but null",
        ),
        (("POST", "/say"), answering(words("a")), "say: `stream` is False, but streaming is True"),
        (
            ("GET", "/things/1"),
            answering(Echo(text=""), **{"X-Count": "0"}),
            "the header X-Count of 200: `` must be at",
        ),
        (
            ("GET", "/things/1"),
            answering(Echo(text=""), **{"X-Count": "x"}),
            "the header X-Count of 200: `` must be an",
        ),
        (("GET", "/health"), answering(None, **{"content-type": "text/html"}), "health: 200 with the media"),
        (
            ("GET", "/things/latest"),
            answering("", **{"content-type": "text/html"}),
            "latest: 200 with the media type",
        ),
        (
            ("GET", "/things/latest"),
            answering("", **{"content-type": "application/json"}),
            "latest: 200 with the media",
        ),
        (
            ("GET", "/things/latest"),
            answering("", **{"content-type": ""}),
            "latest: 200 with the media type `` is not",
        ),
        (("POST", "/tokens"), answering(words("a"), **{"X-Count": "0"}), "the header X-Count of 200"),
        (
            ("POST", "/tokens"),
            answering(words("a"), **{"content-type": "text/plain"}),
            "tokens: 200 with the media",
        ),
        (
            ("POST", "/echo"),
            answering(Echo(text=""), **{"content-type": "text/event-stream"}),
            "echo: 200 with the",
        ),
    ],
)
async def test_a_breach(
    client: Client,
    service: Miniature,
    breaches: list[SpecBreach],
    caplog: pytest.LogCaptureFixture,
    request_: tuple[str, str],
    handler: Any,
    told: str,
) -> None:
    method, path = request_
    name = {"/things/1": "show_thing", "/things/latest": "latest"}.get(path, path[1:])
    service.on[name] = handler
    body = {"text": ""} if method == "POST" else None
    reply = await client.call(method, path, body=body, headers={"authorization": "Bearer key"})
    assert reply.status == 500
    assert told in str(breaches[0])
    assert told in caplog.text
    if name != "latest":  # which declares no 500 either
        assert reply.json()["error"] == str(breaches[0])
        assert len(breaches) == 1
    breaches.clear()


async def test_a_plain_answer_where_a_stream_was_asked_for(
    client: Client, service: Miniature, breaches: list[SpecBreach]
) -> None:
    service.on["say"] = answering(Echo(text=""))
    assert (await client.call("POST", "/say", body={"text": "", "stream": True})).status == 500
    assert str(breaches[0]) == "say: `stream` is True, but streaming is False"
    breaches.clear()


async def test_a_required_header_that_is_missing(
    client: Client, service: Miniature, breaches: list[SpecBreach]
) -> None:
    async def forgetful(call: Any, **_: Any) -> Any:
        call.reply.clear()
        return Echo(text="")

    service.on["show_thing"] = forgetful
    assert (await client.call("GET", "/things/1")).status == 500
    assert str(breaches[0]) == "show_thing: 200 lacks the header X-Count"
    breaches.clear()


async def test_an_undeclared_failure(client: Client, service: Miniature, breaches: list[SpecBreach]) -> None:
    async def unhealthy(**_: Any) -> Any:
        raise Problem(Kind.UNHEALTHY, "no")

    service.on["say"] = unhealthy
    reply = await client.call("POST", "/say", body={"text": ""})
    assert (reply.status, reply.json()["error"]) == (500, "say: status 503 is not declared")
    breaches.clear()


async def test_a_failure_in_a_form_that_is_not_declared(
    service: Miniature, breaches: list[SpecBreach]
) -> None:
    class Empty(Form):
        def answer(self, problem: Problem, operation: Any, call: Any) -> ErrorAnswer:
            return ErrorAnswer(super().answer(problem, operation, call).status)

    client = Client(application(contract(service, errors=Empty())))
    reply = await client.call("POST", "/say", body={})
    assert (reply.status, reply.body) == (500, b"")
    assert str(breaches[0]) == "say: 422 with the media type `` is not declared"
    breaches.clear()
