"""How lists are asked for: filters, a total order, and one page with the number of all matches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from treadle.fabric.store.records import NewInstance, NewVersion, Page, Paging
from treadle.fabric.store.tables import Base

Row = TypeVar("Row", bound=Base)


def fields(new: NewVersion | NewInstance) -> dict[str, Any]:
    """A record's members as a row's columns."""
    return asdict(new)


def matches(column: InstrumentedAttribute[str], part: str | None) -> list[ColumnElement[bool]]:
    """Any part of a name, in upper or lower case; the database's wildcards are ordinary characters."""
    return [] if part is None else [func.lower(column).contains(part.lower(), autoescape=True)]


def equals(*pairs: tuple[InstrumentedAttribute[str], str | None]) -> list[ColumnElement[bool]]:
    """Columns that have to have a value, where one is asked for."""
    return [column == value for column, value in pairs if value is not None]


def visible(table: Any, workspace_id: str, visibility: str | None) -> ColumnElement[bool]:
    """What a workspace sees: its own by default, everybody's public ones, or both (`ALL`)."""
    own: ColumnElement[bool] = table.workspace_id == workspace_id
    public: ColumnElement[bool] = table.visibility == "PUBLIC"
    if visibility == "PRIVATE":
        return and_(own, table.visibility == "PRIVATE")
    if visibility == "PUBLIC":
        return public
    return own | public if visibility == "ALL" else own


def order(table: Any, paging: Paging) -> list[ColumnElement[Any]]:
    """A total order: what was asked for, then the id."""
    down = paging.descending
    if paging.sort == "DURATION":
        # The longest running began first; what does not run has a duration of nothing.
        since = table.running_since
        first = since.asc().nulls_last() if down else since.desc().nulls_first()
    else:
        column = {"CREATE_TIME": "create_time", "UPDATE_TIME": "update_time", "NAME": "name"}[paging.sort]
        first = getattr(table, column).desc() if down else getattr(table, column).asc()
    return [first, table.id.desc() if down else table.id.asc()]


async def page(
    session: AsyncSession, table: type[Row], where: list[ColumnElement[bool]], paging: Paging
) -> Page[Row]:
    """The matches from `offset` on, at most `limit` of them, and how many there are in all."""
    total = await session.scalar(select(func.count()).select_from(table).where(*where))
    chosen = select(table).where(*where).order_by(*order(table, paging))
    rows = await session.scalars(chosen.offset(paging.offset).limit(paging.limit))
    return Page(total or 0, list(rows.unique()))
