"""Who was served at which window, as a ticket system reports it: one by one, or as the rows of a
file."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.hall import duty, served_state, ticket_feeds
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import documents, in_halls
from kiosk.rules.hall import tickets as rule
from kiosk.rules.hall.tickets import Said
from kiosk.rules.input.keys import Known
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Way
from kiosk.vocabulary.refusals import Refusal

_ROWS_A_TIME = 100
"""Rows of a file in one transaction, so that a customer's tap never waits for long."""


def enter(db: Database, author: Author, way: Way, system: str, said: Said) -> bool:
    """A ticket system reports a served customer; durable when this returns. Whether it was new: a
    repeat adds nothing.

    Raises Refusal with the field at fault: `odd_ticket`, `odd_window`, `served_ahead`,
    `served_long_ago`, `unknown_window`, `unknown_clerk`, `retired_clerk`, `unknown_service` or,
    where the number was given before for another service, `served_otherwise`.
    """
    with db.writing():
        one = _judge(db, author, way, said)
        if one.is_known:
            return False
        with writing(db, author, one.event_id[:32], one.event_id) as entry:
            made = entry.write(
                facts.Served,
                day=one.day,
                clerk=one.said.clerk,
                ended=one.said.ended,
                way=way,
                subject=one.said.ticket,
                window=one.said.window,
                service=one.said.service,
                system=system,
            )
            served_state.begin(db, author.chain.station, made)
            ticket_feeds.note(db, made)
    return True


class Judged(NamedTuple):
    """A report that can be: its parts in their normal form, its day and fact, and whether that is
    there already."""

    said: Said
    day: datetime.date
    event_id: str
    is_known: bool


def _judge(db: Database, author: Author, way: Way, said: Said) -> Judged:
    said = said._replace(ticket=rule.ticket(said.ticket), window=rule.window(said.window))
    rule.check_time(way, said.ended, author.at)
    day = local_date(said.ended, identity.me(db).zone)
    event_id = rule.served_id(author.branch, said.ticket, day, said.window)
    rows = ledger.find(db, author.branch, [event_id]) or _before_joining(db, author, said, day)
    if rows:
        known = ledger.read(rows[0])
        if not isinstance(known, facts.Served) or not rule.is_same(known, said):
            raise Refusal("served_otherwise", field="ticket")
        return Judged(said, day, event_id, True)
    said = said._replace(clerk=said.clerk or _on_duty(db, author, said))
    _check(db, author, said.clerk, said.service, day)
    return Judged(said, day, event_id, False)


def _before_joining(
    db: Database, author: Author, said: Said, day: datetime.date
) -> list[ledger.Ledger]:
    """The same service, reported before this hall joined an office under another id."""
    formers = {one.branch for one in identity.formers(db)} - {author.branch}
    ids = [rule.served_id(branch, said.ticket, day, said.window) for branch in sorted(formers)]
    return ledger.find(db, author.branch, ids) if ids else []


def _check(db: Database, author: Author, badge: str, service: str, day: datetime.date) -> None:
    try:
        clerks.on_roster(db, author.branch, badge[:40], day)
    except Refusal as refusal:
        raise Refusal(refusal.code, badge[:40], field="clerk") from None
    if service and in_halls.read(db, "service", service[:40], day) is None:
        raise Refusal("unknown_service", service[:40], field="service")


def _on_duty(db: Database, author: Author, said: Said) -> str:
    """The clerk at a window, for a system that knows no clerks: the one who has signed in there,
    while the report is fresh."""
    there = [
        badge
        for badge, one in duty.of_day(db, author.day).items()
        if one.on and one.window == said.window
    ]
    if len(there) != 1 or not rule.is_offered(said.ended, author.at):
        raise Refusal("unknown_window", said.window, field="window")
    return there[0]


Seen = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""


def unseen(_done: int, _whole: int) -> None:
    """Shows no progress."""


class Wrong(NamedTuple):
    """A row of a file that was refused: its number, and why."""

    row: int
    refusal: Refusal

    @property
    def column(self) -> str:
        """The column at fault (`kiosk/rules/hall/served_rows.py`)."""
        return "badge" if self.refusal.field == "clerk" else self.refusal.field


Rows = Sequence[tuple[int, Said]]
"""Rows of a file, each with its number."""


def enter_rows(
    db: Database, author: Author, way: Way, system: str, rows: Rows, seen: Seen = unseen
) -> tuple[int, list[Wrong]]:
    """Enters the rows of a file; returns how many were new, and those that were refused."""
    new, wrong = 0, []
    spelled = _spelled(db, author.branch, rows)
    for start in range(0, len(spelled), _ROWS_A_TIME):
        with db.writing():
            for number, said in spelled[start : start + _ROWS_A_TIME]:
                try:
                    new += enter(db, author, way, system, said)
                except Refusal as refusal:
                    wrong.append(Wrong(number, refusal))
        seen(min(start + _ROWS_A_TIME, len(spelled)), len(spelled))
    return new, wrong


def wrong_rows(
    db: Database, author: Author, way: Way, rows: Rows, seen: Seen = unseen
) -> list[Wrong]:
    """The rows of a file that would be refused; nothing is stored."""
    wrong: list[Wrong] = []
    before: dict[str, Said] = {}
    for done, (number, said) in enumerate(_spelled(db, author.branch, rows), 1):
        try:
            one = _judge(db, author, way, said)
            first = before.setdefault(one.event_id, one.said)
            if not rule.say_the_same(first, one.said):
                raise Refusal("served_otherwise", field="ticket")
        except Refusal as refusal:
            wrong.append(Wrong(number, refusal))
        seen(done, len(rows))
    return wrong


def _spelled(db: Database, branch: str, rows: Rows) -> list[tuple[int, Said]]:
    """The rows with their badges as the roster of today spells them: a spreadsheet drops leading
    zeros."""
    known = Known(documents.by_key(db, "clerk", branch))
    found = []
    for number, said in rows:
        meant = known.meant(said.clerk)
        found.append((number, said._replace(clerk=meant[0]) if len(meant) == 1 else said))
    return found
