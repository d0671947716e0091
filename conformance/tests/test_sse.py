from __future__ import annotations

import pytest

from treadle_conformance.sse import parse


def test_events_in_order_without_oddities() -> None:
    stream = parse(b'data: {"a":1}\n\n: keep-alive\n\ndata: [DONE]\n\n')
    assert [event.data for event in stream.events] == ['{"a":1}', "[DONE]"]
    assert [event.offset for event in stream.events] == [0, 29]
    assert (stream.comments, stream.done, stream.oddities) == (1, 1, [])


@pytest.mark.parametrize(
    ("body", "oddity"),
    [
        (b"data: x\n", "byte 0: the last event is not ended by an empty line"),
        (b"data: x", "byte 0: the last line has no end"),
        (b"data:x\n\n", 'byte 0: "data:" without a blank'),
        (b"x\n\n", "byte 0: a line that is neither"),
        (b"data: x\r\n\r\n", "byte 0: a line ends with CR LF"),
        (b"data: x\ndata: y\n\n", "byte 8: two data lines"),
        (b"event: a\ndata: x\n\n", 'byte 0: a field "event"'),
        (b"event: a\n\n", "byte 0: a field"),
        (b"\xef\xbb\xbfdata: x\n\n", "byte 0: the stream begins with a byte order mark"),
        (b"data: \xff\n\n", "byte 0: a line is not UTF-8"),
    ],
)
def test_oddities_are_named_with_their_place(body: bytes, oddity: str) -> None:
    oddities = parse(body).oddities
    assert oddities
    assert oddities[0].startswith(oddity)


def test_an_event_without_data_is_odd() -> None:
    assert "byte 0: an event without data" in parse(b"event: a\n\n").oddities
