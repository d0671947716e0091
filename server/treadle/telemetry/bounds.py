"""Histogram bounds, as TGI 3.3.7 and vLLM have them."""

from __future__ import annotations

LATENCY = (0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680)
FIRST_TOKEN = (
    *(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75),
    *(1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560),
)
INTER_TOKEN = (
    *(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75),
    *(1, 2.5, 5, 7.5, 10, 20, 40, 80),
)
"""Seconds, as vLLM has them."""


def durations() -> list[float]:
    """TGI's bounds for every duration: 0.0001 multiplied by 1.5, 35 times over."""
    bounds: list[float] = []
    value = 0.0001
    for _ in range(35):
        value *= 1.5
        bounds.append(value)
    return bounds


def linear(limit: int) -> list[float]:
    """TGI's bounds for token counts: a hundred equal steps up to `limit`."""
    return [limit / 100.0 * (step + 1) for step in range(100)]


def one_two_five(limit: int) -> list[float]:
    """Bounds of vLLM for token counts: 1, 2, 5, 10, 20, … up to `limit`."""
    bounds: list[float] = []
    decade = 1
    while decade <= limit:
        bounds.extend(decade * factor for factor in (1, 2, 5) if decade * factor <= limit)
        decade *= 10
    return bounds
