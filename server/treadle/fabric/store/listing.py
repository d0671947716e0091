"""How lists are asked for: filters, a total order, and one page with the number of all matches."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, collate, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from treadle.fabric.store.places import Place, Places
from treadle.fabric.store.records import Page, Paging, User, now
from treadle.fabric.store.tables import Base

Row = TypeVar("Row", bound=Base)


def fields(record: Any) -> dict[str, Any]:
    """A record's members as a row's columns."""
    return asdict(record)


def change(row: Any, user: User, **columns: Any) -> None:
    """Give a row the columns that are not None, and say who changed it if that changes anything."""
    for name, value in columns.items():
        if value is not None and value != getattr(row, name):
            setattr(row, name, value)
            touch(row, user)


def touch(row: Any, user: User) -> None:
    """Say who changed a row, and when."""
    row.update_time, row.update_user = now(), user.text


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


def sorted_by(table: Any, paging: Paging) -> Any:
    """The column that a list is sorted by."""
    names = {"CREATE_TIME": "create_time", "UPDATE_TIME": "update_time", "NAME": "name"}
    return getattr(table, names.get(paging.sort, "running_since"))


def order(table: Any, paging: Paging, *, postgresql: bool = False) -> list[ColumnElement[Any]]:
    """A total order: what was asked for, then the id. Texts are in the order of their characters."""
    down, column = paging.descending, sorted_by(table, paging)
    if paging.sort == "DURATION":
        # The longest running began first; what does not run has a duration of nothing.
        first = column.asc().nulls_last() if down else column.desc().nulls_first()
    else:
        column = _plain(column, paging, postgresql)
        first = column.desc() if down else column.asc()
    return [first, table.id.desc() if down else table.id.asc()]


def behind(table: Any, paging: Paging, place: Place, *, postgresql: bool = False) -> ColumnElement[bool]:
    """The rows that the order puts behind `place`."""
    down, column = paging.descending, _plain(sorted_by(table, paging), paging, postgresql)
    later_id = table.id < place.id if down else table.id > place.id
    if paging.sort == "DURATION":
        if place.value is None:
            still = and_(column.is_(None), later_id)
            return still if down else or_(still, column.is_not(None))
        later = column > place.value if down else column < place.value
        met = or_(later, and_(column == place.value, later_id))
        return or_(met, column.is_(None)) if down else met
    later = column < place.value if down else column > place.value
    return or_(later, and_(column == place.value, later_id))


def _plain(column: Any, paging: Paging, postgresql: bool) -> Any:
    # PostgreSQL sorts texts by the language that the database was made with, SQLite by their characters.
    return collate(column, "C") if postgresql and paging.sort == "NAME" else column


async def page(
    session: AsyncSession,
    table: type[Row],
    where: list[ColumnElement[bool]],
    paging: Paging,
    places: Places,
    wanted: Hashable,
) -> Page[Row]:
    """The matches from `offset` on, at most `limit` of them, and how many there are in all.

    `wanted` says whose list of what with which filters this is: pages of one list follow one another.
    """
    postgresql = (await session.connection()).dialect.name == "postgresql"
    list_ = (table.__tablename__, wanted, paging.sort, paging.descending)
    total = await session.scalar(select(func.count()).select_from(table).where(*where))
    chosen = select(table).where(*where).order_by(*order(table, paging, postgresql=postgresql))
    place = places.find(list_, paging.reader, paging.offset) if paging.offset else None
    if place is None:
        chosen = chosen.offset(paging.offset)
    else:
        chosen = chosen.where(behind(table, paging, place, postgresql=postgresql))
    rows = list((await session.scalars(chosen.limit(paging.limit))).unique())
    if len(rows) == paging.limit:
        last: Any = rows[-1]
        place = Place(getattr(last, sorted_by(table, paging).key), last.id)
        offset = paging.offset + len(rows)
        places.remember(list_, paging.reader, offset, place, ended=offset >= (total or 0))
    return Page(total or 0, rows)
