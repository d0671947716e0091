"""What happens to a call at one path, in this order, and who answers when a step refuses.

    method → guard → gate → path, query, header → content type → size → gate → JSON → schema → handler

The guard comes before the body is read (unless it must see the body, as signatures do), so a stranger
cannot make the server buffer. The gate (`admission`) is asked twice: a full server refuses before it
reads, and a permit is taken before anything in the body is looked at. From the handler on the client
is watched: leaving cancels the handler.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
import uuid
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from jsonschema_rs import Validator

from treadle.contract.call import Call
from treadle.contract.check import SpecBreach
from treadle.contract.contract import Bound
from treadle.contract.decode import decode, require_json
from treadle.contract.parameters import Parameters
from treadle.contract.paths import Segment
from treadle.contract.problem import Kind, Problem
from treadle.contract.receive import ClientGone, Receive, Watch, announces_body, read_body
from treadle.contract.respond import Exchange, Host, Send
from treadle.contract.stream import cancelled, end_stream, send_events
from treadle.contract.validate import convert, valid_body
from treadle.contract.values import members

logger = logging.getLogger(__name__)

VALUES = "treadle.values"  # where a route leaves the path's parameters in the scope

_sane_id = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Served:
    """An operation with everything that serving it needs."""

    def __init__(self, host: Host, bound: Bound) -> None:
        self.host = host
        self.operation = bound.operation
        self.handler = bound.handler
        self.success = bound.success
        self.parameters = Parameters(bound.operation, host.schemas)
        body = bound.operation.body
        self.body: Validator | None = None if body is None else host.schemas.compile(body.schema)


class Endpoint:
    """The ASGI endpoint of one path."""

    def __init__(self, host: Host, table: Mapping[str, Served]) -> None:
        self.host = host  # answers for methods that the path does not have
        self.table = dict(table)
        if "GET" in table:
            self.table.setdefault("HEAD", table["GET"])
        self.methods = sorted({*self.table, "OPTIONS"})

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        served = self.table.get(scope["method"])
        if served is None:
            await self._without_operation(scope, send)
            return
        call = call_of(served.host, scope)
        exchange = Exchange(served.host, call, send, served.operation, served.success)
        await _serve(served, exchange, scope, receive)

    async def _without_operation(self, scope: MutableMapping[str, Any], send: Send) -> None:
        exchange = Exchange(self.host, call_of(self.host, scope), send)
        if scope["method"] == "OPTIONS":
            await allow_browser(exchange, self.methods)
            return
        message = f"{scope['method']} is not a method of this path, which has {', '.join(self.methods)}"
        await exchange.fail(Problem(Kind.METHOD, message, headers=(("allow", ", ".join(self.methods)),)))


async def allow_browser(exchange: Exchange, methods: Sequence[str]) -> None:
    """Answer OPTIONS, preflights included, as TGI 3.3.7 does: 200 and no body."""
    headers = dict(exchange.host.permissions(methods))
    if methods:
        headers["allow"] = ", ".join(methods)
    await exchange.write(200, b"", None, headers)


def call_of(host: Host, scope: MutableMapping[str, Any]) -> Call:
    """The request's head as handlers and guards see it."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    given = headers.get(host.contract.request_id_header.lower(), "")
    return Call(
        request_id=given if _sane_id.fullmatch(given) else str(uuid.uuid4()),
        method=scope["method"],
        path=scope["path"],
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=headers,
        raw_body=b"",
        client="{}:{}".format(*scope.get("client") or ("", "")),
        started=time.monotonic(),
        raw_path=scope.get("raw_path") or b"",
    )


async def _serve(
    served: Served, exchange: Exchange, scope: MutableMapping[str, Any], receive: Receive
) -> None:
    try:
        arguments, data = await _admit(served, exchange.call, scope, receive)
        async with Watch(receive) as exchange.watch:
            result = await served.handler(**arguments)
            streams = hasattr(result, "__anext__")
            if exchange.host.checker is not None:
                exchange.host.checker.arm(served.operation, data, streams)
            if streams:
                await send_events(exchange, result)
            else:
                await exchange.answer(result)
    except Problem as problem:
        if exchange.watch is None and "expect" in exchange.call.headers:
            # Refused before its body was asked for: what the client sends next might be taken for
            # that body, so the connection ends here (RFC 9110, 10.1.1).
            problem.headers = (*problem.headers, ("connection", "close"))
        if exchange.watch is None and exchange.host.contract.gate is not None:
            exchange.host.contract.gate.turned_away(served.operation, problem)
        if _refused_in_stream(exchange, problem):
            await end_stream(exchange, problem)
        else:
            await exchange.fail(problem)
    except SpecBreach as breach:
        await exchange.fail(Problem(Kind.INTERNAL, str(breach)))
    except ClientGone:
        logger.debug("the client left (request %s)", exchange.call.request_id)
    except (Exception, asyncio.CancelledError) as fault:
        if cancelled():
            await _cut(exchange)
            raise
        if not exchange.begun:
            await exchange.fail(exchange.internal("the call failed"))
        elif isinstance(fault, OSError):
            logger.debug("the connection failed (request %s)", exchange.call.request_id)
        else:
            exchange.internal("the answer failed")
    finally:
        if exchange.call.permit is not None:
            exchange.call.permit.release()


async def _cut(exchange: Exchange) -> None:
    """The server ends and will not wait for this call any longer: say so, as to one that comes too late."""
    gate, operation = exchange.host.contract.gate, exchange.operation
    if gate is None or operation is None or operation.id not in gate.operations:
        return
    problem = gate.refusal(gate.permits)
    with contextlib.suppress(Exception):  # the connection may be gone
        if not exchange.begun:
            await exchange.fail(problem)
        elif exchange.open_stream:
            await end_stream(exchange, problem)


def _refused_in_stream(exchange: Exchange, problem: Problem) -> bool:
    """Whether this refusal is to be an event: the contract says so, and a stream was asked for."""
    asks, operation, success = exchange.host.contract.refused_in_stream, exchange.operation, exchange.success
    if asks is None or operation is None or success is None or success.stream is None or not asks(problem):
        return False
    if operation.stream_member is None:
        return success.json is None
    try:
        body = decode(exchange.call.raw_body)
    except Problem:
        return False
    exchange.call.ends_with_done = exchange.host.contract.ends_with_done(operation, body)
    return dict(members(body)).get(operation.stream_member) is True


async def _admit(
    served: Served, call: Call, scope: MutableMapping[str, Any], receive: Receive
) -> tuple[dict[str, Any], Any]:
    """The handler's arguments and the body as plain data; raises Problem for the first step that refuses."""
    operation, contract = served.operation, served.host.contract
    body = operation.body
    unread = True
    if operation.security:
        if contract.guard.needs_body(call, operation):
            call.raw_body = await read_body(receive, call.headers, contract.payload_limit)
            unread = False
        await contract.guard.check(call, operation)
    if contract.gate is not None:
        contract.gate.look(operation)
    segments: list[Segment] = scope[VALUES]
    arguments = served.parameters.arguments(segments, scope.get("query_string", b""), call.headers)
    arguments["call"] = call
    if body is None or served.body is None:
        return arguments, None
    arguments["body"] = None
    if not body.required and not announces_body(call.headers):
        return arguments, None
    require_json(call.headers)
    if unread:
        call.raw_body = await read_body(receive, call.headers, contract.payload_limit)
    if contract.gate is not None:
        call.permit = contract.gate.enter(operation)
    data = decode(call.raw_body)
    call.ends_with_done = contract.ends_with_done(operation, data)
    valid_body(served.body, data, served.host.schemas.document)
    arguments["body"] = convert(data, body.type)
    return arguments, data
