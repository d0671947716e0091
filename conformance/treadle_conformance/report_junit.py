"""The report as JUnit XML: one suite per area, one case per check, blocked and failed ones as failures.

An entry of the known-failing list that has to go is a failure too, in a suite of its own.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from treadle_conformance.report import BAD, Report, Result, SchemaResult, to_take_out

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_junit(report: Report) -> bytes:
    """The report as a JUnit document."""
    areas: dict[str, list[str]] = {}
    failed: dict[str, int] = {}
    for result in report.results:
        areas.setdefault(result.area, []).append(_case(result))
        failed[result.area] = failed.get(result.area, 0) + (result.status in BAD)
    for part in report.schema:
        areas.setdefault("schema", []).append(_schema_case(part))
        failed["schema"] = failed.get("schema", 0) + (not part.good)
    for name, why in report.outdated:
        areas.setdefault("known-failing", []).append(_outdated(name, why))
        failed["known-failing"] = len(report.outdated)
    suites = [
        f'<testsuite name={quoteattr(area)} tests="{len(cases)}" failures="{failed[area]}">'
        + "".join(cases)
        + "</testsuite>"
        for area, cases in areas.items()
    ]
    head = f'<testsuites name="treadle conform" time="{report.seconds:.3f}">'
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + head + "".join(suites) + "</testsuites>\n").encode()


def _case(result: Result) -> str:
    seconds = result.milliseconds / 1000
    head = f'<testcase classname={quoteattr(result.area)} name={quoteattr(result.id)} time="{seconds:.3f}">'
    if result.status in BAD:
        detail = "\n".join(filter(None, (result.message, result.curl, result.answer)))
        return f"{head}<failure message={_attribute(result.message)}>{_text(detail)}</failure></testcase>"
    note = f"<system-out>{_text(f'{result.status}: {result.message}')}</system-out>" if result.message else ""
    return f"{head}{note}</testcase>"


def _outdated(name: str, why: str) -> str:
    message = to_take_out(name, why)
    head = f'<testcase classname="known-failing" name={_attribute(name)} time="0.000">'
    return f"{head}<failure message={_attribute(message)}>{_text(message)}</failure></testcase>"


def _schema_case(part: SchemaResult) -> str:
    head = f'<testcase classname="schema" name={quoteattr(part.contract)} time="{part.seconds:.3f}">'
    if part.good:
        return f"{head}</testcase>"
    lines = part.faults + [f"{f.operation}: {f.title}: {f.message}\n{f.curl}" for f in part.failures]
    lines += [f"{c.part}: {c.percent:.1f} %, at least {c.minimum} %" for c in part.coverage if not c.enough]
    return f"{head}<failure message={_attribute(lines[0])}>{_text(chr(10).join(lines))}</failure></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text[:300]))


def _text(text: str) -> str:
    return escape(NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
