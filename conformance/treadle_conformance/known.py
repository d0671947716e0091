"""Known-failing lists: what a server that is not ours fails, why, and since when.

- check: openai.stop_is_left_out
  reason: the server keeps the stop text; reported upstream
  since: 2026-11-22
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import msgspec
import yaml

from treadle_conformance.faults import Misuse
from treadle_conformance.rules import all_checks


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check that a server is known to fail."""

    check: str
    reason: str
    since: date


def read(path: Path, ids: Collection[str] | None = None) -> dict[str, Known]:
    """The entries by check id, of a server's checks unless `ids` are given.

    Raises Misuse for an unknown check, a double entry or a malformed file.
    """
    try:
        entries = msgspec.convert(yaml.safe_load(path.read_text("utf-8")) or [], list[Known])
    except (msgspec.ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise Misuse(f"{path}: {error}") from error
    found: dict[str, Known] = {}
    for entry in entries:
        if entry.check not in (all_checks() if ids is None else ids):
            raise Misuse(f"{path}: there is no check {entry.check}")
        if entry.check in found:
            raise Misuse(f"{path}: {entry.check} stands there twice")
        found[entry.check] = entry
    return found
