from __future__ import annotations

import pytest

from treadle_conformance.sse import parse


def test_events_in_order_without_oddities() -> None:
    stream = parse(b'data: {"a":1}\n\n: keep-alive\n\ndata: [DONE]\n\n')
    assert [event.data for event in stream.events] == ['{"a":1}', "[DONE]"]
    assert [event.offset for event in stream.events] == [0, 29]
    assert [event.end for event in stream.events] == [15, 43]
    assert (stream.comments, stream.done, stream.oddities, stream.faults) == (1, 1, [], [])


@pytest.mark.parametrize(
    ("body", "oddity"),
    [
        (b"data:x\n\n", 'byte 0: "data:" without a blank'),
        (b"x\n\n", "byte 0: a line that is neither"),
        (b"data: x\r\n\r\n", "byte 0: a line ends with CR LF"),
        (b"data: x\r\r", "byte 0: a line ends with CR"),
        (b"data: x\ndata: y\n\n", "byte 8: two data lines"),
        (b"event: a\ndata: x\n\n", 'byte 0: a field "event"'),
        (b"event: a\n\n", "byte 0: a field"),
        (b"\xef\xbb\xbfdata: x\n\n", "byte 0: the stream begins with a byte order mark"),
    ],
)
def test_oddities_are_named_with_their_place(body: bytes, oddity: str) -> None:
    stream = parse(body)
    assert stream.oddities
    assert stream.oddities[0].startswith(oddity)
    assert stream.faults == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"data: x\n", "byte 0: the last event is not ended by an empty line"),
        (b"data: x", "byte 0: the last line has no end"),
        (b"data: x\n\ndata: y\n", "byte 9: the last event is not ended by an empty line"),
        (b"data: \xff\n\n", "byte 0: a line is not UTF-8"),
        (b": \xff\n\n", "byte 0: a line is not UTF-8"),
    ],
)
def test_what_the_standard_forbids_is_a_fault(body: bytes, fault: str) -> None:
    stream = parse(body)
    assert stream.faults
    assert stream.faults[0].startswith(fault)
    assert stream.oddities == []


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CR LF", "CR"])
def test_every_line_end_is_read(end: bytes) -> None:
    lines = (b"data: a", b"data: b", b"", b": c", b"", b"event: d", b"id: 1", b"data:e", b"", b"")
    stream = parse(b"\xef\xbb\xbf" + end.join(lines))
    assert [(event.data, event.name) for event in stream.events] == [("a\nb", None), ("e", "d")]
    assert (stream.comments, stream.faults) == (1, [])
    assert parse(end.join((b"data: a", b"", b"data: b", b"", b""))).events[1].end == 14 + 4 * len(end)


def test_a_data_line_may_be_empty() -> None:
    assert [event.data for event in parse(b"data\n\ndata:\n\ndata:  x\n\n").events] == ["", "", " x"]


def test_only_line_ends_end_a_line() -> None:
    body = 'data: "\u2028\u2029\x85\x0b\x0c"\n\n'.encode()
    assert [event.data for event in parse(body).events] == ['"\u2028\u2029\x85\x0b\x0c"']


def test_an_event_without_data_is_odd() -> None:
    assert "byte 0: an event without data" in parse(b"event: a\n\n").oddities
