"""One request and what came back, kept as bytes with their arrival times.

Everything a report shows of a conversation is made from an `Exchange`: the curl line, the answer,
the stream's timeline. Credentials are held apart from the other headers so that no rendering can
print them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from treadle_conformance import curl_line, wire_text
from treadle_conformance.credentials import hidden
from treadle_conformance.sse import Stream, parse

SHOWN_BYTES = 2000  # of a body, in an excerpt


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule of the wire that an answer broke: the check's id and what was seen."""

    check: str
    message: str
    must: bool = True


@dataclass(slots=True, kw_only=True)
class Sent:
    """A request as it left."""

    method: str
    url: str  # scheme, host and port
    path: str  # with query
    headers: dict[str, str]
    body: bytes | None
    secrets: frozenset[str] = frozenset()  # what no rendering may show, wherever it stands
    variables: Mapping[str, str] = field(default_factory=dict[str, str])  # what stands for what was given

    def hidden(self, text: str) -> str:
        """A text of this conversation as it may be shown."""
        return hidden(text, self.secrets)


@dataclass(kw_only=True)
class Exchange:
    """A request with its answer; `status` is 0 when none came."""

    sent: Sent
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunks: list[tuple[float, bytes]] = field(default_factory=list)  # seconds since the request left
    head_at: float = 0.0  # seconds until the head was there
    ended_at: float = 0.0  # seconds until the end
    broken: str | None = None  # why the answer is not whole
    chunked: bool = False  # the request's body was
    abandoned: bool = False  # the suite closed the connection on purpose
    endless: bool = False  # it had not ended when the suite stopped reading
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def body(self) -> bytes:
        """All bytes of the answer."""
        return b"".join(chunk for _, chunk in self.chunks)

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def media_type(self) -> str | None:
        """The content type without its parameters."""
        content_type = self.header("content-type")
        return None if content_type is None else content_type.split(";")[0].strip().lower()

    @property
    def streamed(self) -> bool:
        """Whether the answer calls itself an event stream."""
        return self.media_type == "text/event-stream"

    @cached_property
    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is none."""
        return json.loads(self.body)

    @cached_property
    def unreadable(self) -> Exception | None:
        """Why a strict reader refuses the body as JSON; None if it does not."""
        try:
            wire_text.read(self.body)
        except (ValueError, RecursionError) as error:
            return error
        return None

    @cached_property
    def stream(self) -> Stream:
        """The body as server-sent events."""
        return parse(self.body)

    @cached_property
    def events(self) -> list[Any]:
        """The JSON of the stream's events, without `[DONE]`."""
        return [json.loads(event.data) for event in self.stream.events if event.data != "[DONE]"]

    @property
    def curl(self) -> str:
        """A line that repeats the request; what was given to the suite is variables in it."""
        return curl_line.line(self.sent, chunked=self.chunked)

    @property
    def summary(self) -> str:
        """The answer in one line."""
        if self.status == 0:
            return f"no answer: {self.broken}"
        kind = self.header("content-type") or "-"
        return f"{self.status} {kind}, {len(self.body)} bytes: {self.sent.hidden(excerpt(self.body, 300))}"


def excerpt(body: bytes, limit: int = SHOWN_BYTES) -> str:
    """The beginning of a body as text."""
    text = body[:limit].decode("utf-8", "replace")
    return text if len(body) <= limit else f"{text}… ({len(body)} bytes)"
