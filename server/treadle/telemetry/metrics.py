"""Counters, gauges and histograms, and their text exposition (Prometheus text format 0.0.4).

    Registry ─▶ Family (name, kind, help, label names) ─▶ one sample set per combination of labels

Names go out as they were given: nothing appends `_total`, because TGI's counters have none. A
family is in the exposition from the start; with labels, as soon as a combination was named. One
thread changes a value at a time (the event loop); reading needs no lock.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Literal, TypeVar

Kind = Literal["counter", "gauge", "histogram"]


class Value:
    """A counter or gauge."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0

    def increase(self, amount: float = 1.0) -> None:
        """Add `amount`."""
        self.value += amount

    def set(self, value: float) -> None:
        """Replace the value (gauges only)."""
        self.value = value

    def samples(self, name: str, labels: str) -> Iterable[str]:
        """Exposition lines."""
        yield f"{name}{_braces(labels)} {_number(self.value)}"


class Histogram:
    """A histogram with fixed upper bounds."""

    __slots__ = ("_bounds", "_counts", "_edges", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(self._bounds) + 1)
        self._edges = [*(_number(bound) for bound in self._bounds), "+Inf"]
        self.sum = 0.0

    @property
    def count(self) -> int:
        """How many observations there were."""
        return sum(self._counts)

    def observe(self, value: float, times: int = 1) -> None:
        """Record `value`, `times` over."""
        self._counts[bisect_left(self._bounds, value)] += times
        self.sum += value * times

    def samples(self, name: str, labels: str) -> Iterable[str]:
        """Exposition lines; buckets are cumulative."""
        prefix = f"{labels}," if labels else ""
        total = 0
        for edge, count in zip(self._edges, self._counts, strict=True):
            total += count
            yield f'{name}_bucket{{{prefix}le="{edge}"}} {total}'
        yield f"{name}_sum{_braces(labels)} {_number(self.sum)}"
        yield f"{name}_count{_braces(labels)} {total}"


M = TypeVar("M", Value, Histogram)


class Family(Generic[M]):
    """All series of one name."""

    def __init__(
        self, name: str, kind: Kind, help_text: str | None, labels: Sequence[str], make: Callable[[], M]
    ) -> None:
        self.name = name
        self._header = [f"# HELP {name} {_escape_help(help_text)}"] if help_text else []
        self._header.append(f"# TYPE {name} {kind}")
        self._labels = tuple(labels)
        self._make: Callable[[], M] = make
        self._children: dict[tuple[str, ...], M] = {}
        if not labels:
            self.labels()

    def labels(self, *values: str) -> M:
        """The series with these label values, made on first use; keep it where it is used often."""
        child = self._children.get(values)
        if child is None:
            if len(values) != len(self._labels):
                raise ValueError(f"{self.name} has labels {self._labels}, got {values}")
            child = self._children[values] = self._make()
        return child

    def lines(self) -> Iterable[str]:
        """The family's part of the exposition."""
        yield from self._header
        for values, child in self._children.items():
            pairs = zip(self._labels, values, strict=True)
            labels = ",".join(f'{name}="{_escape_label(value)}"' for name, value in pairs)
            yield from child.samples(self.name, labels)


class Registry:
    """The families of one exposition, in the order in which they were made."""

    def __init__(self) -> None:
        self._families: dict[str, Family[Value] | Family[Histogram]] = {}

    def counter(self, name: str, help_text: str | None = None, labels: Sequence[str] = ()) -> Family[Value]:
        """A family that only grows."""
        return self._add(Family(name, "counter", help_text, labels, Value))

    def gauge(self, name: str, help_text: str | None = None, labels: Sequence[str] = ()) -> Family[Value]:
        """A family that comes and goes."""
        return self._add(Family(name, "gauge", help_text, labels, Value))

    def histogram(
        self, name: str, bounds: Sequence[float], help_text: str | None = None, labels: Sequence[str] = ()
    ) -> Family[Histogram]:
        """A family of distributions with the given upper bounds, `+Inf` left out."""
        if list(bounds) != sorted(set(bounds)):
            raise ValueError(f"the bounds of {name} do not grow")
        return self._add(Family(name, "histogram", help_text, labels, lambda: Histogram(bounds)))

    def render(self) -> bytes:
        """The whole exposition; the caller names its media type."""
        lines: list[str] = []
        for family in self._families.values():
            lines.extend(family.lines())
        lines.append("")
        return "\n".join(lines).encode()

    def _add(self, family: F) -> F:
        if family.name in self._families:
            raise ValueError(f"{family.name} exists already")
        self._families[family.name] = family
        return family


F = TypeVar("F", Family[Value], Family[Histogram])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _braces(labels: str) -> str:
    return f"{{{labels}}}" if labels else ""


def _escape_label(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _escape_help(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")
