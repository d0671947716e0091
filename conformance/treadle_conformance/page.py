"""One self-contained HTML page: the frame, styles and script that the report and the comparison share.

Nothing is loaded from anywhere; what the script shows is data in the page, escaped so that no answer
of a server can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import msgspec

WEB = Path(__file__).parent / "web"
WORDS = {
    "conformant": ("passed", "Conformant"),
    "non_conformant": ("failed", "Not conformant"),
    "harness_fault": ("error", "The suite is at fault"),
}
NOT_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], "\N{REPLACEMENT CHARACTER}")
TURNING = {
    sign: f"⟨U+{sign:04X}⟩" for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}  # what follows
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def text(value: object) -> str:
    """Any value as HTML text, also inside a quoted attribute."""
    return escape(str(value).translate(NOT_TEXT | TURNING).encode("utf-8", "replace").decode())


def page(title: str, body: str, data: Mapping[str, Any]) -> bytes:
    """A whole page."""
    script = msgspec.json.encode(data).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{text(title)}</title>\n<style>{_file('report.css')}</style></head>\n"
        f"<body><main>\n{body}\n</main>\n"
        f'<script type="application/json" id="data">{script}</script>\n'
        f"<script>{_file('report.js')}</script></body></html>\n"
    ).encode()


def top(title: str, under: str) -> str:
    """The page's heading, with the button that changes between light and dark."""
    return (
        f'<div class="top"><div><h1>{text(title)}</h1><div class="faint">{under}</div></div>'
        '<button class="theme" type="button" title="light or dark" aria-label="light or dark">◐</button>'
        "</div>"
    )


def choice(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    """A drop-down that the script filters by."""
    items = "".join(f'<option value="{text(value)}">{text(shown)}</option>' for value, shown in options)
    head = f'<select name="{name}" aria-label="{text(label)}"><option value="">{text(label)}</option>'
    return f"{head}{items}</select>"


def tools(*choices: str) -> str:
    """The line with the search field and the drop-downs."""
    return (
        '<div class="tools"><input id="search" type="search" placeholder="Search ids, rules, messages  ( / '
        ')" '
        f'aria-label="Search">{"".join(choices)}<span id="seen" class="faint" style="align-self:center">'
        f"</span></div>"
    )


def _file(name: str) -> str:
    return (WEB / name).read_text("utf-8")
