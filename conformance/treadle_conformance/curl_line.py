"""The line of curl that repeats a request, byte for byte where a line of shell can.

    a credential that was given    a variable: "Authorization: $AUTHORIZATION"
    one that the suite made up     as it was sent, when it is made of nothing that was given; *** otherwise
    a body                         in quotes; through printf where they cannot hold it; a file when it is long

A body beyond `LONGEST` is `@body-of-N-bytes`: the line says what is missing, and fails rather than ask for
something else.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from treadle_conformance.credentials import PLAIN_HEADERS, is_credential

if TYPE_CHECKING:
    from treadle_conformance.exchange import Sent

LONGEST = 100_000  # bytes of a body; a kernel takes 131 072 of one argument
MADE_UP = frozenset({"wrong", "Bearer wrong", "Basic a2V5OmtleQ==", "Digest username=loom"})  # of the checks
# what a terminal acts on or turns around, what is no UTF-8, and the sign that makes curl read a file
UNQUOTABLE = re.compile("[\0-\t\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\\A@")


def line(sent: Sent, *, chunked: bool = False) -> str:
    """A line that repeats a request; `chunked` says in which coding its body was sent."""
    parts = ["curl", "-sS"]
    if sent.method == "HEAD":
        parts.append("--head")  # `-X HEAD` waits for a body that never comes
    else:
        named = sent.method != "GET" or sent.body is not None
        parts += ["-i", *(["-X", sent.method] if named else [])]
    parts += ["-g"] if re.search(r"[][{}]", sent.path) else []
    parts += ["--path-as-is"] if "/." in sent.path else []
    parts.append(shlex.quote(sent.url + sent.hidden(sent.path)))
    for name, value in sent.headers.items():
        parts += ["-H", _header(sent, name, value)]
    if sent.body is None:
        return " ".join(parts)
    if "content-type" not in {name.lower() for name in sent.headers}:
        parts += ["-H", "'Content-Type:'"]  # or curl adds one of its own
    if chunked:
        parts += ["-H", "'Transfer-Encoding: chunked'"]
    return _with_body(" ".join(parts), sent, sent.body)


def variable(header: str) -> str:
    """The shell variable that stands for a header that was given."""
    return re.sub(r"\W", "_", header.upper(), flags=re.ASCII)


def _header(sent: Sent, name: str, value: str) -> str:
    if value and name.lower() not in PLAIN_HEADERS and value in sent.variables:
        return f'"{name}: ${sent.variables[value]}"'
    if is_credential(name) and value not in MADE_UP:
        return f"'{name}: ***'"  # a signature, say, or what is nearly a token
    return shlex.quote(sent.hidden(f"{name}: {value}") if value else f"{name};")


def _with_body(curl: str, sent: Sent, body: bytes) -> str:
    if len(body) > LONGEST:
        return f"{curl} --data-binary @body-of-{len(body)}-bytes"
    text = sent.hidden(body.decode("utf-8", "surrogateescape"))
    if not UNQUOTABLE.search(text):
        return f"{curl} --data-binary {shlex.quote(text)}"
    escaped = "".join(map(_escaped, text.encode("utf-8", "surrogateescape")))
    if escaped.startswith("-"):  # would be an option of printf's
        escaped = f"\\055{escaped[1:]}"
    return f"printf {shlex.quote(escaped)} | {curl} --data-binary @-"


def _escaped(byte: int) -> str:
    """One byte in the words of printf."""
    sign = chr(byte)
    return {"\\": "\\\\", "%": "%%"}.get(sign, sign if " " <= sign <= "~" else f"\\{byte:03o}")
