"""Whether requests run or wait, by the metrics, which a check that waits for it looks at again and again.

Metrics are long and a wait looks fifty times a second: a look is let go when the next one comes, unless a
rule of the wire found something in it. So looks count as one request, and waiting takes no memory.
"""

from __future__ import annotations

import re

from treadle_conformance.faults import Violation
from treadle_conformance.server import Server, sound

METRICS = "/metrics"
RUNNING = re.compile(
    r"^(?:tgi_batch_current_size|vllm:num_requests_running)(?:\{[^}]*\})? (\S+)$", re.MULTILINE
)
QUEUED = re.compile(r"^(?:tgi_queue_size|vllm:num_requests_waiting)(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


async def idle(server: Server) -> bool:
    """Whether the metrics show no request running or waiting."""
    _let_go(server)
    answer = sound(await server.get(METRICS, again=True))
    text = answer.body.decode()
    found = [float(value) for value in RUNNING.findall(text) + QUEUED.findall(text)]
    if not found:
        raise Violation("the metrics have no gauge of running requests", answer)
    return max(found) == 0


def _let_go(server: Server) -> None:
    """Forget the last exchange if it was a look at the metrics of the check that looks again."""
    used = server.used.get(server.current, [])
    last = server.exchanges[-1] if server.exchanges else None
    if last and used and used[-1] is last and last.sent.path == METRICS and not last.faults:
        server.exchanges.pop()
        used.pop()
