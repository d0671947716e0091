"""`treadle conform-client`: hold a client to what servers may send.

Exit codes as `treadle conform`: 0 conformant, 1 not, 2 wrong usage, 4 the suite itself is at fault.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from treadle_conformance import known
from treadle_conformance.cli import write
from treadle_conformance.client.judge import judge, variants
from treadle_conformance.faults import Misuse
from treadle_conformance.report import Verdict
from treadle_conformance.report_console import show

USAGE = 2
app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)


@app.command()
def conform_client(
    command: Annotated[
        str, typer.Argument(help="Starts the client's adapter: JSON lines on stdin and stdout.")
    ],
    only: Annotated[
        str, typer.Option(help="Run only the checks whose id matches, e.g. '*.chat_stream.*'.")
    ] = "*",
    known_failing: Annotated[
        Path | None, typer.Option(help="What this client is known to fail (YAML).")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Folder for report.html, report.json, junit.xml and badge.svg.")
    ] = None,
) -> None:
    """Find out whether a client reads everything that a server may send, and reports what is broken."""
    console = Console()
    try:
        expected = known.read(known_failing, variants()) if known_failing else {}
        found = asyncio.run(judge(command, only, expected))
        show(found, console)
        if report:
            write(found, report)
            console.print(f"report: {escape(str(report / 'report.html'))}", highlight=False, soft_wrap=True)
    except (Misuse, OSError) as error:
        console.print(f"[red]{escape(str(error))}[/]", highlight=False, soft_wrap=True)
        raise typer.Exit(USAGE) from None
    raise typer.Exit(found.verdict.value)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    try:
        app(args=arguments, prog_name="treadle conform-client")
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:
        traceback.print_exc()
        sys.stderr.write("the suite is at fault, and says nothing about the client\n")
        return Verdict.HARNESS_FAULT.value
    return 0
