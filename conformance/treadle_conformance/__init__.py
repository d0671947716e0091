"""Does a server keep its word? Checks for TGI's API, OpenAI's as TGI has it, and Fabric's.

    from treadle_conformance import Options, run
    report = run(Options(url="http://127.0.0.1:8080", profiles=("tgi-3.3",)))
    report.verdict

The suite needs nothing of the server but its address, and shares no code with it.
"""

from treadle_conformance.faults import Unreachable
from treadle_conformance.report import Report, Verdict
from treadle_conformance.runner import Options, conform, run

__all__ = ["Options", "Report", "Unreachable", "Verdict", "conform", "run"]
