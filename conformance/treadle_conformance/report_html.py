"""report.html: a run as one page that can be linked to, every case with what was said.

head      verdict, counts
matrix    one tile per case, by area
cases     requirement, finding, conversations (made by the script from the data in the page)
schema    the generated cases, their coverage and what they found
"""

from __future__ import annotations

from treadle_conformance.page import WORDS, choice, page, text, tools, top
from treadle_conformance.report import Report, Result, SchemaFailure, SchemaResult, to_take_out
from treadle_conformance.rules import requirements

STATUSES = ("failed", "error", "blocked", "warned", "expected", "passed")
FOOT = (
    "<footer>Made by <code>treadle conform</code> {version}. A check passes when the rule was kept in every "
    "answer that was looked at. blocked: the answer was already broken on a lower level, so the rule says "
    "nothing of its own. expected: on the known-failing list.</footer>"
)
SHOWN_FAILURES = 200
SHOWN_MESSAGE = 240  # characters of a message in the list of findings


def to_html(report: Report) -> bytes:
    """The report as a self-contained page."""
    areas = dict.fromkeys(result.area for result in report.results)
    under = f"{text(report.url)} · {text(report.model)}" if report.name != report.url else text(report.model)
    body = [
        top(report.name, f"{under} · {text(', '.join(report.profiles))} · {text(report.started)}"),
        _verdict(report),
        "<h2>By area</h2>",
        f'<div class="matrix">{"".join(_tiles(area, report) for area in areas)}</div>',
        _findings(report),
        "<h2>Checks</h2>",
        tools(
            choice(
                "status", "any result", [("failed error blocked", "not kept"), *((s, s) for s in STATUSES)]
            ),
            choice("area", "every area", [(area, area) for area in areas]),
            choice("level", "MUST and SHOULD", [("MUST", "MUST"), ("SHOULD", "SHOULD")]),
        ),
        *(_area(area, report) for area in areas),
        *(_schema(part) for part in report.schema),
        FOOT.format(version=text(report.suite)),
    ]
    data = {
        "conversations": report.conversations,
        "cases": {r.id: {"conversations": r.conversations, "shown": r.shown} for r in report.results},
    }
    return page(f"{report.name}: {WORDS[report.verdict.name.lower()][1].lower()}", "\n".join(body), data)


def _verdict(report: Report) -> str:
    shade, word = WORDS[report.verdict.name.lower()]
    counts = report.counts
    bars = "".join(
        f'<i class="{status}" style="flex:{counts[status]}"></i>' for status in STATUSES if status in counts
    )
    legend = "".join(
        f'<span class="{status}">{counts[status]} {status}</span>' for status in STATUSES if status in counts
    )
    cases = sum(part.cases for part in report.schema)
    generated = f" · {cases} generated cases" if report.schema else ""
    rows = {name for result in report.results for name in result.requirements}
    stale = "".join(
        f'<p class="failed message">{text(to_take_out(name, why))}</p>' for name, why in report.outdated
    )
    return (
        f'<div class="verdict {shade}"><b class="word">{word}</b><span>{counts.get("passed", 0)} of '
        f'{len(report.results)} checks</span><span class="faint">{len(rows)} requirements '
        f"· {report.requests} "
        f"requests{generated} · {report.effort}</span></div>"
        f'<div class="bar">{bars}</div><div class="legend">{legend}</div>{stale}'
    )


def _findings(report: Report) -> str:
    found = [result for result in report.results if result.status != "passed"]
    lines = "".join(
        f'<li class="{r.status}"><a href="#{text(r.id)}" class="id">{text(r.id)}</a> '
        f'<span class="dot">{text(r.status)}</span><div>{text(_short(_message(r)))}</div></li>'
        for r in sorted(found, key=lambda result: STATUSES.index(result.status))
    )
    return f'<h2>Findings</h2><ul class="findings">{lines}</ul>' if found else ""


def _message(result: Result) -> str:
    return f"because of {result.because}: {result.message}" if result.because else result.message


def _short(message: str) -> str:
    return message if len(message) <= SHOWN_MESSAGE else f"{message[:SHOWN_MESSAGE]}…"


def _of(area: str, report: Report) -> list[Result]:
    return [result for result in report.results if result.area == area]


def _tiles(area: str, report: Report) -> str:
    found = _of(area, report)
    tiles = "".join(
        f'<a class="{r.status}" href="#{text(r.id)}" title="{text(f"{r.id}: {r.status}")}" '
        f'aria-label="{text(f"{r.id}: {r.status}")}"></a>'
        for r in found
    )
    kept = sum(result.status == "passed" for result in found)
    return (
        f'<div class="line"><span>{text(area)}</span><span class="tiles">{tiles}</span>'
        f'<span class="faint">{kept} / {len(found)}</span></div>'
    )


def _area(area: str, report: Report) -> str:
    found = _of(area, report)
    cases = "".join(_case(result) for result in found)
    return f'<section class="group-of"><h3 class="area">{text(area)}</h3>{cases}</section>'


def _case(result: Result) -> str:
    rows = requirements()
    told = "".join(
        f'<div class="row"><b>{text(name)}</b> {row.level.value}: {text(row.text)}'
        f"<small>{text(row.source)} · <code>{text(row.spec)}</code></small></div>"
        for name in result.requirements
        if (row := rows.get(name))
    )
    words = f"{result.id} {result.title} {' '.join(result.requirements)} {result.status} {result.message}"
    message = _message(result)
    times = f" ({result.occurrences} answers)" if result.occurrences > 1 else ""
    finding = f'<div class="message">{text(message)}{times}</div>' if message else ""
    curl = f"<noscript><pre>{text(result.curl)}</pre></noscript>" if result.curl else ""
    if not result.conversations:
        curl += '<p class="faint">Looked at in every answer of the run.</p>'
    took = f" · {result.milliseconds} ms" if result.milliseconds else ""
    return (
        f'<details class="case {result.status}" id="{text(result.id)}" data-words="{text(words.lower())}" '
        f'data-status="{result.status}" data-area="{text(result.area)}" data-level="{result.level}">'
        f'<summary><span class="status dot">{result.status}</span><span class="id">{text(result.id)}</span>'
        f'<span class="level">{result.level}{took}</span><span class="title">{text(result.title)}</span>'
        f"</summary>"
        f'<div class="inside">{finding}{told}{curl}<div class="talks"></div></div></details>'
    )


def _schema(part: SchemaResult) -> str:
    rows = "".join(
        f'<tr><td>{text(c.part)}</td><td class="number">{c.covered} / {c.total}</td>'
        f'<td class="number {"passed" if c.enough else "failed"}" '
        f'style="color:var(--shade)">{c.percent:.1f} %</td>'
        f'<td class="number faint">{"" if c.minimum is None else f"at least {c.minimum:g} %"}</td></tr>'
        for c in part.coverage
    )
    left = "".join(
        f'<div class="row"><code>{text(e.what)}</code><small>{text(e.reason)}</small></div>'
        for e in part.exclusions
    )
    faults = "".join(f'<p class="error message">{text(fault)}</p>' for fault in part.faults)
    failures = "".join(map(_schema_failure, part.failures[:SHOWN_FAILURES]))
    return (
        f"<h2>Generated cases: {text(part.contract)}</h2><p>{part.effort}, "
        f"{len(part.failures)} failures, {part.seconds:.1f} s "
        f'<span class="faint">({text(", ".join(part.phases))})</span></p>{faults}{failures}'
        f'<div class="scroll"><table><thead><tr><th>exercised</th><th class="number">of</th><th '
        f'class="number">share</th>'
        f'<th class="number"></th></tr></thead><tbody>{rows}</tbody></table></div>'
        + (f"<details><summary>What is left out, and why</summary>{left}</details>" if left else "")
    )


def _schema_failure(failure: SchemaFailure) -> str:
    return (
        f'<details class="case failed"><summary><span class="status dot">failed</span><span class="id">'
        f'{text(failure.operation)}</span><span class="level">{text(failure.check)}</span><span '
        f'class="title">'
        f'{text(failure.title)}</span></summary><div class="inside"><div '
        f'class="message">{text(failure.message)}</div>'
        f"<pre>{text(failure.curl)}</pre><pre>{text(failure.answer)}</pre></div></details>"
    )
