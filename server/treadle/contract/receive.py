"""What comes from the client while a call lasts: first its body, then nothing, or its leaving.

What this module gives:
    read_body   the body up to the limit
    Watch       cancels the handler when the client leaves; one task per call, no cost per token
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from types import TracebackType
from typing import Any

from treadle.contract.problem import Kind, Problem

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ClientGone(Exception):
    """The client left; there is nobody to answer."""


def announces_body(headers: Mapping[str, str]) -> bool:
    """Whether the head of a request says that a body follows."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """The whole body; raises Problem(TOO_LARGE) as soon as it must exceed `limit` bytes, or ClientGone."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise _too_large(limit)
    chunks: list[bytes] = []
    total = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        total += len(chunk)
        if total > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(limit: int) -> Problem:
    return Problem(
        Kind.TOO_LARGE,
        f"Failed to buffer the request body: length limit exceeded, at most {limit} bytes are taken",
    )


class Watch:
    """While inside, the client's leaving cancels the current task; the block then ends in ClientGone.

    A cancellation from elsewhere (shutdown, a caller's timeout) passes through as CancelledError.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone = False

    async def __aenter__(self) -> Watch:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._watcher = asyncio.create_task(self._watch())
        return self

    def stop(self) -> None:
        """Look away, before the answer's last byte: after it servers report a disconnect, too."""
        self._watcher.cancel()

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watcher.cancel()
        if not self._gone:
            return
        if kind is not asyncio.CancelledError:
            # The cancellation may still be on its way: take it here rather than in the server's code.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
        if self._task.uncancel() > 0:
            raise asyncio.CancelledError
        raise ClientGone from None

    async def _watch(self) -> None:
        try:
            while (await self._receive())["type"] != "http.disconnect":
                pass  # a body that the operation does not take
        except Exception:  # a transport's own fault must not pass for the client's leaving
            logger.debug("watching the client failed", exc_info=True)
        else:
            self._gone = True
            self._task.cancel()
