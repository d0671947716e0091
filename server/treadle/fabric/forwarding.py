"""Invocations of instances that another server runs: handed on to it, and its answer given as ours.

    caller ─▶ this server: guard, schema ─▶ that server: the same again, then its engine
                                      ◀─ decoded and checked like an answer of our own

The other server judges the caller itself. A token is handed on as it came. A signature cannot be: it is of
our address, and is spent; in its place goes a token of this one call: of that user and project, for
inference alone, gone when the answer begins, and after a minute in any case. What was handed on once is not
handed on again, which the `Via` header tells (RFC 9110, 7.6.3).
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any

import httpx
import msgspec

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric.access.tokens import digest_of, new_token
from treadle.fabric.errors import heard
from treadle.fabric.store.credentials import Credentials, NewCredential
from treadle.fabric.store.records import User, now
from treadle_contracts.fabric import models as wire

VIA = "1.1 treadle-fabric"
MODERATION_HEADER = "X-Content-Moderation"
INFERENCE = "DataArtsFabric:model:inference"
_CONNECT = 5.0  # seconds for a connection; the call's own deadline bounds the rest
UNKEPT = httpx.Limits(max_connections=None, max_keepalive_connections=0)
_LIFETIME = timedelta(minutes=1)
_KINDS = {
    400: Kind.INVALID,
    403: Kind.FORBIDDEN,
    404: Kind.NOT_FOUND,
    408: Kind.TIMEOUT,
    429: Kind.OVERLOADED,
    500: Kind.GENERATION,
}
_EVENT_KINDS = {"common.00000408": Kind.TIMEOUT}


class Forwarder:
    """Hands calls on; `credentials` is None where nobody is asked for any."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials

    @cached_property
    def client(self) -> httpx.AsyncClient:
        """Made at the first call: the machine's certificates take 50 ms, and most servers hand nothing on."""
        # A kept connection may be closed just as it is used again, and an invocation is not to be sent twice.
        return httpx.AsyncClient(
            verify=ssl.create_default_context(),  # the machine's certificates; httpx has a list of its own
            timeout=httpx.Timeout(None, connect=_CONNECT),
            trust_env=False,
            limits=UNKEPT,
        )

    async def close(self) -> None:
        """Give up connections."""
        if "client" in self.__dict__:
            await self.client.aclose()

    async def whole(self, address: str, call: Call) -> wire.ChatCompletion:
        """The other server's answer; raises Problem."""
        async with self._asked(address, call) as answer:
            return msgspec.json.decode(await answer.aread(), type=wire.ChatCompletion)

    async def stream(
        self, address: str, call: Call
    ) -> AsyncGenerator[Sequence[wire.ChatCompletionChunk], None]:
        """The other server's events; raises Problem, also for an error among them."""
        async with self._asked(address, call) as answer:
            rest = b""
            async for data in answer.aiter_bytes():
                *events, rest = (rest + data).split(b"\n\n")
                chunks: list[wire.ChatCompletionChunk] = []
                for event in events:
                    if event == b"data: [DONE]":
                        if chunks:
                            yield chunks
                        return
                    if event.startswith(b"data: "):  # else it keeps the connection alive
                        chunks.append(_chunk(event.removeprefix(b"data: ")))
                if chunks:
                    yield chunks
        raise Problem(Kind.GENERATION, "the server that runs the instance broke off")

    @asynccontextmanager
    async def _asked(self, address: str, call: Call) -> AsyncGenerator[httpx.Response, None]:
        """The answer, once its status is 200."""
        headers = {"content-type": "application/json", "x-request-id": call.request_id, "via": VIA}
        temporary = await self._identify(call, headers)
        try:
            url = address.rstrip("/") + (call.raw_path or call.path.encode()).decode("ascii")
            async with self.client.stream("POST", url, content=call.raw_body, headers=headers) as answer:
                if temporary is not None and self._credentials is not None:
                    digest, temporary = temporary, None
                    await self._credentials.drop_token(digest)
                if answer.status_code != 200:
                    raise _problem(answer.status_code, await answer.aread(), answer.headers)
                if (told := answer.headers.get(MODERATION_HEADER)) is not None:
                    call.reply[MODERATION_HEADER] = told
                yield answer
        except (httpx.HTTPError, msgspec.MsgspecError) as error:
            raise Problem(
                Kind.UNHEALTHY,
                f"the server that runs the instance does not answer as one ({type(error).__name__})",
            ) from error
        finally:
            if temporary is not None and self._credentials is not None:
                await self._credentials.drop_token(temporary)

    async def _identify(self, call: Call, headers: dict[str, str]) -> str | None:
        """Add what the other server asks for; the digest of a token that was made for it."""
        if self._credentials is None:
            return None
        given = {
            name: call.headers[name] for name in ("x-auth-token", "x-project-id") if name in call.headers
        }
        if not call.headers.get("authorization", "").strip():
            headers.update(given)
            return None
        user: User = call.principal
        token = new_token()
        new = NewCredential(
            user_name=user.name,
            domain=user.domain,
            projects=(user.project,),
            actions=(INFERENCE,),
            description=f"request {call.request_id}, handed on to another server",
            expire_time=now() + _LIFETIME,
        )
        await self._credentials.add_token(new, digest_of(token))
        headers["x-auth-token"] = token
        return digest_of(token)


def handed_on(call: Call) -> bool:
    """Whether another server has handed this call on already."""
    return VIA in call.headers.get("via", "")


def _chunk(data: bytes) -> wire.ChatCompletionChunk:
    if data.startswith(b'{"error_code"'):
        failure = msgspec.json.decode(data, type=wire.StreamFailure)
        kind = _EVENT_KINDS.get(failure.error_code, Kind.GENERATION)
        raise Problem(kind, heard(408 if kind is Kind.TIMEOUT else 500, failure.error_msg))
    return msgspec.json.decode(data, type=wire.ChatCompletionChunk)


def _problem(status: int, body: bytes, headers: httpx.Headers) -> Problem:
    kind = _KINDS.get(status)
    try:
        found: Any = msgspec.json.decode(body)
        message = str(found["error_msg"])
    except (msgspec.MsgspecError, LookupError, TypeError):
        kind, message = None, ""
    if kind is None:
        return Problem(Kind.UNHEALTHY, f"the server that runs the instance answers {status}")
    retry = headers.get("retry-after")
    return Problem(
        kind, heard(status, message) or "the call failed", headers=(("Retry-After", retry),) if retry else ()
    )
