"""Long lists, read page by page, so that nothing on them is out of reach."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import peewee

from kiosk.ground.db import Database

T = TypeVar("T")
PAGE = 25
"""Rows of a page."""


MOST_COUNTED = 1_000
"""Rows of a growing list are counted up to this number only, so that no page costs more with the
years."""


class Page(NamedTuple, Generic[T]):
    """The rows of one page, and the number of all rows; where it is read from a database, of those
    up to MOST_COUNTED after this page."""

    rows: list[T]
    number: int


def read(
    db: Database, query: Any, page: int = 1, size: int = PAGE, *, counted: bool = True
) -> Page[Any]:
    """A page of a select, from 1 on, in the form it asks for; without rows past the last one. One
    that shows no number is not `counted`, which costs more than its rows: 0."""
    rows = db.rows(query.paginate(page, size))
    return Page(rows, number(db, query, page, size) if counted else 0)


def number(db: Database, query: Any, page: int = 1, size: int = PAGE) -> int:
    """How many rows a select has, up to MOST_COUNTED after this page."""
    counted: int = query.limit(page * size + MOST_COUNTED).count(db.peewee)
    return counted


def cut(rows: Sequence[T], page: int = 1) -> Page[T]:
    """A page of rows that had to be read all."""
    return Page(list(rows[(page - 1) * PAGE : page * PAGE]), len(rows))


class Part(NamedTuple, Generic[T]):
    """Some rows of a growing list, how many it has in all, up to MOST_COUNTED, and whether more
    follow."""

    rows: list[T]
    number: int
    more: bool


def part(
    db: Database, query: Any, order: Sequence[Any], last: Any = None, most: int = PAGE,
    every: Any = None,
) -> Part[Any]:  # fmt: skip
    """The first rows of a select in an order of its columns, or those that follow `last`, one of
    its rows: however long the list, no row before them is read. `every` is a select of more of the
    list's rows, which are counted in place of these."""
    counted = (query if every is None else every).select(peewee.Value(1)).limit(MOST_COUNTED)
    ((number,),) = db.rows(
        peewee.Select([counted.alias("found")], [peewee.fn.COUNT(peewee.SQL("*"))]).tuples()
    )
    ordered = query.order_by(*order)
    if last is not None:
        ordered = ordered.where(_beyond(order, last))
    rows = db.rows(ordered.limit(most + 1))
    return Part(rows[:most], number, len(rows) > most)


def _beyond(order: Sequence[Any], last: Any) -> Any:
    """The condition that a row comes after this one. The first column is compared by itself, too,
    so that an index leads to it."""
    found: Any = None
    same: Any = None
    for one in order:
        ordering = one if isinstance(one, peewee.Ordering) else one.asc()
        column = ordering.node
        value = getattr(last, column.name)
        past = column < value if ordering.direction == "DESC" else column > value
        if same is None:
            reached, found, same = past | (column == value), past, column == value
        else:
            found, same = found | (same & past), same & (column == value)
    return reached & found
