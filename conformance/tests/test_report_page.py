"""The pages: whole by themselves, inert whatever a server answered, and every case in them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import mutants  # noqa: F401 - importing registers
import pytest
from mutants.middleware import MUTANTS
from serving import HEADERS, served
from typer.testing import CliRunner

from treadle_conformance import Options, Report, compare, run
from treadle_conformance.conversations import OF_A_STREAM, shown
from treadle_conformance.exchange import Exchange, Sent
from treadle_conformance.reference import Reference
from treadle_conformance.report import (
    Conversation,
    Coverage,
    Result,
    SchemaFailure,
    SchemaResult,
    from_json,
    to_json,
)
from treadle_conformance.report_badge import to_badge
from treadle_conformance.report_html import to_html

EVIL = "</script><img src=x onerror=alert(1)>\"' \x00 \u2028 <!--"
TURNING = [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))]  # signs that turn text around
LOADS = {"src", "srcset", "action", "data", "poster", "background", "xlink:href"}


class Page(HTMLParser):
    """What a page has in it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tiles: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.scripts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.loads += [f"{tag} {name}" for name in given if name in LOADS or name.startswith("on")]
        href = given.get("href") or "#"
        if not href.startswith("#"):
            self.loads.append(href)
        if tag == "a" and "aria-label" in given:
            self.tiles.append(href[1:])
        if "case" in (given.get("class") or "").split():
            self.ids.append(given.get("id") or "")
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def faulty() -> Report:
    broken = MUTANTS["usage_does_not_add_up"].wrap(Reference(api_key="key", token="token"))
    with served(broken) as url:
        return run(Options(url=url, name="faulty", headers=HEADERS, schema=False, fast=True))


def test_every_case_is_there_with_what_was_said(faulty: Report) -> None:
    page = Page(to_html(faulty))
    wanted = [result.id for result in faulty.results]
    assert page.ids == wanted
    assert page.tiles == wanted
    data = json.loads(page.scripts[0])
    assert set(data["cases"]) == set(wanted)
    for case in data["cases"].values():
        assert all("curl " in data["conversations"][number]["curl"] for number in case["conversations"])
    found = data["cases"]["openai.usage_adds_up"]
    assert '"usage"' in data["conversations"][found["shown"]]["body"]
    streamed = data["conversations"][data["cases"]["stream.equals_plain"]["conversations"][1]]
    assert len(streamed["timeline"]) >= 12
    times = [at for at, _ in streamed["timeline"]]
    assert times == sorted(times)
    assert times[-1] <= streamed["milliseconds"]


def test_pages_load_nothing(faulty: Report) -> None:
    for made in (to_html(faulty), compare.to_html([faulty, faulty])):
        page = Page(made)
        assert page.loads == []
        assert not {"link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
        assert page.tags.count("script") == 2
        assert b"color-scheme: light dark" in made
        assert b"@import" not in made
        assert b"url(" not in made


def test_no_secret_is_in_a_report(faulty: Report) -> None:
    for made in (to_html(faulty), to_json(faulty)):
        for secret in HEADERS.values():
            assert f": {secret}".encode() not in made
            assert b"Bearer key" not in made


def test_no_answer_becomes_markup() -> None:
    talk = Conversation(
        method="POST",
        path=EVIL,
        request=EVIL,
        curl=EVIL,
        status=200,
        headers=[("x", EVIL)],
        body=EVIL,
        size=1,
        milliseconds=1.0,
    )
    result = Result(
        id="http.head_mirrors_get",
        title=EVIL,
        area="http",
        level="MUST",
        requirements=("HTTP-10",),
        status="failed",
        message=EVIL,
        curl=EVIL,
        conversations=[0],
        shown=0,
    )
    schema = SchemaResult(
        contract=EVIL,
        faults=[EVIL],
        coverage=[Coverage(part=EVIL, covered=1, total=2, percent=50, minimum=90)],
        failures=[
            SchemaFailure(operation=EVIL, check=EVIL, title=EVIL, message=EVIL, curl=EVIL, answer=EVIL)
        ],
    )
    report = Report(
        url=EVIL,
        name=EVIL,
        profiles=(EVIL,),
        suite="1",
        started=EVIL,
        model=EVIL,
        results=[result],
        schema=[schema],
        conversations=[talk],
        stale=[EVIL],
    )
    for made in (to_html(report), compare.to_html([report, report])):
        page = Page(made)
        assert "img" not in page.tags
        assert page.loads == []
        assert page.tags.count("script") == 2
        json.loads(page.scripts[0])
    assert ElementTree.fromstring(to_badge(report)).tag.endswith("svg")


def test_no_name_turns_the_page_around() -> None:
    name = f"loom {''.join(TURNING)} conformant"
    report = Report(url="http://x", name=name, model=name, profiles=("openai",), suite="1", started="now")
    for made in (to_html(report), compare.to_html([report, report]), to_badge(report)):
        page = made.decode()
        assert not set(TURNING) & set(page)
        assert "⟨U+202E⟩" in page or made == to_badge(report)


def test_a_long_stream_tells_how_much_of_it_is_shown() -> None:
    sent = Sent(method="POST", url="http://x", path="/g", headers={}, body=b"{}")
    kind = [("content-type", "text/event-stream")]
    chunks = [(number / 1000, b"data: x\n\n") for number in range(300)]
    talk = shown(Exchange(sent=sent, status=200, headers=kind, chunks=chunks))
    assert (len(talk.timeline), talk.pieces) == (OF_A_STREAM, 300)


def test_the_comparison_tells_servers_apart(faulty: Report, reference: str, tmp_path: Path) -> None:
    right = run(
        Options(url=reference, name="right", profiles=("all",), headers=HEADERS, schema=False, fast=True)
    )
    right.schema.append(SchemaResult(contract="tgi", operations=1, cases=4321))
    paths = []
    for report in (right, faulty):
        path = tmp_path / f"{report.name}.json"
        path.write_bytes(to_json(report))
        assert from_json(path.read_bytes()).results == report.results
        paths.append(str(path))
    outcome = CliRunner().invoke(compare.app, [*paths, "--html", str(tmp_path / "matrix.html")])
    assert outcome.exit_code == 0, outcome.output
    (line,) = [line for line in outcome.output.splitlines() if line.startswith("openai.usage_adds_up")]
    assert line.split()[1:] == ["✓", "✗"]
    assert "http.head_mirrors_get" not in outcome.output
    (line,) = [line for line in outcome.output.splitlines() if line.startswith("cases of tgi")]
    assert line.split()[3:] == ["4321", "–"]
    page = (tmp_path / "matrix.html").read_text()
    assert page.count('class="cell absent"') == len(right.results) - len(faulty.results)


def test_a_comparison_of_something_else_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": 1}')
    assert CliRunner().invoke(compare.app, [str(path)]).exit_code == 2
