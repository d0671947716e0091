"""Whether what leaves the server is what its contract declares; asked only with TREADLE_SPEC_CHECK=1.

A breach is loud: logged as an error, kept in `breaches` (a test fixture asserts that it is empty), and
raised, so that the call ends in a 500, or its stream in an error event, that says what was wrong.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from typing import Any

import msgspec

from treadle.contract.errors import JSON
from treadle.contract.operation import Answer, Operation
from treadle.contract.parameters import reading_of
from treadle.contract.validate import Schemas, breach, pointer_of
from treadle.contract.values import members

logger = logging.getLogger(__name__)


class SpecBreach(AssertionError):
    """The server was about to say something that its contract does not declare."""


breaches: list[SpecBreach] = []
"""Every breach of this process, oldest first."""


def enabled() -> bool:
    """Whether outgoing traffic is to be checked."""
    return os.environ.get("TREADLE_SPEC_CHECK") == "1"


class Checker:
    """Judges the answers of one contract."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def answer(
        self,
        operation: Operation,
        status: int,
        media_type: str | None,
        body: bytes | None,
        headers: Iterable[tuple[bytes, bytes]],
    ) -> None:
        """Judge an answer's head and, unless it is a stream (None), its body."""
        answer = operation.answers.get(status)
        if answer is None:
            raise report(operation, f"status {status} is not declared")
        self._media_type(operation, answer, media_type, body)
        self._headers(operation, answer, headers)

    def event(self, operation: Operation, status: int, data: bytes) -> None:
        """Judge the JSON inside one `data:` frame."""
        stream = operation.answers[status].stream
        assert stream is not None
        self._value(operation, "an event", stream.event, msgspec.json.decode(data))

    def arm(self, operation: Operation, body: Any, streams: bool) -> None:
        """Judge whether the handler's answer is the stream or the plain answer that the body asked for."""
        if operation.stream_member is not None:
            asked = dict(members(body)).get(operation.stream_member) is True
            if asked != streams:
                raise report(operation, f"`{operation.stream_member}` is {asked}, but streaming is {streams}")

    def _media_type(
        self, operation: Operation, answer: Answer, media_type: str | None, body: bytes | None
    ) -> None:
        base = (media_type or "").partition(";")[0].strip()
        if base == JSON:
            declared = answer.json is not None
        elif base == "text/event-stream":
            declared = answer.stream is not None
        elif base:
            declared = base == (answer.text or "").partition(";")[0].strip()
        else:
            declared = answer.json is None and answer.stream is None and answer.text is None
        if not declared:
            raise report(operation, f"{answer.status} with the media type `{base}` is not declared")
        if base == JSON and answer.json is not None:
            value = msgspec.json.decode(body or b"")
            self._value(operation, f"the body of {answer.status}", answer.json, value)

    def _headers(self, operation: Operation, answer: Answer, headers: Iterable[tuple[bytes, bytes]]) -> None:
        sent = {name.lower().decode(): value.decode("latin-1") for name, value in headers}
        for header in answer.headers:
            text = sent.get(header.name.lower())
            if text is not None:
                value = reading_of(self._schemas, header.schema, "header").read([text])
                self._value(operation, f"the header {header.name} of {answer.status}", header.schema, value)
            elif header.required:
                raise report(operation, f"{answer.status} lacks the header {header.name}")

    def _value(self, operation: Operation, what: str, schema: str, value: Any) -> None:
        finding = breach(self._schemas.compile(schema), value)
        if finding is not None:
            raise report(operation, f"{what}: `{pointer_of(finding.path)}` {finding.text}")


def report(operation: Operation, message: str) -> SpecBreach:
    """A breach, logged and kept."""
    found = SpecBreach(f"{operation.id}: {message}")
    breaches.append(found)
    logger.error("contract breached by %s", found)
    return found
