"""Queries whose SQL is compiled once."""

from functools import cached_property
from typing import Any, NamedTuple

import peewee


class _Slot(NamedTuple):
    name: str


def slot(name: str) -> Any:
    """A placeholder for a value in a Prepared query."""
    return peewee.Value(_Slot(name), converter=False, unpack=False)


class Prepared:
    """A query whose SQL is compiled once: building it takes 0.2 to 0.5 ms, while SQLite answers
    it in 0.02 ms (measured).

    Values are passed by the names of their slots, in the form in which SQLite stores them.
    """

    def __init__(self, query: Any) -> None:
        self.model = query.model
        self.fields = [(f.name, f.python_value) for f in getattr(query, "_returning", None) or ()]
        self._query = query

    def made(self, row: tuple[Any, ...]) -> Any:
        """Makes the model from a row of the select."""
        columns = zip(self.fields, row, strict=True)
        return self.model(**{name: read(value) for (name, read), value in columns})

    @property
    def text(self) -> str:
        return self._made[0]

    def bound(self, values: dict[str, Any]) -> list[Any]:
        """The statement's parameters: the value given for each slot, and the query's constants."""
        return [values[one.name] if isinstance(one, _Slot) else one for one in self._made[1]]

    @cached_property
    def _made(self) -> tuple[str, list[Any]]:
        context = peewee.SqliteDatabase(None).get_sql_context()
        text, values = context.parse(self._query)  # type: ignore[no-untyped-call]
        return str(text), list(values)
