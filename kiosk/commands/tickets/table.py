"""A table that a ticket system keeps in a database of its own: its new rows are read every few
seconds, without writing anything there. Whatever that database does, the hall goes on."""

import datetime
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.commands.tickets import databases
from kiosk.commands.tickets.databases import MOST_ROWS, Asked, Found, Trouble
from kiosk.ground import clock
from kiosk.ground.config import Config, TicketsTable
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.hall import served, ticket_table
from kiosk.records.hall.ticket_table import SYSTEM, TicketTable
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, at_station
from kiosk.rules.hall import served_rows
from kiosk.vocabulary.facts import Moment

log = logging.getLogger("tingsheng")
LOOK_S, AT_ONCE_S, AFTER_TROUBLE_S = 15.0, 0.2, 60.0
"""Between two looks; where there is more to read; after one that failed."""
AGAIN_MS = 10 * 60_000
"""So much is read once more at each look: what is written a moment later can be dated before what
was read already."""
NOTED_MS = 5 * 60_000
"""That nothing was new is stored so often."""
PASSWORD_LIMIT = 1_000


def keep_reading(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Reads the table's new rows, until stopped."""
    db.connect()
    assert config.tickets_table is not None
    table, pause = Table(config.tickets_table), LOOK_S
    while not stop.wait(pause):
        pause = AFTER_TROUBLE_S
        try:
            if identity.settled(db):
                pause = table.look(db, clock.read())
        except Exception:
            log.exception("table of tickets")


class Table:
    """What one process remembers between two looks: the rows that it has seen, so that those that
    are read once more are entered, or refused, once; and what went wrong, to be logged once."""

    def __init__(self, table: TicketsTable) -> None:
        self._table = table
        self._seen: set[tuple[str, ...]] = set()
        self._trouble = ""

    def look(self, db: Database, now: Moment) -> float:
        """Reads the next rows; returns after how many seconds to look again."""
        author = at_station(db, "machine", now, by=SYSTEM)
        held = ticket_table.begin(db, author.day, author.at)
        try:
            found = self._read(held.after, identity.me(db).zone)
            after = self._enter(db, author, held, found)
        except Trouble as trouble:
            says = f"{trouble.code} {trouble.detail}".strip()
            ticket_table.note_failed(db, author.at, says)
            if says != self._trouble:
                log.warning("table of tickets: %r", says)
            self._trouble = says
            return AFTER_TROUBLE_S
        self._trouble = ""
        return AT_ONCE_S if after > held.after and len(found.rows) == MOST_ROWS else LOOK_S

    def _read(self, after: int, zone: str) -> Found:
        """The rows after this moment. Raises Trouble."""
        clock_there = datetime.datetime.fromtimestamp(after / 1_000, ZoneInfo(zone))
        return databases.read(
            Asked(
                self._table.connection,
                _password(self._table.password_file),
                self._table.query,
                clock_there.replace(tzinfo=None, microsecond=0),
            )
        )

    def _enter(self, db: Database, author: Author, held: TicketTable, found: Found) -> int:
        """Enters the rows that were not seen before; returns the moment after which the next are
        wanted. Raises Trouble."""
        zone = identity.me(db).zone
        try:
            columns = served_rows.columns(found.heads)
        except served_rows.MissingColumn as missing:
            raise Trouble("database_columns", str(missing)) from None
        rows, faults = served_rows.of_database(columns, found.rows, zone)
        after = _next(held.after, [said.ended for _, said in rows], len(found.rows), author.at)
        known = {n for n, row in enumerate(found.rows, 1) if tuple(row) in self._seen}
        fresh = [(number, said) for number, said in rows if number not in known]
        new, wrong = served.enter_rows(db, author, "table", SYSTEM, fresh)
        refused = [f"{one.code} {one.column}" for one in faults if one.row not in known]
        refused += [f"{one.refusal.code} {one.column}" for one in wrong]
        number = len(found.rows) - len(known)
        if number or held.failing_since or after != held.after or _is_old(held, author.at):
            said = refused[-1].strip() if refused else ""
            ticket_table.note_read(db, author.at, after, number, new, len(refused), said)
        self._seen = {tuple(row) for row in found.rows}
        return after


def _password(file: str) -> str:
    """The content of this file. Raises Trouble."""
    try:
        return Path(file).read_text("utf-8")[:PASSWORD_LIMIT].strip() if file else ""
    except (OSError, ValueError) as error:
        raise Trouble("database_login", f"password_file: {type(error).__name__}") from None


def _next(after: int, ended: Sequence[int], number: int, now: int) -> int:
    """The moment after which the next rows are wanted, by when those that were read ended. Raises
    Trouble where as many rows as are read at once lead no further."""
    last = min(max(ended, default=after), now)
    if number < MOST_ROWS:
        return max(after, last - AGAIN_MS)
    if last <= after:
        raise Trouble("database_order")
    return max(last - 1_000, after + 1_000)


def _is_old(held: TicketTable, now: int) -> bool:
    return held.read_at is None or now - held.read_at > NOTED_MS
