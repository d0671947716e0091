"""`treadle conform compare A.json B.json …`: the matrix of several servers, in the terminal and as a page.

A check that a run did not have (another profile) is a dash, never a pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from treadle_conformance.page import WORDS, choice, page, text, tools, top
from treadle_conformance.report import Report, Result, SchemaResult, from_json
from treadle_conformance.rules import all_checks

MARKS = {
    "passed": "✓",
    "warned": "!",
    "failed": "✗",
    "blocked": "✗",
    "error": "E",
    "expected": "~",
    "absent": "–",
}
COLOURS = {"passed": "green", "warned": "yellow", "expected": "magenta", "absent": "dim"}
LEGEND = (
    '<p class="legend"><span class="passed">✓ kept</span><span class="failed">✗ not kept</span>'
    '<span class="warned">! a SHOULD not kept</span><span class="expected">~ known to fail</span>'
    '<span class="absent">– not in that profile</span></p>'
)
USAGE = 2
app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)


@app.command()
def compare(
    reports: Annotated[list[Path], typer.Argument(help="report.json of two or more runs.")],
    html: Annotated[Path | None, typer.Option(help="Write the matrix as a page to this file.")] = None,
    everything: Annotated[
        bool, typer.Option("--all/--differing", help="Show every check, not only those that differ or fail.")
    ] = False,
) -> None:
    """Put the reports of several servers side by side."""
    console = Console()
    try:
        read = [from_json(path.read_bytes()) for path in reports]
    except (OSError, msgspec.DecodeError) as error:
        console.print(f"[red]{escape(str(error))}[/]", highlight=False)
        raise typer.Exit(USAGE) from None
    show(read, console, everything=everything)
    if html:
        try:
            html.write_bytes(to_html(read))
        except OSError as error:
            console.print(f"[red]{escape(str(error))}[/]", highlight=False, soft_wrap=True)
            raise typer.Exit(USAGE) from None
        console.print(f"page: {escape(str(html))}", highlight=False, soft_wrap=True)


def rows(reports: list[Report]) -> dict[str, list[Result | None]]:
    """For each check that any run had, in running order, what each run found."""
    found = [{result.id: result for result in report.results} for report in reports]
    order = list(all_checks())
    names = {name for results in found for name in results}
    known = sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))
    return {name: [results.get(name) for results in found] for name in known}


def show(reports: list[Report], console: Console, *, everything: bool) -> None:
    """Print the matrix."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for report in reports:
        table.add_column(escape(report.name), justify="center")
    for area, counts in areas(reports).items():
        table.add_row(f"[bold]{area}[/]", *(f"{kept} / {of}" if of else "–" for kept, of in counts))
    for contract, parts in generated(reports).items():
        table.add_row(f"[bold]cases of {escape(contract)}[/]", *(escape(_cases(part)) for part in parts))
    table.add_row()
    for name, found in rows(reports).items():
        statuses = [result.status if result else "absent" for result in found]
        if everything or set(statuses) - {"passed", "absent"}:
            marks = (f"[{COLOURS.get(status, 'red')}]{MARKS[status]}[/]" for status in statuses)
            table.add_row(name, *marks)
    console.print(table)
    console.print("✓ kept   ✗ not kept   ! a SHOULD not kept   ~ known   – not in that profile", style="dim")


def areas(reports: list[Report]) -> dict[str, list[tuple[int, int]]]:
    """For each area how many checks each run passed, and of how many."""
    names = dict.fromkeys(name.split(".")[0] for name in rows(reports))
    counts: dict[str, list[tuple[int, int]]] = {}
    for area in names:
        found = [[r.status for r in report.results if r.area == area] for report in reports]
        counts[area] = [(statuses.count("passed"), len(statuses)) for statuses in found]
    return counts


def generated(reports: list[Report]) -> dict[str, list[SchemaResult | None]]:
    """For each contract document what every run's generated cases found, where it made some."""
    found = [{part.contract: part for part in report.schema} for report in reports]
    names = dict.fromkeys(name for parts in found for name in parts)
    return {name: [parts.get(name) for parts in found] for name in names}


def _cases(part: SchemaResult | None) -> str:
    if part is None:
        return "–"
    return f"{part.cases}, {len(part.failures)} failures" if part.failures else f"{part.cases}"


def to_html(reports: list[Report]) -> bytes:
    """The matrix as a self-contained page."""
    counts = areas(reports)
    heads = "".join(
        f'<th style="text-align:center">{text(report.name)}<div class="faint" style="font-weight:400">'
        f"{text(', '.join(report.profiles))}</div></th>"
        for report in reports
    )
    verdicts = "".join(map(_verdict, reports))
    bodies: list[str] = []
    matrix = rows(reports)
    for area, kept in counts.items():
        cells = "".join(
            f'<th style="text-align:center">{f"{passed} / {of}" if of else "–"}</th>' for passed, of in kept
        )
        of_area = {name: found for name, found in matrix.items() if name.split(".")[0] == area}
        lines = "".join(_line(name, area, found) for name, found in of_area.items())
        bodies.append(
            f'<tbody class="group-of"><tr class="group"><th>{text(area)}</th>{cells}</tr>{lines}</tbody>'
        )
    names = ", ".join(report.name for report in reports)
    body = [
        top("Conformance, side by side", text(names)),
        tools(
            choice(
                "status",
                "every check",
                [("differs", "those that differ"), ("differs bad", "those that someone fails")],
            ),
            choice("area", "every area", [(area, area) for area in counts]),
        ),
        f'<div class="scroll"><table class="compare"><thead><tr><th></th>{heads}</tr></thead>',
        f"<tbody><tr><td>verdict</td>{verdicts}</tr>{_generated(reports)}</tbody>",
        f"{''.join(bodies)}</table></div>",
        LEGEND,
    ]
    return page(f"{names}: conformance", "\n".join(body), {"conversations": [], "cases": {}})


def _verdict(report: Report) -> str:
    shade, word = WORDS[report.verdict.name.lower()]
    return (
        f'<td style="text-align:center" class="{shade}"><b style="color:var(--shade)">{word}</b>'
        f"<small>{report.counts.get('passed', 0)} of {len(report.results)}</small></td>"
    )


def _generated(reports: list[Report]) -> str:
    lines: list[str] = []
    for contract, found in generated(reports).items():
        cells = "".join(
            f'<td class="{"absent" if part is None else "passed" if part.good else "failed"}" '
            f'style="text-align:center;color:var(--shade)">{text(_cases(part))}</td>'
            for part in found
        )
        lines.append(f"<tr><td>generated cases: {text(contract)}</td>{cells}</tr>")
    return "".join(lines)


def _line(name: str, area: str, found: list[Result | None]) -> str:
    statuses = [result.status if result else "absent" for result in found]
    bad = set(statuses) - {"passed", "absent"}
    kind = "bad" if bad and len(set(statuses)) == 1 else "differs" if bad else "same"
    title = next(result.title for result in found if result)
    messages = " ".join(result.message for result in found if result)
    cells = "".join(
        f'<td class="cell {status}" title="{text(result.message if result else "not in that profile")}">'
        f"{MARKS[status]}</td>"
        for status, result in zip(statuses, found, strict=True)
    )
    return (
        f'<tr data-words="{text(f"{name} {title} {messages}".lower())}" data-status="{kind}" '
        f'data-area="{text(area)}"><td><span class="id">{_broken(name)}</span><small>{text(title)}</small>'
        f"</td>{cells}</tr>"
    )


def _broken(name: str) -> str:
    """An id that a narrow page may break between its words, and nowhere else."""
    return text(name).replace(".", ".<wbr>").replace("_", "_<wbr>")
