"""Server-sent events, parsed byte by byte so that the framing itself can be judged.

    stream  = [mark] frame*          a frame ends with an empty line, a line with LF, CR LF or CR
    frame   = field* | comment
    field   = "data" | "event" | "id" | "retry", then ":" with or without a blank
    comment = ":" text               a keep-alive

`parse` reads all that the standard allows. What it forbids is in `Stream.faults`; what it allows and a reader
of lines that knows "data: " alone would stumble over in `Stream.oddities`, each with its byte offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MARK = b"\xef\xbb\xbf"
END = re.compile(rb"\r\n|\n|\r")
ODD_ENDS = {b"\r\n": "CR LF", b"\r": "CR"}
FIELDS = frozenset({"event", "id", "retry"})  # beside data


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its data, where its first byte stood, and where the line that ended it did."""

    data: str
    offset: int
    name: str | None = None
    end: int = 0


@dataclass(slots=True)
class Stream:
    """What a body said as an event stream."""

    events: list[Event] = field(default_factory=list)
    comments: int = 0
    faults: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many `[DONE]` events there were."""
        return sum(event.data == "[DONE]" for event in self.events)


def parse(body: bytes) -> Stream:
    """The events of a whole event stream body."""
    stream = Stream()
    data: list[str] = []
    name: str | None = None
    start = offset = 0
    if body.startswith(MARK):
        stream.oddities.append("byte 0: the stream begins with a byte order mark")
        offset = len(MARK)
    while offset < len(body):
        line, following = _line(stream, body, offset)
        if not line:
            if data:
                stream.events.append(Event("\n".join(data), start, name, following))
            elif name is not None:
                stream.oddities.append(f"byte {start}: an event without data")
            data, name = [], None
        elif line.startswith(":"):
            stream.comments += 1
        else:
            if not data and name is None:
                start = offset
            name = _field(stream, line, offset, data, name)
        offset = following
    if data:
        stream.faults.append(f"byte {start}: the last event is not ended by an empty line")
        stream.events.append(Event("\n".join(data), start, name, len(body)))
    return stream


def _line(stream: Stream, body: bytes, offset: int) -> tuple[str, int]:
    """The line that begins at an offset, and where the next one does."""
    end = END.search(body, offset)
    line = body[offset : end.start() if end else len(body)]
    if end is None:
        stream.faults.append(f"byte {offset}: the last line has no end: {line[:60]!r}")
    elif end[0] != b"\n":
        stream.oddities.append(f"byte {offset}: a line ends with {ODD_ENDS[end[0]]}")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        stream.faults.append(f"byte {offset}: a line is not UTF-8: {line[:60]!r}")
        text = line.decode("utf-8", "replace")
    return text, end.end() if end else len(body)


def _field(stream: Stream, line: str, offset: int, data: list[str], name: str | None) -> str | None:
    key, _, value = line.partition(":")
    if key == "data":
        if not value.startswith(" "):
            stream.oddities.append(f'byte {offset}: "data:" without a blank after it')
        if data:
            stream.oddities.append(f"byte {offset}: two data lines in one event (a missing empty line)")
        data.append(value.removeprefix(" "))
    elif key in FIELDS:
        stream.oddities.append(f'byte {offset}: a field "{key}", which the contract does not have')
        return value.removeprefix(" ") if key == "event" else name
    else:
        stream.oddities.append(f'byte {offset}: a line that is neither "data: " nor a comment: {line[:60]!r}')
    return name
