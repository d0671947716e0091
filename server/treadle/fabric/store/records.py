"""What callers of the store say and hear: who acts, what a page is, and why something is refused.

StoreError
├─ Missing     no such row, or not for this project: names the kind and the id
├─ NameTaken   another row of the workspace, or of the project, has the name
└─ Refused     a rule between resources says no
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")

NAMESPACE = uuid.UUID("8d3f6a52-6c0b-5f0e-9f43-0d2a1c7be9d4")


def stable_id(*parts: str) -> str:
    """The same id for the same parts, in every database."""
    return str(uuid.uuid5(NAMESPACE, "\n".join(parts)))


def new_id() -> str:
    """A fresh identifier: a random UUID with dashes."""
    return str(uuid.uuid4())


def now() -> datetime:
    """The moment in UTC, to the millisecond, which is what the contract shows."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def lock_number(*what: str) -> int:
    """A number for PostgreSQL's advisory locks: 63 bits of a hash."""
    return int.from_bytes(hashlib.sha256("\n".join(what).encode()).digest()[:8], "big") >> 1


class StoreError(Exception):
    """Anything the store refuses."""


class Missing(StoreError):
    """There is no such resource in what the caller may see."""

    def __init__(self, kind: str, id: str) -> None:  # noqa: A002 - the contract's word
        super().__init__(f"there is no {kind} {id}")
        self.kind = kind
        self.id = id


class NameTaken(StoreError):
    """A name that has to be unique in its workspace, or in its project, is not."""

    def __init__(self, kind: str, name: str, within: str = "workspace") -> None:
        super().__init__(f"a {kind} named {name!r} exists already in this {within}")
        self.kind = kind
        self.name = name


class Refused(StoreError):
    """A rule between resources; `pointer` is the member of the request that breaks it."""

    def __init__(self, message: str, pointer: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class User:
    """Who acts: a user of an account, working in one project."""

    name: str = "default"
    domain: str = "default"
    project: str = "default"

    @property
    def id(self) -> str:
        """32 hexadecimal digits, the same for the same user."""
        return stable_id("user", self.domain, self.name).replace("-", "")

    @property
    def domain_id(self) -> str:
        """32 hexadecimal digits, the same for the same account."""
        return stable_id("domain", self.domain).replace("-", "")

    @property
    def text(self) -> str:
        """The user as a row keeps it."""
        return f"{self.domain}/{self.name}"

    @classmethod
    def of(cls, text: str) -> User:
        """The user that a row kept."""
        domain, _, name = text.partition("/")
        return cls(name=name, domain=domain)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list, in which order."""

    offset: int = 0
    limit: int = 10
    sort: str = "CREATE_TIME"
    descending: bool = True
    reader: str = ""  # the connection that asks; its pages follow one another


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Part of a list; `total` counts all matches."""

    total: int
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkspace:
    """A workspace to be; `tags` are pairs of key and value."""

    name: str
    description: str | None = None
    metastore_id: str | None = None
    enterprise_project_id: str = "0"
    tags: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A model version to be."""

    name: str
    description: str | None = None
    base_model_type: str | None = None
    model_path: str | None = None
    local_model_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    """An endpoint to be; `minimum` and `maximum` are its model units."""

    name: str
    visibility: str
    spec_code: str
    minimum: int
    maximum: int
    description: str | None = None
    other_resources: dict[str, Any] | None = None  # apu and dpu, as given
    cap: dict[str, Any] | None = None
    custom_image_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChange:
    """What an update gives an endpoint; None leaves what it has."""

    name: str | None = None
    description: str | None = None
    spec_code: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    other_resources: dict[str, Any] | None = None
    cap: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceChange:
    """What an update gives a service instance; None leaves what it has."""

    name: str | None = None
    description: str | None = None
    model_id: str | None = None
    version_id: str | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstance:
    """A service instance to be; `status` and what comes with it are decided by the caller."""

    model_id: str
    version_id: str
    endpoint_id: str
    name: str
    description: str | None = None
    minimum: int = 1
    maximum: int = 1
    spec_code: str | None = None  # the endpoint's own by default
    moderation: bool = True
    status: str = "RUNNING"
    error_code: str | None = None
    error_msg: str | None = None
    server_id: str | None = None  # who runs it; None for any server of its model
    memory: int = 0  # bytes that it takes there


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFilter:
    """Which models a list shows."""

    name: str | None = None
    id: str | None = None
    type: str | None = None
    visibility: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointFilter:
    """Which endpoints a list shows."""

    name: str | None = None
    id: str | None = None
    type: str | None = None
    visibility: str | None = None
    model_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFilter:
    """Which service instances a list shows."""

    name: str | None = None
    id: str | None = None
    type: str | None = None
    visibility: str | None = None
    endpoint_id: str | None = None
    source_id: str | None = None
    version_id: str | None = None
