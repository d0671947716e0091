"""Answers that a server may rightly give: a client has to read the text out of every one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from treadle_conformance.client.variants import (
    HEAD,
    PLAIN,
    STREAMS,
    USAGE,
    Kind,
    Odd,
    Told,
    Variant,
    by_chance,
    chopped,
    events_of,
    frames,
    stream,
    torn,
    whole,
    whole_of,
)

LARGE = 1_000_000  # characters of a member that says nothing
CHUNKED: tuple[Kind, ...] = ("chat_stream", "completion_stream")


def _odd(**members: Any) -> Callable[[Kind], Told]:
    def told(kind: Kind) -> Told:
        return stream(frames(kind, Odd(**members)))

    return told


def _lines(kind: Kind, newline: bytes) -> Told:
    """Each JSON document on two data lines, cut at a comma, where JSON allows a line end."""
    made: list[bytes] = []
    for frame in frames(kind):
        head, comma, rest = frame.rstrip(b"\n").partition(b',"')
        made.append((head + comma[:1] + newline + b'data: "' + rest if comma else head) + newline * 2)
    return stream(made)


def _unknown_finish(kind: Kind) -> Told:
    made = events_of(kind)
    if kind == "generate_stream":
        made[-1]["details"]["finish_reason"] = "abandoned"
    else:
        made[-1]["choices"][0]["finish_reason"] = "abandoned"
    return stream(frames(kind, Odd(events=made)))


def _usage_chunk(kind: Kind) -> Told:
    name = "chat.completion.chunk" if kind == "chat_stream" else "text_completion"
    made: list[Any] = [*events_of(kind), {"object": name, **HEAD, "choices": [], "usage": USAGE}]
    return stream(frames(kind, Odd(events=made)))


def _role_first(kind: Kind) -> Told:
    made = events_of(kind)
    for event in made:
        event["choices"][0]["delta"].pop("role")
    delta = {"role": "assistant", "content": None}
    first = {**made[0], "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}]}
    return stream(frames(kind, Odd(events=[first, *made])))


def _after_done(kind: Kind) -> Told:
    return stream([*frames(kind), frames(kind)[0]])


def _everything(kind: Kind) -> bytes:
    return b"".join(frames(kind))


LEGAL: tuple[Variant, ...] = (
    Variant(
        name="as_the_contract_says",
        title="The contract's own form is read.",
        requirement="CLIENT-01",
        kinds=STREAMS,
        told=lambda kind: stream(frames(kind)),
    ),
    Variant(
        name="in_one_piece",
        title="A stream that comes in one piece is read.",
        requirement="CLIENT-02",
        kinds=STREAMS,
        told=lambda kind: stream([_everything(kind)]),
    ),
    Variant(
        name="byte_by_byte",
        title="A stream that comes byte by byte is read.",
        requirement="CLIENT-02",
        kinds=STREAMS,
        told=lambda kind: stream(chopped(_everything(kind), lambda: 1)),
    ),
    Variant(
        name="cut_by_chance",
        title="A stream that is cut anywhere is read.",
        requirement="CLIENT-02",
        kinds=STREAMS,
        told=lambda kind: stream(by_chance(_everything(kind), 7)),
    ),
    Variant(
        name="cut_by_other_chance",
        title="A stream that is cut anywhere else is read.",
        requirement="CLIENT-02",
        kinds=STREAMS,
        told=lambda kind: stream(by_chance(_everything(kind), 11)),
    ),
    Variant(
        name="cut_inside_characters",
        title="A stream that is cut inside characters is read.",
        requirement="CLIENT-03",
        kinds=STREAMS,
        told=lambda kind: stream(torn(_everything(kind))),
    ),
    Variant(
        name="slow",
        title="What has arrived is given to the caller before the rest is there.",
        requirement="CLIENT-04",
        kinds=STREAMS,
        live=True,
        told=lambda kind: stream([frames(kind)[0], b"".join(frames(kind)[1:])], pause=0.8),
    ),
    Variant(
        name="with_comments",
        title="Keep-alive comments are no events.",
        requirement="CLIENT-05",
        kinds=STREAMS,
        told=_odd(between=b": still here\n\n:\n\n"),
    ),
    Variant(
        name="with_carriage_returns",
        title="Lines may end with CR LF.",
        requirement="CLIENT-06",
        kinds=STREAMS,
        told=_odd(newline=b"\r\n"),
    ),
    Variant(
        name="with_bare_carriage_returns",
        title="Lines may end with CR.",
        requirement="CLIENT-06",
        kinds=STREAMS,
        told=_odd(newline=b"\r"),
    ),
    Variant(
        name="cr_and_lf_in_two_pieces",
        title="CR and LF may come in two pieces.",
        requirement="CLIENT-06",
        kinds=STREAMS,
        told=lambda kind: stream(chopped(b"".join(frames(kind, Odd(newline=b"\r\n"))), lambda: 1)),
    ),
    Variant(
        name="without_blanks",
        title='"data:" needs no blank.',
        requirement="CLIENT-07",
        kinds=STREAMS,
        told=_odd(prefix=b"data:", done=b"data:[DONE]"),
    ),
    Variant(
        name="with_other_fields",
        title="event, id and retry change nothing.",
        requirement="CLIENT-08",
        kinds=STREAMS,
        told=_odd(prefix=b"event: message\nid: 7\nretry: 100\ndata: "),
    ),
    Variant(
        name="on_two_lines",
        title="An event's data may stand on several lines.",
        requirement="CLIENT-09",
        kinds=STREAMS,
        told=lambda kind: _lines(kind, b"\n"),
    ),
    Variant(
        name="with_a_byte_order_mark",
        title="A byte order mark at the beginning is skipped.",
        requirement="CLIENT-10",
        kinds=STREAMS,
        told=_odd(before=b"\xef\xbb\xbf"),
    ),
    Variant(
        name="with_a_charset",
        title="The media type may have a charset, and capitals.",
        requirement="CLIENT-11",
        kinds=STREAMS,
        told=lambda kind: stream(frames(kind), header="Text/Event-Stream;Charset=UTF-8"),
    ),
    Variant(
        name="unknown_members",
        title="Members that are unknown are passed over.",
        requirement="CLIENT-12",
        kinds=STREAMS,
        told=lambda kind: stream(frames(kind, Odd(events=events_of(kind, loom={"a": [1, None]})))),
    ),
    Variant(
        name="unknown_finish",
        title="A finish reason that is unknown is passed on.",
        requirement="CLIENT-13",
        kinds=STREAMS,
        told=_unknown_finish,
    ),
    Variant(
        name="line_separators",
        title="U+2028, U+0085 and form feeds are characters, and end no line.",
        requirement="CLIENT-17",
        kinds=STREAMS,
        told=lambda kind: stream(frames(kind, Odd(events=events_of(kind, loom="a\u2028b\u2029c\x85d")))),
    ),
    Variant(
        name="large_events",
        title="An event may be a megabyte.",
        requirement="CLIENT-14",
        kinds=STREAMS,
        told=lambda kind: stream(
            frames(kind, Odd(events=[{**events_of(kind)[0], "loom": "x" * LARGE}, *events_of(kind)[1:]]))
        ),
    ),
    Variant(
        name="usage_without_choices",
        title="A chunk with usage has no choices.",
        requirement="CLIENT-15",
        kinds=CHUNKED,
        told=_usage_chunk,
    ),
    Variant(
        name="role_first",
        title="The first delta may have a role and no content.",
        requirement="CLIENT-15",
        kinds=("chat_stream",),
        told=_role_first,
    ),
    Variant(
        name="nothing_after_done",
        title="What follows [DONE] is not read.",
        requirement="CLIENT-16",
        kinds=CHUNKED,
        told=_after_done,
    ),
    Variant(
        name="as_the_contract_says",
        title="The contract's own form is read.",
        requirement="CLIENT-01",
        kinds=PLAIN,
        told=lambda kind: whole(whole_of(kind)),
    ),
    Variant(
        name="cut_inside_characters",
        title="A body that is cut inside characters is read.",
        requirement="CLIENT-03",
        kinds=PLAIN,
        told=lambda kind: Told(
            headers=(("Content-Type", "application/json"),),
            pieces=tuple((0.0, piece) for piece in torn(whole_of(kind))),
        ),
    ),
    Variant(
        name="with_a_length",
        title="A body with its length is read.",
        requirement="CLIENT-01",
        kinds=PLAIN,
        told=lambda kind: whole(whole_of(kind), length=len(whole_of(kind))),
    ),
    Variant(
        name="with_blanks",
        title="Blanks around and within the JSON are read.",
        requirement="CLIENT-01",
        kinds=PLAIN,
        told=lambda kind: whole(b"\n  " + whole_of(kind).replace(b',"', b' ,\n\t"') + b"\n"),
    ),
    Variant(
        name="escaped",
        title="Characters may be escaped, in pairs of halves too.",
        requirement="CLIENT-03",
        kinds=PLAIN,
        told=lambda kind: whole(_ascii(whole_of(kind))),
    ),
    Variant(
        name="unknown_members",
        title="Members that are unknown are passed over.",
        requirement="CLIENT-12",
        kinds=PLAIN,
        told=lambda kind: whole(whole_of(kind, loom={"a": [1, None]})),
    ),
    Variant(
        name="unknown_finish",
        title="A finish reason that is unknown is passed on.",
        requirement="CLIENT-13",
        kinds=("chat", "completion"),
        told=lambda kind: whole(whole_of(kind, finish="abandoned")),
    ),
)


def _ascii(body: bytes) -> bytes:
    return json.dumps(json.loads(body)).encode()
