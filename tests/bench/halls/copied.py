"""Branches whose facts are those of other branches under names of their own: 10^7 facts in minutes.

Each fact stays a row of its branch's whole chain, with a body and a hash of its own; its id, which
is unique within a branch, stays that of the fact it is copied from. What the program keeps about a
branch names no branch but itself, so that its rows are copied in the same way; the sums of all
branches are multiplied. tests/bench/halls/test_copied.py holds all of it equal to what the program
makes of the same ledger.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger import chain as rule

TABLES = (
    "case_now", "feedback_now", "tally", "tally_zone", "help_now", "branch_day", "branch_month",
    "branch_week", "clerk_month", "served_now", "ticket_feed", "colleague_card",
)  # fmt: skip
"""What the program keeps about a branch with facts of the bench, besides the ledger."""
TOTALS = {"day_total": ("n",), "week_total": tallies.FIGURES}
_AT_ONCE = 500
Names = Mapping[str, str]
"""What a branch, its station and its clerks are called, by what those of another are called."""


def spread(db: Database, names: Sequence[Sequence[str]], made: int) -> None:
    """Copies the first `made` branches, in turn, to all that follow. `names` are of each branch its
    id, its station and its clerks. The database is SQLite's, and no one else uses it."""
    whole, rest = divmod(len(names), made)
    assert not rest
    pairs = [(names[n % made], names[n]) for n in range(made, len(names))]
    indexes = _indexes(db)
    with db.writing():
        for name, _ in indexes:
            db.sql(f'DROP INDEX "{name}"')
        for of, to in pairs:
            _ledger(db, of, to)
        for table in TABLES:
            for of, to in pairs:
                _rows(db, table, dict(zip(of, to, strict=True)), of[0])
        for table, columns in TOTALS.items():
            db.sql(f"UPDATE {table} SET {', '.join(f'{one} = {one} * {whole}' for one in columns)}")
    for _, text in indexes:
        db.sql(text)


def _indexes(db: Database) -> list[tuple[str, str]]:
    """Indexes of the tables copied: rows are stored without them, which is quicker."""
    found = db.sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
    return [(name, sql) for name, of, sql in found if sql and of in ("ledger", *TABLES)]


def _ledger(db: Database, of: Sequence[str], to: Sequence[str]) -> None:
    names = dict(zip(of, to, strict=True))
    chain = ChainId(to[0], to[1], 1)
    head, seq = rule.genesis(*chain, rule.NO_HEAD), 0
    quoted = {f'"{one}"'.encode(): f'"{other}"'.encode() for one, other in names.items()}
    called = re.compile(b"|".join(map(re.escape, quoted)))
    rows = []
    found = db.sql("SELECT * FROM ledger WHERE branch = ? ORDER BY seq", of[0])
    at = [column[0] for column in found.description]
    seq_at, body_at, hash_at = (at.index(one) for one in ("seq", "body", "hash"))
    for row in found.fetchall():
        body = called.sub(lambda one: quoted[one.group()], row[body_at])
        seq = row[seq_at]
        head = rule.link(head, seq, body)
        values = [names.get(value, value) for value in row]
        values[body_at], values[hash_at] = body, head
        rows.append(values)
    _store(db, "ledger", rows)
    ledger.set_head(db, chain, rule.NO_HEAD, seq, head)


def _rows(db: Database, table: str, names: Names, branch: str) -> None:
    rows = db.sql(f'SELECT * FROM "{table}" WHERE branch = ?', branch)
    _store(db, table, ([names.get(value, value) for value in row] for row in rows.fetchall()))


def _store(db: Database, table: str, rows: Iterator[list[Any]] | list[list[Any]]) -> None:
    rows = list(rows)
    if rows:
        places = ",".join("?" * len(rows[0]))
        db.peewee.connection().executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
