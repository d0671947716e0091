"""Whether requests run or wait, by the metrics, which a check that waits for it looks at again and again.

Metrics are long and a wait looks fifty times a second: a look is let go when the next one comes, unless a
rule of the wire found something in it. So looks count as one request, and waiting takes no memory.
"""

from __future__ import annotations

import re

from treadle_conformance.faults import Violation
from treadle_conformance.server import Server, sound

METRICS = "/metrics"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"(?:[^"\\\n]|\\.)*"'
LABELS = rf"\{{[ \t]*(?:{LABEL}[ \t]*(?:,[ \t]*{LABEL}[ \t]*)*(?:,[ \t]*)?)?\}}"
AFTER_THE_NAME = rf"(?:[ \t]*({LABELS})[ \t]*|[ \t]+)(\S+)(?:[ \t]+-?\d+)?[ \t]*"  # labels, value, a time
RUNNING = re.compile(rf"^[ \t]*(?:tgi_batch_current_size|vllm:num_requests_running){AFTER_THE_NAME}$", re.M)
QUEUED = re.compile(rf"^[ \t]*(?:tgi_queue_size|vllm:num_requests_waiting){AFTER_THE_NAME}$", re.M)


async def idle(server: Server) -> bool:
    """Whether the metrics show no request running or waiting."""
    _let_go(server)
    answer = sound(await server.get(METRICS, again=True))
    text = answer.body.decode()
    found = [float(value) for _, value in RUNNING.findall(text) + QUEUED.findall(text)]
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
