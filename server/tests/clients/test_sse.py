"""Any cut of the same bytes gives the same events, and the events are the standard's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle_fabric import _sse as fabric_sse
from treadle_tgi import _sse
from treadle_tgi._sse import Decoder, ServerSentEvent

LINES = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12).map(
        lambda text: f"data: {text}"
    ),
    st.sampled_from(
        ["data:no blank", "data", "data:", ": comment", ":", "event: error", "id: 7", "retry: 10", "x", ""]
    ),
)
ENDINGS = st.sampled_from(["\n", "\r", "\r\n"])


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Bytes of an event stream, good and odd."""
    lines = draw(st.lists(st.tuples(LINES, ENDINGS), max_size=20))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    tail = draw(st.sampled_from(["", "data: cut off"]))
    return (mark + "".join(line + ending for line, ending in lines) + tail).encode()


def whole(data: bytes) -> tuple[list[ServerSentEvent], bool]:
    decoder = Decoder()
    return list(decoder.feed(data)), decoder.pending


def expected(data: bytes) -> list[ServerSentEvent]:
    """The standard's algorithm on the whole text at once."""
    text = data.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    events, payload, kind = [], [], ""
    for line in text.split("\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if payload:
                events.append(ServerSentEvent(data="\n".join(payload), event=kind or "message"))
            payload, kind = [], ""
        elif name == "data":
            payload.append(value)
        elif name == "event":
            kind = value
    return events


@given(streams(), st.lists(st.integers(0, 400), max_size=12))
def test_any_cut_gives_the_same_events(data: bytes, places: list[int]) -> None:
    cuts = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    decoder = Decoder()
    events = [event for start, stop in pairwise(cuts) for event in decoder.feed(data[start:stop])]
    assert (events, decoder.pending) == whole(data)


@given(streams())
def test_byte_by_byte_gives_the_standards_events(data: bytes) -> None:
    decoder = Decoder()
    events = [event for index in range(len(data)) for event in decoder.feed(data[index : index + 1])]
    assert events == expected(data)
    assert whole(data)[0] == expected(data)


def test_a_character_split_over_chunks_stays_whole() -> None:
    data = "data: héllo 🧵\n\n".encode()
    for cut in range(len(data)):
        decoder = Decoder()
        assert [*decoder.feed(data[:cut]), *decoder.feed(data[cut:])] == [ServerSentEvent(data="héllo 🧵")]


def test_a_carriage_return_at_the_end_of_a_chunk_is_one_line_end() -> None:
    decoder = Decoder()
    assert list(decoder.feed(b"data: a\r")) == []
    assert list(decoder.feed(b"\ndata: b\r\n\r")) == [ServerSentEvent(data="a\nb")]
    assert list(decoder.feed(b"\n")) == []


def test_a_byte_order_mark_counts_at_the_start_only() -> None:
    data = b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n"
    assert whole(data) == ([ServerSentEvent(data="a")], False)


def test_pending_says_that_an_event_was_cut_off() -> None:
    assert whole(b"data: a\n\n")[1] is False
    assert whole(b"data: a\n")[1] is True
    assert whole(b"data: a")[1] is True


def test_an_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sse, "MAX_EVENT", 100)
    with pytest.raises(ValueError, match="more than 100 bytes"):
        whole(b"x" * 101)
    decoder = Decoder()
    list(decoder.feed(b"data: " + b"y" * 90 + b"\n"))
    with pytest.raises(ValueError, match="more than 100 bytes"):
        list(decoder.feed(b"data: yyyyyyyyyyyy\n"))


def test_both_clients_read_events_alike() -> None:
    data = b"data: a\n\ndata: b"
    decoder = fabric_sse.Decoder()
    assert [event.data for event in decoder.feed(data)] == ["a"]
    assert decoder.pending
