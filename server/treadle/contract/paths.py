"""Which path a request means: segments as sent, decoded one by one.

A `%2F` inside a parameter stays inside it, a segment that is no UTF-8 equals no literal, a trailing
slash or newline is part of the path, and nothing is ever redirected.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, unquote_to_bytes

Segment = str | bytes  # bytes where the segment is not UTF-8

_KEPT = "treadle.segments"


class Template:
    """A path of the contract, such as `/v1/models/{model_id}`: literals, and None for parameters."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.parts: list[str | None] = []
        self.names: list[str] = []
        for part in path.split("/")[1:]:
            if part.startswith("{") and part.endswith("}"):
                self.parts.append(None)
                self.names.append(part[1:-1])
            elif "{" in part:
                raise ValueError(f"{path}: a parameter must fill its segment")
            else:
                self.parts.append(part)

    @property
    def shape(self) -> tuple[str | None, ...]:
        """What two templates that catch the same paths have in common."""
        return tuple(self.parts)

    @property
    def order(self) -> tuple[bool, ...]:
        """Sorts literals before parameters, so that the more particular path is asked first."""
        return tuple(part is None for part in self.parts)

    def match(self, segments: Sequence[Segment]) -> list[Segment] | None:
        """The values of the parameters in order, or None; a parameter is never empty."""
        if len(segments) != len(self.parts):
            return None
        values: list[Segment] = []
        for part, segment in zip(self.parts, segments, strict=True):
            if part is None:
                if not segment:
                    return None
                values.append(segment)
            elif part != segment:
                return None
        return values

    def shared(self, segments: Sequence[Segment]) -> int:
        """How many leading segments agree."""
        count = 0
        for part, segment in zip(self.parts, segments, strict=False):
            if part is not None and part != segment:
                break
            count += 1
        return count


def segments_of(scope: MutableMapping[str, Any]) -> list[Segment]:
    """The segments of the request's path below the application's root path; computed once per request."""
    kept: list[Segment] | None = scope.get(_KEPT)
    if kept is None:
        raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        raw = raw.removeprefix(scope.get("root_path", "").encode())
        kept = scope[_KEPT] = [_decode(part) for part in raw.split(b"/")[1:]]
    return kept


def _decode(part: bytes) -> Segment:
    plain = unquote_to_bytes(part) if b"%" in part else part
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain
