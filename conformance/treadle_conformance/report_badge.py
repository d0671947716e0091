"""The badge: one line of SVG that says what was held and how much of it was kept."""

from __future__ import annotations

from treadle_conformance.page import text
from treadle_conformance.report import Report, Verdict

COLOURS = {Verdict.CONFORMANT: "#1a7f4b", Verdict.NON_CONFORMANT: "#c22f2f", Verdict.HARNESS_FAULT: "#a3239a"}
WIDTH = 6.6  # of a character at 11 px, on average


def to_badge(report: Report) -> bytes:
    """An SVG badge with the profiles and the number of checks that passed."""
    left = f"conform {' + '.join(report.profiles)}"
    right = f"{report.counts.get('passed', 0)} / {len(report.results)}"
    if report.verdict is Verdict.HARNESS_FAULT:
        right = "suite at fault"
    first, second = (round(len(part) * WIDTH + 14) for part in (left, right))
    colour = COLOURS[report.verdict]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="20" role="img" '
        f'aria-label="{text(f"{left}: {right}")}"><title>{text(f"{left}: {right}")}</title>'
        f'<rect width="{first + second}" height="20" rx="4" fill="#3a3d42"/>'
        f'<path d="M{first} 0h{second - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H{first}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{first / 2}" y="14" textLength="{first - 14}">{text(left)}</text>'
        f'<text x="{first + second / 2}" y="14" textLength="{second - 14}">{text(right)}</text></g></svg>\n'
    ).encode()
