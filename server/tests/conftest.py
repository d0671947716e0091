"""What every test stands on: outgoing traffic is checked against the contracts, and nothing breaches them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["TREADLE_SPEC_CHECK"] = "1"

from treadle.contract import check


@pytest.fixture(autouse=True)
def breaches() -> Iterator[list[check.SpecBreach]]:
    """The breaches of this test; one that expects some clears them."""
    check.breaches.clear()
    yield check.breaches
    assert check.breaches == []
