"""Every test here runs with outgoing traffic checked, and fails if a breach is left unmentioned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.miniature import Client, Miniature, application, contract
from treadle.contract import check


@pytest.fixture(autouse=True)
def breaches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[check.SpecBreach]]:
    """The breaches of this test; one that expects some clears them."""
    monkeypatch.setenv("TREADLE_SPEC_CHECK", "1")
    check.breaches.clear()
    yield check.breaches
    assert check.breaches == []


@pytest.fixture
def service() -> Miniature:
    return Miniature()


@pytest.fixture
def client(service: Miniature) -> Client:
    return Client(application(contract(service)))
