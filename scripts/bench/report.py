"""What the bench shows: a table in the terminal and in Markdown, every sample in JSON, a plot in SVG."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from html import escape
from pathlib import Path
from typing import Any

from bench.cases import CASES, UNITS, Case
from bench.servers import Kind
from bench.summary import Spread, ratios


@dataclass(frozen=True, slots=True)
class Sample:
    """One case against one server in one round."""

    case: str
    server: str
    round: int
    cpu_us_per_token: float
    cpu_us_per_request: float
    latency_ms: float  # median over the requests
    first_byte_ms: float  # median over the requests
    tokens_per_second: float
    events_per_token: float  # below 1 where tokens were merged
    client_load: float  # the client's own share of its core


def mean(bursts: Sequence[Sample]) -> Sample:
    """One sample from the bursts of one round."""
    numbers: dict[str, Any] = {
        field.name: statistics.fmean(getattr(burst, field.name) for burst in bursts)
        for field in fields(Sample)
        if field.name not in ("case", "server", "round")
    }
    return replace(bursts[0], **numbers)


@dataclass(frozen=True, slots=True)
class Row:
    """A case's results by server key; `ratio` is the first server's over each other's."""

    case: Case
    values: dict[str, Spread]
    ratio: dict[str, Spread]


def rows(samples: Sequence[Sample], kinds: Sequence[Kind]) -> list[Row]:
    """The table, from all samples; every server has one per case and round."""
    found: list[Row] = []
    for case in CASES:
        series = {
            kind.key: [
                float(getattr(sample, case.quantity))
                for sample in samples
                if sample.case == case.key and sample.server == kind.key
            ]
            for kind in kinds
        }
        if not all(series.values()):
            continue
        first, *others = (kind.key for kind in kinds)
        values = {key: Spread.of(numbers) for key, numbers in series.items()}
        ratio = {key: Spread.of(ratios(series[first], series[key])) for key in others}
        found.append(Row(case, values, ratio))
    return found


def cells(table: Sequence[Row], kinds: Sequence[Kind]) -> list[list[str]]:
    """Head and rows as text."""
    first, *others = kinds
    head = ["", "quantity", *(kind.title for kind in kinds), *(f"{first.title} / {o.title}" for o in others)]
    lines = [head]
    for row in table:
        line = [row.case.title, UNITS[row.case.quantity]]
        line += [_number(row.values[kind.key]) for kind in kinds]
        line += [_number(row.ratio[kind.key], digits=2) for kind in others]
        lines.append(line)
    return lines


def _number(spread: Spread, digits: int = 1) -> str:
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f}–{spread.high:.{digits}f})"


def text_table(lines: Sequence[Sequence[str]]) -> str:
    """For the terminal."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([shown[0], "─" * len(shown[0]), *shown[1:]])


def markdown(lines: Sequence[Sequence[str]], facts: dict[str, str], notes: Sequence[str]) -> str:
    """For a page."""
    shown = ["| " + " | ".join(line) + " |" for line in lines]
    shown.insert(1, "|" + "---|" * len(lines[0]))
    about = [f"* {name}: {value}" for name, value in facts.items()]
    return "\n".join([*shown, "", *(f"* {note}" for note in notes), "", *about, ""])


def write(
    folder: Path,
    samples: Sequence[Sample],
    table: Sequence[Row],
    kinds: Sequence[Kind],
    facts: dict[str, str],
    notes: Sequence[str],
) -> None:
    """`bench.json`, `bench.md` and `bench.svg` in `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = [
        {
            "case": row.case.key,
            "quantity": row.case.quantity,
            "values": {key: asdict(spread) for key, spread in row.values.items()},
            "ratio": {key: asdict(spread) for key, spread in row.ratio.items()},
        }
        for row in table
    ]
    document = {
        "machine": facts,
        "notes": list(notes),
        "rows": summary,
        "samples": [asdict(s) for s in samples],
    }
    (folder / "bench.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    (folder / "bench.md").write_text(markdown(cells(table, kinds), facts, notes))
    (folder / "bench.svg").write_text(svg(samples, table, kinds))


COLOURS = ("#0b7285", "#e8590c", "#868e96", "#5f3dc4")


def svg(samples: Sequence[Sample], table: Sequence[Row], kinds: Sequence[Kind]) -> str:
    """A bar per median and a dot per round, each case on its own scale."""
    bar, gap, left, width = 18, 14, 330, 420
    parts: list[str] = []
    y = 34
    for place, kind in enumerate(kinds):
        x = left + place * 170
        parts.append(f'<rect x="{x}" y="8" width="11" height="11" fill="{COLOURS[place % len(COLOURS)]}"/>')
        parts.append(f'<text x="{x + 16}" y="18">{escape(kind.title)}</text>')
    for row in table:
        highest = max(spread.high for spread in row.values.values())
        middle = y + bar * len(kinds) / 2
        parts.append(
            f'<text x="{left - 10}" y="{middle - 2}" text-anchor="end">{escape(row.case.title)}</text>'
        )
        parts.append(
            f'<text x="{left - 10}" y="{middle + 11}" text-anchor="end" class="unit">'
            f"{escape(UNITS[row.case.quantity])}</text>"
        )
        for place, kind in enumerate(kinds):
            spread = row.values[kind.key]
            long = spread.median / highest * width
            colour = COLOURS[place % len(COLOURS)]
            parts.append(f'<rect x="{left}" y="{y}" width="{long:.1f}" height="{bar - 4}" fill="{colour}"/>')
            for sample in samples:
                if sample.case == row.case.key and sample.server == kind.key:
                    at = left + float(getattr(sample, row.case.quantity)) / highest * width
                    parts.append(f'<circle cx="{at:.1f}" cy="{y + bar / 2 - 2}" r="2.5" class="dot"/>')
            parts.append(f'<text x="{left + width + 12}" y="{y + bar - 7}">{escape(_number(spread))}</text>')
            y += bar
        y += gap
    style = (
        "text{font:12px system-ui,sans-serif;fill:#212529}.unit{fill:#868e96;font-size:11px}"
        ".dot{fill:#fff;stroke:#212529;stroke-width:1}"
    )
    full = left + width + 150
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {y}" width="{full}" height="{y}">'
    ground = f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>'
    return f"{head}{ground}{''.join(parts)}</svg>\n"
