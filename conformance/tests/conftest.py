from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside the tests

from serving import served

from treadle_conformance.given import VARIABLES
from treadle_conformance.reference import Reference
from treadle_conformance.runner import ENVIRONMENT
from treadle_conformance.schema_tables import VARIABLE

# Nothing is skipped: the page is looked at where there is a browser.
collect_ignore = [] if shutil.which("chromium") else ["test_report_browser.py"]


@pytest.fixture(scope="session")
def reference() -> Iterator[str]:
    """A reference server without faults that asks for credentials."""
    with served(Reference(api_key="key", token="token")) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def tables_of_characters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hypothesis's tables are made once for all the processes that the tests start, not by each."""
    with pytest.MonkeyPatch.context() as patch:
        if VARIABLE not in os.environ:
            patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("hypothesis")))
        yield


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the environment is not for these servers."""
    for variable in (*ENVIRONMENT, *VARIABLES.values()):
        monkeypatch.delenv(variable, raising=False)
