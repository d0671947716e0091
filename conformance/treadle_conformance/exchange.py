"""One request and what came back, kept as bytes with their arrival times.

Everything a report shows of a conversation is made from an `Exchange`: the curl line, the answer,
the stream's timeline. Credentials are held apart from the other headers so that no rendering can
print them.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from treadle_conformance import wire_text
from treadle_conformance.sse import Stream, parse

SECRET_HEADERS = frozenset({"authorization", "x-auth-token", "x-api-key", "cookie", "x-security-token"})
SHOWN_BYTES = 2000  # of a body, in a curl line or an excerpt


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

    def hidden(self, text: str) -> str:
        """A text of this conversation as it may be shown."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


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
        """A line that repeats the request; secrets are environment variables in it."""
        parts = ["curl", "-sS", "-i"]
        if self.sent.method != "GET":
            parts += ["-X", self.sent.method]
        parts.append(shlex.quote(self.sent.url + self.sent.hidden(self.sent.path)))
        for name, value in self.sent.headers.items():
            secret = name.lower() in SECRET_HEADERS
            parts += [
                "-H",
                f'"{name}: ${shell_variable(name)}"'
                if secret
                else shlex.quote(self.sent.hidden(f"{name}: {value}")),
            ]
        if self.sent.body is not None:
            parts += ["--data-binary", shlex.quote(self.sent.hidden(excerpt(self.sent.body)))]
        return " ".join(parts)

    @property
    def summary(self) -> str:
        """The answer in one line."""
        if self.status == 0:
            return f"no answer: {self.broken}"
        kind = self.header("content-type") or "-"
        return f"{self.status} {kind}, {len(self.body)} bytes: {self.sent.hidden(excerpt(self.body, 300))}"


def shell_variable(header: str) -> str:
    """The environment variable that stands for a secret header in a curl line."""
    return header.upper().replace("-", "_")


def excerpt(body: bytes, limit: int = SHOWN_BYTES) -> str:
    """The beginning of a body as text."""
    text = body[:limit].decode("utf-8", "replace")
    return text if len(body) <= limit else f"{text}… ({len(body)} bytes)"
