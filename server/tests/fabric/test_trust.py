"""What the server calls over https itself: it trusts whom the machine trusts, private authorities included."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import pytest

from treadle.fabric.access.keystone import Keystone
from treadle.fabric.forwarding import Forwarder
from treadle.fabric.weights.objects import ObjectStore, StoreSettings

CLIENTS: dict[str, Callable[[], Any]] = {
    "iam": lambda: Keystone("https://iam.example.org")._client,
    "another server": lambda: Forwarder(None).client,
    "object store": lambda: ObjectStore(StoreSettings(endpoint="https://obs.example.org"))._client,
}


@pytest.mark.parametrize("whom", CLIENTS)
async def test_the_machine_says_whose_certificates_count(whom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default context knows the system's authorities, SSL_CERT_FILE and SSL_CERT_DIR; httpx a list."""
    machine, real = ssl.create_default_context(), ssl.create_default_context

    def context(**given: Any) -> ssl.SSLContext:
        return real(**given) if given else machine

    monkeypatch.setattr(ssl, "create_default_context", context)
    client = CLIENTS[whom]()
    assert client._transport._pool._ssl_context is machine
    await client.aclose()
