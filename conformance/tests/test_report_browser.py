"""report.html in a browser, where there is one (conftest): what its script does."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from treadle_conformance.report import Conversation, Report, Result
from treadle_conformance.report_html import to_html


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """What a browser makes of a page: its document, after a script of the test's has run in it."""
    folder = tmp_path_factory.mktemp("page")
    report = Report(url="http://x", profiles=("openai",), suite="1", started="now")
    for area in ("http", "stream"):
        one = f"{area}.one"
        result = Result(id=one, title="One.", area=area, level="MUST", requirements=(), status="passed")
        report.results.append(result)
    report.results[1].status = "failed"
    talk = Conversation(
        method="GET",
        path="/",
        request=None,
        curl="curl x",
        status=200,
        headers=[],
        body="",
        size=9,
        milliseconds=9.0,
        timeline=[(1.0, "data: x")],
        pieces=300,
    )
    report.conversations.append(talk)
    report.results[0].conversations = [0]

    def draw(address: str, script: str) -> str:
        page = folder / "report.html"
        page.write_bytes(to_html(report).replace(b"</body>", f"<script>{script}</script></body>".encode()))
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"]
        profile = f"--user-data-dir={folder / 'profile'}"
        done = subprocess.run(
            ["chromium", *options, profile, f"{page.as_uri()}{address}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    return draw


SAY = "document.title = JSON.stringify({0})"
STATE = """[location.search + location.hash,
  ...[...document.querySelectorAll("details.case")].map((box) => box.open && box.checkVisibility())]"""


def test_a_link_leads_to_a_check_that_a_filter_hides(drawn: Callable[[str, str], str]) -> None:
    page = drawn("?status=failed#http.one", f"setTimeout(() => {{ {SAY.format(STATE)} }}, 500)")
    assert '<title>["?status=failed#http.one",true,false]</title>' in page
    assert "the first 1 of 300 pieces" in page


def test_the_check_that_is_open_is_in_the_address(drawn: Callable[[str, str], str]) -> None:
    later = "".join(
        f"setTimeout(() => {{ {step} }}, {200 * number});"
        for number, step in enumerate(
            (
                "said = []; boxes = document.querySelectorAll('details.case'); boxes[1].open = true",
                "said.push(location.hash); boxes[0].open = true",
                "said.push(location.hash); boxes[1].open = false",
                "said.push(location.hash); boxes[0].open = false",
                f"said.push(location.hash); {SAY.format('said')}",
            ),
            1,
        )
    )
    page = drawn("", f"let said, boxes; {later}")
    assert '<title>["#stream.one","#http.one","#http.one",""]</title>' in page
