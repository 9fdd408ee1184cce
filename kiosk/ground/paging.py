"""Long lists, read page by page, so that nothing on them is out of reach."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from kiosk.ground.db import Database

T = TypeVar("T")
PAGE = 25
"""Rows of a page."""


class Page(NamedTuple, Generic[T]):
    """The rows of one page, and the number of all rows."""

    rows: list[T]
    number: int


def read(db: Database, query: Any, page: int = 1) -> Page[Any]:
    """A page of a select, from 1 on, in the form it asks for; without rows past the last one."""
    return Page(db.rows(query.paginate(page, PAGE)), int(query.count(db.peewee)))


def cut(rows: Sequence[T], page: int = 1) -> Page[T]:
    """A page of rows that had to be read all."""
    return Page(list(rows[(page - 1) * PAGE : page * PAGE]), len(rows))
