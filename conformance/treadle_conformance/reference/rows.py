"""How the reference server keeps and lists Fabric's resources: dictionaries, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from treadle_conformance.reference.base import Reply

Row = dict[str, Any]
USER = {"domain_name": "default", "domain_id": "0" * 32, "user_name": "default", "user_id": "1" * 32}
NAMES = {key: USER[key] for key in ("domain_name", "user_name")}


def some(row: Row, *names: str) -> Row:
    """The members of a row that it has."""
    return {name: row[name] for name in names if name in row}


def page(name: str, rows: Iterable[Row], given: Row) -> Reply:
    """One page of a list, by the filters and the order that were asked for."""
    found = [row for row in rows if given.get("id") in (None, row.get("id"))]
    if part := given.get("name"):
        found = [row for row in found if part.lower() in row.get("name", "").lower()]
    if given.get("sort_by") == "NAME":
        found.sort(key=lambda row: row["name"], reverse=given.get("order_by") == "DESC")
    elif given.get("order_by") == "ASC":
        found.reverse()
    start = given.get("offset") or 0
    return Reply(json={"total": len(found), name: found[start : start + (given.get("limit") or 10)]})


def now() -> str:
    """The moment as Fabric writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
