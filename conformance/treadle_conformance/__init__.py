"""Does a server keep its word? Checks for TGI's API, OpenAI's as TGI has it, and Fabric's.

    from treadle_conformance import Options, run
    report = run(Options(url="http://127.0.0.1:8080", profiles=("tgi-3.3",)))
    report.verdict

The suite needs nothing of the server but its address, and shares no code with it.

The names are loaded when they are asked for: the processes that make cases load the package for its hooks
alone, and each would carry the whole suite.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treadle_conformance.faults import Unreachable
    from treadle_conformance.report import Report, Verdict
    from treadle_conformance.runner import Options, conform, run

__all__ = ["Options", "Report", "Unreachable", "Verdict", "conform", "run"]
HOMES = {"Unreachable": "faults", "Report": "report", "Verdict": "report"}


def __getattr__(name: str) -> Any:
    """A public name, from the module that has it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{HOMES.get(name, 'runner')}"), name)
