"""Small types that the whole package shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, Literal, TypeVar, cast

from attrs import frozen

T = TypeVar("T")

__all__ = ["UNSET", "Response", "Timeout", "Unset", "plain"]


class Unset:
    """The type of UNSET: a member that is not there, as opposed to one that is null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final[Unset] = Unset()


@frozen(kw_only=True)
class Timeout:
    """Seconds to wait, None for ever; `read` is for the head of the answer and for each piece of a stream."""

    connect: float | None = 5.0
    read: float | None = 600.0
    write: float | None = 60.0
    pool: float | None = 60.0


@frozen(kw_only=True)
class Response(Generic[T]):
    """An answer with what came around it; header names are in lower case."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    parsed: T

    @property
    def request_id(self) -> str | None:
        """The server's name for this call."""
        return self.headers.get("x-request-id")


def plain(value: Any) -> Any:
    """`value` as JSON data: models become dicts wherever they stand, and UNSET members go."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Mapping):
        members = cast(Mapping[str, Any], value)
        return {key: plain(member) for key, member in members.items() if not isinstance(member, Unset)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast(Sequence[Any], value)]
    return value
