"""Server-sent events, parsed byte by byte so that the framing itself can be judged.

    stream  = frame*                 a frame ends with an empty line
    frame   = event | comment
    event   = "data: " JSON | "data: [DONE]"
    comment = ":" text               a keep-alive

`parse` is as lenient as a browser; whatever a strict reader would stumble over is listed in
`Stream.oddities`, each with its byte offset.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its data, and where its first byte stood."""

    data: str
    offset: int
    name: str | None = None


@dataclass(slots=True)
class Stream:
    """What a body said as an event stream."""

    events: list[Event] = field(default_factory=list)
    comments: int = 0
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
    if body.startswith(b"\xef\xbb\xbf"):
        stream.oddities.append("byte 0: the stream begins with a byte order mark")
        offset = 3
    while offset < len(body):
        newline = body.find(b"\n", offset)
        if newline < 0:
            stream.oddities.append(f"byte {offset}: the last line has no end: {body[offset : offset + 60]!r}")
            line, following = body[offset:], len(body)
        else:
            line, following = body[offset:newline], newline + 1
        if line.endswith(b"\r"):
            stream.oddities.append(f"byte {offset}: a line ends with CR LF")
            line = line[:-1]
        if not line:
            if data:
                stream.events.append(Event("\n".join(data), start, name))
            elif name is not None:
                stream.oddities.append(f"byte {start}: an event without data")
            data, name = [], None
        elif line.startswith(b":"):
            stream.comments += 1
        else:
            if not data and name is None:
                start = offset
            name = _field(stream, line, offset, data, name)
        offset = following
    if data:
        stream.oddities.append(f"byte {start}: the last event is not ended by an empty line")
        stream.events.append(Event("\n".join(data), start, name))
    return stream


def _field(stream: Stream, line: bytes, offset: int, data: list[str], name: str | None) -> str | None:
    key, colon, value = line.partition(b":")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        stream.oddities.append(f"byte {offset}: a line is not UTF-8: {line[:60]!r}")
        text = value.decode("utf-8", "replace")
    if key == b"data" and colon:
        if not text.startswith(" "):
            stream.oddities.append(f'byte {offset}: "data:" without a blank after it')
        if data:
            stream.oddities.append(f"byte {offset}: two data lines in one event (a missing empty line)")
        data.append(text.removeprefix(" "))
    elif key in {b"event", b"id", b"retry"} and colon:
        stream.oddities.append(f'byte {offset}: a field "{key.decode()}", which the contract does not have')
        return text.removeprefix(" ") if key == b"event" else name
    else:
        stream.oddities.append(f'byte {offset}: a line that is neither "data: " nor a comment: {line[:60]!r}')
    return name
