"""Reports, known-failing lists and what a run says in the end."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import MUTANTS
from rich.console import Console
from serving import HEADERS, served

from treadle_conformance import Options, Report, Verdict, run
from treadle_conformance.faults import Misuse
from treadle_conformance.known import read
from treadle_conformance.reference import Reference
from treadle_conformance.report import Coverage, Result, SchemaResult, to_json
from treadle_conformance.report_console import show
from treadle_conformance.report_html import to_html
from treadle_conformance.report_junit import to_junit

STALE = "- {check: http.head_mirrors_get, reason: once it did, since: 2026-11-22}\n"


def result(status: str, **members: object) -> Result:
    return Result(  # type: ignore[call-arg]
        **{  # type: ignore[arg-type]
            "id": "http.head_mirrors_get",
            "title": "HEAD is GET.",
            "area": "http",
            "level": "MUST",
            "requirements": ("HTTP-10",),
            "status": status,
            **members,
        }
    )


def report(*results: Result, **members: object) -> Report:
    return Report(  # type: ignore[arg-type]
        url="http://x",
        profiles=("tgi-3.3",),
        suite="1",
        started="2026-11-22T00:00:00Z",
        results=list(results),
        **members,
    )


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (report(result("passed")), Verdict.CONFORMANT),
        (report(result("warned")), Verdict.CONFORMANT),
        (report(result("expected")), Verdict.CONFORMANT),
        (report(result("failed")), Verdict.NON_CONFORMANT),
        (report(result("blocked")), Verdict.NON_CONFORMANT),
        (report(result("error")), Verdict.HARNESS_FAULT),
        (report(result("passed"), stale=["http.head_mirrors_get"]), Verdict.NON_CONFORMANT),
        (report(schema=[SchemaResult(contract="tgi", faults=["no"])]), Verdict.HARNESS_FAULT),
        (
            report(
                schema=[
                    SchemaResult(
                        contract="tgi",
                        coverage=[Coverage(part="keywords", covered=8, total=10, percent=80, minimum=90)],
                    )
                ]
            ),
            Verdict.NON_CONFORMANT,
        ),
    ],
)
def test_verdict(given: Report, verdict: Verdict) -> None:
    assert given.verdict is verdict
    assert json.loads(to_json(given))["verdict"] == verdict.name.lower()


def test_junit_counts_failures_and_survives_any_text() -> None:
    given = report(result("failed", message='<"&\x00\ud800>', curl="curl x"), result("passed"))
    suite = ElementTree.fromstring(to_junit(given))[0]
    assert suite.attrib == {"name": "http", "tests": "2", "failures": "1"}
    assert len(suite.findall("testcase/failure")) == 1


def test_console_says_what_is_wrong_and_how_to_see_it() -> None:
    text = io.StringIO()
    show(report(result("failed", message="it [is] wrong", curl="curl -I x")), Console(file=text, width=200))
    for part in ("http.head_mirrors_get", "it [is] wrong", "HTTP-10 MUST", "curl -I x", "non-conformant"):
        assert part in text.getvalue()


def test_entries_that_have_to_go_are_told_apart() -> None:
    name = "http.head_mirrors_get"
    given = report(result("passed"), stale=[name, "x.old"], absent=["openai.stop_is_left_out"])
    passes, did_not_run, absent = (
        f"{name} is in the known-failing list, and passes: take it out",
        "x.old is in the known-failing list, and did not run: take it out",
        "openai.stop_is_left_out is in the known-failing list, and is in no chosen profile (tgi-3.3): take it out",
    )
    text = io.StringIO()
    show(given, Console(file=text, width=40))
    page = to_html(given).decode()
    for said in (passes, did_not_run, absent):
        assert said in text.getvalue()
        assert said in page
    http, known = ElementTree.fromstring(to_junit(given))
    assert http.attrib["failures"] == "0"
    assert known.attrib == {"name": "known-failing", "tests": "3", "failures": "3"}
    assert [case.attrib["message"] for case in known.iter("failure")] == [passes, did_not_run, absent]


def test_a_curl_line_is_whole_or_not_there() -> None:
    for length, whole in ((10_000, True), (90_000, False)):
        text = io.StringIO()
        line = f"curl --data-binary '{'x' * length}'"
        show(report(result("failed", curl=line)), Console(file=text, width=80))
        assert (line in text.getvalue()) is whole
        assert ("characters, which report.html and report.json have" in text.getvalue()) is not whole
        assert ("xxx" in text.getvalue()) is whole


@pytest.mark.parametrize(
    "text",
    [
        "- {check: no.such_check, reason: r, since: 2026-11-22}",
        STALE + STALE,
        "- {check: http.head_mirrors_get}",
        "{",
        "- {check: http.head_mirrors_get, reason: r, since: 2026-11-22, skip: true}",
    ],
)
def test_a_known_failing_list_that_makes_no_sense_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(text)
    with pytest.raises(Misuse):
        read(path)


def test_a_stale_entry_fails_and_a_true_one_excuses(reference: str, tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(STALE)
    options = {"only": "http.head*", "headers": HEADERS, "known_failing": path}
    stale = run(Options(url=reference, **options))  # type: ignore[arg-type]
    assert stale.stale == ["http.head_mirrors_get"]
    assert stale.verdict is Verdict.NON_CONFORMANT

    with served(MUTANTS["head_is_405"].wrap(Reference(api_key="key", token="token"))) as url:
        excused = run(Options(url=url, **options))  # type: ignore[arg-type]
    assert [r.status for r in excused.results] == ["expected"]
    assert excused.verdict is Verdict.CONFORMANT
