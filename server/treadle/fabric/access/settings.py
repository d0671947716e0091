"""What the server is told about who may call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSettings:
    """Where credentials are looked up: always in the database, besides in what is set here.

    `key_file` is read when the first signature comes. `iam_roles` are ours by the IAM's name.
    """

    key_file: Path
    tokens: tuple[str, ...] = ()  # of one user in the default project who may do everything
    iam_url: str | None = None
    iam_roles: Mapping[str, str] = field(default_factory=dict[str, str])
