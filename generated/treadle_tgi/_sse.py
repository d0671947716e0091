"""Server-sent events out of bytes, however the bytes are cut.

Follows the WHATWG's event stream rules: a byte order mark at the start is dropped; a line ends with
CR, LF or CRLF; a line that begins with a colon is a comment; an empty line ends an event; an event
without `data` is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

MAX_EVENT: Final = 64 * 1024 * 1024  # bytes; more than any answer, less than a machine
_BOM: Final = b"\xef\xbb\xbf"


@frozen(kw_only=True)
class ServerSentEvent:
    """One event."""

    data: str
    event: str = "message"


class Decoder:
    """Takes bytes, gives events; `pending` is true while an event has begun and not ended."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at_start = True
        self._after_return = False
        self._data: list[str] = []
        self._event = ""
        self._size = 0

    @property
    def pending(self) -> bool:
        """Whether the bytes so far end inside an event."""
        return bool(self._data or self._buffer.strip(b"\r"))

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that end in `chunk`; raises ValueError for one that is larger than MAX_EVENT."""
        self._buffer += chunk
        if self._at_start:
            if len(self._buffer) < len(_BOM) and _BOM.startswith(self._buffer):
                return
            self._at_start = False
            if self._buffer.startswith(_BOM):
                del self._buffer[: len(_BOM)]
        for line in self._lines():
            event = self._take(line)
            if event is not None:
                yield event
        if len(self._buffer) + self._size > MAX_EVENT:
            raise ValueError(f"an event of more than {MAX_EVENT} bytes")

    def _lines(self) -> Iterator[bytes]:
        """Whole lines. A CR ends its line at once; an LF right after it belongs to it."""
        start = 0
        buffer = bytes(self._buffer)
        if self._after_return and buffer:
            self._after_return = False
            start = 1 if buffer.startswith(b"\n") else 0
        while True:
            feed, back = buffer.find(b"\n", start), buffer.find(b"\r", start)
            if feed < 0 and back < 0:
                break
            end = min(position for position in (feed, back) if position >= 0)
            line = buffer[start:end]
            start = end + 1
            if end == back:
                if start == len(buffer):
                    self._after_return = True
                elif buffer[start : start + 1] == b"\n":
                    start += 1
            yield line
        del self._buffer[:start]

    def _take(self, line: bytes) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        text = value.removeprefix(b" ").decode("utf-8", "replace")
        if name == b"data":
            self._data.append(text)
            self._size += len(value)
        elif name == b"event":
            self._event = text
        return None

    def _dispatch(self) -> ServerSentEvent | None:
        data, event = self._data, self._event
        self._data, self._event, self._size = [], "", 0
        return ServerSentEvent(data="\n".join(data), event=event or "message") if data else None
