"""What the reference server's parts hand each other: requests, replies, refusals."""

from __future__ import annotations

import abc
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from treadle_conformance.documents import Route


@dataclass(slots=True, kw_only=True)
class Request:
    """A request whose body and parameters are valid."""

    method: str
    path: str
    headers: dict[str, str]
    parameters: dict[str, Any]
    body: Any
    route: Route


@dataclass(slots=True)
class Reply:
    """An answer: JSON, text, or a stream of frames."""

    json: Any = None
    text: str | None = None
    frames: AsyncIterator[bytes] | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An answer with an error."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}


class Service(abc.ABC):
    """One contract's operations, and its form of the errors of HTTP."""

    @abc.abstractmethod
    async def handle(self, request: Request) -> Reply:
        """Answer a valid request; raises Refusal."""

    @abc.abstractmethod
    def refusal(self, status: int, message: str) -> Refusal:
        """An error in the contract's form."""

    @abc.abstractmethod
    def authorize(self, headers: dict[str, str], secret: str | None) -> None:
        """Raise Refusal unless the credential is right; `secret` None means open."""

    @abc.abstractmethod
    def invalid(self, complaint: str) -> Refusal:
        """The body or a parameter is not what the document allows."""

    @abc.abstractmethod
    def wrong_method(self, allow: str) -> Refusal:
        """The path exists and has other methods."""

    @abc.abstractmethod
    def wrong_media_type(self, media_type: str) -> Refusal:
        """The body is not JSON by its own word."""

    def malformed(self, complaint: str) -> Refusal:
        """The body is no JSON text."""
        return self.refusal(400, f"the body is not JSON: {complaint}")

    def too_large(self, size: int) -> Refusal:
        """The body has more bytes than the server takes."""
        return self.refusal(413, f"the body has {size} bytes, which is too many")

    def unknown(self, path: str) -> Refusal:
        """No document has the path."""
        return self.refusal(404, f"there is no {path[:200]}")


def frame(event: Any) -> bytes:
    """An event of a stream."""
    return b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
