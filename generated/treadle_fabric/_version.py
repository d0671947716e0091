"""Which contract this is, and how the client introduces itself."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Final

CONTRACT_VERSION: Final = "1.0.0"


def _distribution() -> str:
    try:
        return version("treadle")
    except PackageNotFoundError:
        return "0"


USER_AGENT: Final = (
    f"treadle_fabric/{_distribution()} (contract {CONTRACT_VERSION}; "
    f"python {sys.version_info.major}.{sys.version_info.minor})"
)
