"""An office's rows are copied from its file to PostgreSQL, and compared.

What an interrupted copy left is gone on with: rows are copied in the order of their keys. A table
whose rows have changed since is copied again.
"""

import hashlib
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
import peewee

from kiosk.ground.db import BadValue, Database
from kiosk.records.upkeep import new_database
from kiosk.vocabulary.refusals import Refusal

if TYPE_CHECKING:  # it loads the driver
    from kiosk.ground.databases.postgresql import Postgresql

AT_ONCE = 2_000
"""Rows that are stored together."""
UNDER_WAY, MOVED = "an office is being moved here", "an office was moved here"
Seen = Callable[[str, int], None]
"""Takes the name of a table, and how many more of its rows were copied or compared."""


def size(source: Database) -> int:
    """How many rows there are to copy, and to compare again."""
    return 2 * sum(_number(source, model) for model in new_database.models())


def move(source: Database, target: "Postgresql", seen: Seen) -> int:
    """Copies all rows and compares them; returns how many there are. Raises Refusal `not_empty` if
    the target has rows of another origin, `moved_already` if an office uses it since it was moved
    there, `move_differs` if a table is not equal in the end, or has a text that PostgreSQL can't
    hold."""
    models = new_database.models()
    if target.remark == MOVED:
        raise Refusal("moved_already")
    if target.remark != UNDER_WAY:
        if any(_number(target, model) for model in models):
            raise Refusal("not_empty")
        target.remark = UNDER_WAY
    for model in models:
        _copy(source, target, model, seen)
    number = 0
    for model in models:
        found = _digest(source, model, seen)
        if _digest(target, model, None) != found:
            target.run(model.delete())
            _copy(source, target, model, None)
            if _digest(target, model, None) != found:
                raise Refusal("move_differs", model._meta.table_name)
        number += found[0]
    target.remark = MOVED
    return number


def _copy(source: Database, target: "Postgresql", model: Any, seen: Seen | None) -> None:
    """Copies the rows that follow the last one that is there."""
    name, key = model._meta.table_name, _key(model)
    newest = model.select(*key).order_by(*[column.desc() for column in key]).limit(1)
    last = next(target.as_stored(newest), None)
    wanted = model.select().order_by(*key)
    if last is not None:
        wanted = wanted.where(peewee.Tuple(*key) > last)
        if seen is not None:
            seen(name, _number(target, model))
    rows = source.as_stored(wanted)
    columns = [field.column_name for field in model._meta.sorted_fields]
    while part := list(itertools.islice(rows, AT_ONCE)):
        try:
            target.copy_in(name, columns, part)
        except BadValue as error:
            raise Refusal("move_differs", f"{name}: {error}") from None
        if seen is not None:
            seen(name, len(part))


def _digest(db: Database, model: Any, seen: Seen | None) -> tuple[int, bytes]:
    """How many rows a table has, and a digest of all of them in the order of their keys."""
    number, digest = 0, hashlib.sha256()
    for row in db.as_stored(model.select().order_by(*_key(model))):
        said = msgspec.msgpack.encode(row)
        digest.update(len(said).to_bytes(4, "big") + said)
        number += 1
        if seen is not None and number % AT_ONCE == 0:
            seen(model._meta.table_name, AT_ONCE)
    if seen is not None:
        seen(model._meta.table_name, number % AT_ONCE)
    return number, digest.digest()


def _key(model: Any) -> list[Any]:
    return list(model._meta.get_primary_keys())


def _number(db: Database, model: Any) -> int:
    ((number,),) = db.rows(model.select(peewee.fn.COUNT(peewee.SQL("*"))).tuples())
    return number  # type: ignore[no-any-return]
