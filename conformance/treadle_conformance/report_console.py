"""The report for a person: what is wrong and how to see it again, in ten seconds."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from treadle_conformance.report import Report, Result, SchemaResult, Verdict, to_take_out
from treadle_conformance.rules import requirements

COLOURS = {"failed": "red", "blocked": "red", "error": "magenta", "warned": "yellow", "expected": "yellow"}
WORDS = {
    Verdict.CONFORMANT: "[bold green]conformant[/]",
    Verdict.NON_CONFORMANT: "[bold red]non-conformant[/]",
    Verdict.HARNESS_FAULT: "[bold magenta]the suite is at fault[/]",
}
SHOWN_FAILURES = 20
SHOWN_CURL = 12_000  # characters; a longer line is in the report's files alone


def show(report: Report, console: Console) -> None:
    """Print the summary of a run."""
    for result in report.results:
        if result.status != "passed":
            _finding(result, console)
    for part in report.schema:
        _schema(part, console)
    for entry, why in report.outdated:
        console.print(
            f"[red]{'stale':8}[/] {escape(to_take_out(entry, why))}", highlight=False, soft_wrap=True
        )
    _areas(report, console)
    counts = ", ".join(f"{count} {status}" for status, count in report.counts.items())
    console.print(
        f"{WORDS[report.verdict]}  {escape(report.url)}  {' '.join(report.profiles)}: {counts}; "
        f"{report.requests} requests, {report.effort}",
        highlight=False,
        soft_wrap=True,
    )


def _finding(result: Result, console: Console) -> None:
    colour = COLOURS[result.status]
    times = f" ({result.occurrences} answers)" if result.occurrences > 1 else ""
    console.print(
        f"[{colour}]{result.status:8}[/] [bold]{result.id}[/]{times}  {escape(result.title)}", soft_wrap=True
    )
    reason = f"because of {result.because}: " if result.because else ""
    console.print(f"         {escape(reason + result.message)}", highlight=False, soft_wrap=True)
    if result.status in {"failed", "error"}:
        rows = requirements()
        for name in result.requirements:
            row = rows[name]
            console.print(f"         [dim]{name} {row.level.value}: {escape(row.text)}[/]", soft_wrap=True)
        if result.curl:
            console.print(f"         {_curl(result.curl)}", highlight=False, soft_wrap=True)
        if result.answer:
            console.print(f"         [dim]{escape(result.answer)}[/]", highlight=False, soft_wrap=True)


def _curl(line: str) -> str:
    """A curl line, whole or not at all: the beginning of one asks something else."""
    if len(line) <= SHOWN_CURL:
        return escape(line)
    return f"[dim]a curl line of {len(line)} characters, which report.html and report.json have (--report)[/]"


def _schema(part: SchemaResult, console: Console) -> None:
    console.print(
        f"schema   [bold]{part.contract}[/]: {part.effort}, {len(part.failures)} failures, "
        f"{part.seconds:.1f} s ({', '.join(part.phases)})",
        highlight=False,
        soft_wrap=True,
    )
    for coverage in part.coverage:
        gate = "" if coverage.minimum is None else f", at least {coverage.minimum:g} %"
        colour = "green" if coverage.enough else "red"
        line = f"{coverage.part}: [{colour}]{coverage.percent:.1f} %[/] of {coverage.total}{gate}"
        console.print(f"         {line}", highlight=False)
    for exclusion in part.exclusions:
        console.print(
            f"         left out: {escape(exclusion.what)} ({escape(exclusion.reason)})", soft_wrap=True
        )
    for fault in part.faults:
        console.print(f"         [magenta]{escape(fault)}[/]", soft_wrap=True)
    for failure in part.failures[:SHOWN_FAILURES]:
        console.print(
            f"[red]failed[/]   {failure.operation}  {escape(failure.title)} ({failure.check})", soft_wrap=True
        )
        console.print(f"         {escape(failure.message[:600])}", highlight=False, soft_wrap=True)
        console.print(f"         {_curl(failure.curl)}", highlight=False, soft_wrap=True)
        console.print(f"         [dim]{escape(failure.answer)}[/]", highlight=False, soft_wrap=True)
    if len(part.failures) > SHOWN_FAILURES:
        console.print(f"         and {len(part.failures) - SHOWN_FAILURES} more, in the report")


def _areas(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("area", "passed", "warned", "failed", "of"):
        table.add_column(heading, justify="left" if heading == "area" else "right")
    for area in dict.fromkeys(result.area for result in report.results):
        found = [result.status for result in report.results if result.area == area]
        failed = sum(status in {"failed", "blocked", "error"} for status in found)
        warned = found.count("warned") + found.count("expected")
        table.add_row(
            area,
            str(found.count("passed")),
            f"[yellow]{warned}[/]" if warned else "",
            f"[red]{failed}[/]" if failed else "",
            str(len(found)),
        )
    console.print(table)
