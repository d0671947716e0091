"""`treadle conform URL`: the suite on the command line; `treadle conform compare` for several reports.

Exit codes: 0 conformant, 1 non-conformant, 2 wrong usage, 3 unreachable or misconfigured, 4 the suite
itself is at fault.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from treadle_conformance import compare
from treadle_conformance.documents import MissingDocument
from treadle_conformance.faults import Misuse, Unreachable
from treadle_conformance.profile import profiles
from treadle_conformance.report import Report, Verdict, to_json
from treadle_conformance.report_badge import to_badge
from treadle_conformance.report_console import show
from treadle_conformance.report_html import to_html
from treadle_conformance.report_junit import to_junit
from treadle_conformance.rules import all_checks, requirements
from treadle_conformance.runner import Options, run
from treadle_conformance.schema_layer import AT_ONCE as PROCESSES

USAGE = 2
app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise typer.BadParameter("expected 'Name: value'", param_hint="--header")  # it may be a secret
    return name.strip(), value.strip()


def _list(listed: bool) -> None:
    if not listed:
        return
    console = Console()
    for profile in profiles().values():
        console.print(
            f"[bold]{profile.id}[/]  {profile.title}: {len(profile.checks())} checks", highlight=False
        )
    for check in all_checks().values():
        said = f"{check.level.value:6} {check.id}  [dim]{' '.join(check.requirements)}[/]  {check.title}"
        console.print(said, highlight=False, soft_wrap=True)
    console.print(f"{len(all_checks())} checks, {len(requirements())} requirements", highlight=False)
    raise typer.Exit(0)


@app.command()
def conform(
    url: Annotated[str, typer.Argument(help="Where the server is, for example http://127.0.0.1:8080.")],
    profile: Annotated[
        list[str] | None,
        typer.Option(help="What the server promises; may be given several times. [default: tgi-3.3]"),
    ] = None,
    only: Annotated[
        str, typer.Option(help="Run only the checks whose id matches, e.g. 'stream.*,http.*' or 'schema'.")
    ] = "*",
    report: Annotated[
        Path | None, typer.Option(help="Folder for report.html, report.json, junit.xml and badge.svg.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="What the server is called in reports; its URL unless told.")
    ] = "",
    header: Annotated[
        list[str] | None,
        typer.Option(help="'Name: value', sent with every request; or set TREADLE_API_KEY, TREADLE_TOKEN."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast/--full", help="Leave out what takes a real model long.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema/--no-schema", help="Whether to run generated cases too.")
    ] = True,
    examples: Annotated[
        int | None, typer.Option(min=1, help="Generated cases per operation; 20, or 5 with --fast.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes that make cases at once; each takes 90 to 135 MB.")
    ] = PROCESSES,
    known_failing: Annotated[
        Path | None, typer.Option(help="What this server is known to fail (YAML).")
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Certificate (PEM) of who signed the server's."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that an answer may take.")] = 60.0,
    wait: Annotated[float, typer.Option(min=0.0, help="Seconds that the server may take to come up.")] = 0.0,
    listed: Annotated[
        bool,
        typer.Option("--list", is_eager=True, callback=_list, help="List profiles and checks, and leave."),
    ] = False,
) -> None:
    """Find out whether a server keeps its word."""
    del listed
    options = Options(
        url=url,
        name=name,
        profiles=tuple(profile or ("tgi-3.3",)),
        only=only,
        headers=dict(map(_header, header or [])),
        fast=fast,
        schema=schema,
        examples=examples,
        processes=processes,
        known_failing=known_failing,
        timeout=timeout,
        ca_file=ca_file,
        wait=wait,
    )
    console = Console()
    try:
        if report:
            _writable(report)  # a run takes minutes, and its report is what it is for
        found = _with_progress(options)
    except Unreachable as error:
        console.print(
            f"[bold magenta]unreachable or misconfigured[/]  {escape(str(error))}",
            highlight=False,
            soft_wrap=True,
        )
        raise typer.Exit(Verdict.UNREACHABLE.value) from None
    except (Misuse, MissingDocument, OSError) as error:
        console.print(f"[red]{escape(str(error))}[/]", highlight=False, soft_wrap=True)
        raise typer.Exit(USAGE) from None
    show(found, console)
    if report:
        write(found, report)
        console.print(f"report: {escape(str(report / 'report.html'))}", highlight=False, soft_wrap=True)
    raise typer.Exit(found.verdict.value)


def _with_progress(options: Options) -> Report:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("smoke", total=None)

        def tell(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of or None)

        return run(options, tell)


def _writable(folder: Path) -> None:
    """Make a folder, and raise OSError unless something can be written into it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def write(report: Report, folder: Path) -> None:
    """Write every form of the report into `folder`, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_bytes(to_html(report))
    (folder / "badge.svg").write_bytes(to_badge(report))
    (folder / "report.json").write_bytes(to_json(report))
    (folder / "junit.xml").write_bytes(to_junit(report))


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code. `compare` is a word, not a server.

    Whatever was not foreseen is the suite's fault, and no verdict on a server.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if given[:1] == ["compare"]:
            compare.app(args=given[1:], prog_name="treadle conform compare")
        app(args=given, prog_name="treadle conform")
    except SystemExit as end:
        return int(end.code or 0)
    except Exception:
        traceback.print_exc()
        sys.stderr.write("the suite is at fault, and says nothing about the server\n")
        return Verdict.HARNESS_FAULT.value
    return 0
