from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside the tests

from serving import served

from treadle_conformance.given import VARIABLES
from treadle_conformance.reference import Reference
from treadle_conformance.runner import ENVIRONMENT


@pytest.fixture(scope="session")
def reference() -> Iterator[str]:
    """A reference server without faults that asks for credentials."""
    with served(Reference(api_key="key", token="token")) as url:
        yield url


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the environment is not for these servers."""
    for variable in (*ENVIRONMENT, *VARIABLES.values()):
        monkeypatch.delenv(variable, raising=False)
