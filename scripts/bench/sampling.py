"""Where a server's CPU time goes: the main thread's stack, a thousand times per second of CPU time.

SIGUSR1 starts it and, sent again, ends it and writes one line per stack with its count, outermost
frame first: the form that flame graph tools read.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from types import FrameType

INTERVAL = 0.001
"""Seconds of CPU time between two samples."""


def prepare(target: Path) -> None:
    """Sample this process between two SIGUSR1 and then write `target`."""
    counts: Counter[tuple[tuple[object, int], ...]] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        stack: list[tuple[object, int]] = []
        while frame is not None:
            stack.append((frame.f_code, frame.f_lineno))
            frame = frame.f_back
        counts[tuple(stack)] += 1

    def turn(*_: object) -> None:
        if signal.getitimer(signal.ITIMER_PROF)[1] == 0.0:
            signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
            return
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        lines: Counter[str] = Counter()
        for stack, count in counts.items():
            lines[";".join(_name(code, line) for code, line in reversed(stack))] += count
        target.write_text("".join(f"{stack} {count}\n" for stack, count in sorted(lines.items())))

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR1, turn)


def _name(code: object, line: int) -> str:
    path = Path(str(getattr(code, "co_filename", "?")))
    return f"{getattr(code, 'co_qualname', '?')} ({'/'.join(path.parts[-3:])}:{line})"
