"""Answers that are refusals or faults: a client has to say so, and never take a part for the whole."""

from __future__ import annotations

from treadle_conformance.client.variants import (
    PLAIN,
    REFUSED,
    STREAMS,
    Kind,
    Odd,
    Told,
    Variant,
    dump,
    events_of,
    frames,
    stream,
    whole,
    whole_of,
)

ALL = (*PLAIN, *STREAMS)
NATIVE: tuple[Kind, ...] = ("generate", "generate_stream")


def _error(name: str) -> bytes:
    """An error in the contract's form."""
    return dump({"error": REFUSED, "error_type": name})


def _mid_stream(kind: Kind) -> Told:
    made = frames(kind, Odd(events=events_of(kind)[:4], done=None))
    if kind == "generate_stream":
        error = dump({"error": REFUSED, "error_type": "generation"})
        return stream([*made, b"data: " + error + b"\n\n"])
    error = dump({"error": {"message": REFUSED, "type": "generation", "code": 424, "http_status_code": 424}})
    return stream([*made, b"data: " + error + b"\n\n", b"data: [DONE]\n\n"])


def _text_mid_stream(kind: Kind) -> Told:
    made = frames(kind, Odd(events=events_of(kind)[:4], done=None))
    return stream([*made, b"data: " + _error("generation") + b"\n\n"])


BROKEN: tuple[Variant, ...] = (
    Variant(
        name="cut_off",
        title="A connection that ends inside a stream is an error.",
        requirement="CLIENT-20",
        kinds=STREAMS,
        expects="error",
        told=lambda kind: stream(frames(kind)[:5], cut=True),
    ),
    Variant(
        name="cut_inside_an_event",
        title="A connection that ends inside an event is an error.",
        requirement="CLIENT-20",
        kinds=STREAMS,
        expects="error",
        told=lambda kind: stream([*frames(kind)[:5], frames(kind)[5][:20]], cut=True),
    ),
    Variant(
        name="ends_without_its_end",
        title="A stream without its last event is not taken for whole.",
        requirement="CLIENT-21",
        kinds=STREAMS,
        expects="error",
        told=lambda kind: stream(frames(kind)[:5]),
    ),
    Variant(
        name="error_in_the_stream",
        title="An error event is an error, with its message.",
        requirement="CLIENT-22",
        kinds=STREAMS,
        expects="error",
        message=REFUSED,
        told=_mid_stream,
    ),
    Variant(
        name="plain_error_in_the_stream",
        title="An error event in TGI's form is an error.",
        requirement="CLIENT-22",
        kinds=STREAMS,
        expects="error",
        message=REFUSED,
        told=_text_mid_stream,
    ),
    Variant(
        name="event_is_no_json",
        title="An event that is no JSON is an error.",
        requirement="CLIENT-23",
        kinds=STREAMS,
        expects="error",
        told=lambda kind: stream([frames(kind)[0], b'data: {"index":\n\n', *frames(kind)[1:]]),
    ),
    Variant(
        name="refused",
        title="A 422 is an error with its status and message.",
        requirement="CLIENT-24",
        kinds=ALL,
        expects="error",
        status=422,
        message=REFUSED,
        told=lambda _: whole(_error("validation"), status=422),
    ),
    Variant(
        name="refused_as_text",
        title="A refusal that is no JSON is an error with its status.",
        requirement="CLIENT-25",
        kinds=ALL,
        expects="error",
        status=400,
        told=lambda _: whole(REFUSED.encode(), status=400, media="text/plain; charset=utf-8"),
    ),
    Variant(
        name="refused_without_a_body",
        title="A refusal without a body is an error with its status.",
        requirement="CLIENT-25",
        kinds=ALL,
        expects="error",
        status=401,
        told=lambda _: whole(b"", status=401),
    ),
    Variant(
        name="generation_failed",
        title="A 424 is an error with its status and message.",
        requirement="CLIENT-24",
        kinds=NATIVE,
        expects="error",
        status=424,
        message=REFUSED,
        told=lambda _: whole(_error("generation"), status=424),
    ),
    Variant(
        name="failed_once_sent",
        title="A generation that failed is not asked for again.",
        requirement="CLIENT-26",
        kinds=STREAMS,
        expects="error",
        tries=1,
        told=lambda kind: stream(frames(kind)[:2], cut=True),
    ),
    Variant(
        name="length_is_not_reached",
        title="A body shorter than its length is an error.",
        requirement="CLIENT-20",
        kinds=PLAIN,
        expects="error",
        told=lambda kind: whole(whole_of(kind), length=len(whole_of(kind)) + 10, cut=True),
    ),
    Variant(
        name="half_a_document",
        title="Half a JSON document is an error.",
        requirement="CLIENT-23",
        kinds=PLAIN,
        expects="error",
        told=lambda kind: whole(whole_of(kind)[:-9]),
    ),
    Variant(
        name="no_document",
        title="An empty body is an error.",
        requirement="CLIENT-23",
        kinds=PLAIN,
        expects="error",
        told=lambda _: whole(b""),
    ),
    Variant(
        name="a_page",
        title="A proxy's page is an error, though its status is 200.",
        requirement="CLIENT-27",
        kinds=PLAIN,
        expects="error",
        told=lambda _: whole(b"<html>Welcome</html>", media="text/html"),
    ),
    Variant(
        name="redirected",
        title="A redirect of a POST is followed as a POST, or an error.",
        requirement="CLIENT-28",
        kinds=PLAIN,
        expects="error",
        told=lambda _: Told(
            status=302, headers=(("Location", "/elsewhere"), ("Content-Length", "0")), length=0
        ),
    ),
)
