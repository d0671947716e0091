"""Serve an ASGI application on a loopback port from a thread, for the length of a test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from treadle_conformance.given import Given
from treadle_conformance.reference import Reference
from treadle_conformance.reference.access import Access

TOKEN = {"X-Auth-Token": "token"}  # what the served reference's Fabric asks for
HEADERS = {"Authorization": "Bearer key", **TOKEN}  # and TGI's API, which has a credential of its own

GIVEN = Given(
    other_token="other",
    expired_token="expired",
    revoked_token="revoked",
    reading_token="reading",
    access_key="AKREFERENCE",
    secret_key="SK+of/the=reference",
    blocked_text="loomfault",
)


def guarded(delay: float = 0.001) -> Reference:
    """A reference server with two tenants, tokens that are not good, and an access key."""
    tokens = {"token": "mine", "other": "other", "expired": "mine", "revoked": "mine", "reading": "mine"}
    access = Access(
        tokens=tokens,
        ended=frozenset({"expired", "revoked"}),
        reading=frozenset({"reading"}),
        access_key="AKREFERENCE",
        secret_key="SK+of/the=reference",
    )
    return Reference(delay=delay, access=access)


def moderated(delay: float = 0.001) -> Reference:
    """A reference server with a moderator."""
    return Reference(delay=delay, token="token", blocked=GIVEN.blocked_text)


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The URL of a running server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(application, host="127.0.0.1", port=port, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
