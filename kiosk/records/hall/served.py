"""Who was served at which window: reported by a ticket system, or counted by the clerk; and what
the lobby offers to rate."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback.state import is_rated
from kiosk.records.hall import duty, served_state, ticket_feeds
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import in_halls
from kiosk.rules.hall import tickets as rule
from kiosk.rules.hall.tickets import Said
from kiosk.rules.ledger import undo as undo_rule
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Way
from kiosk.vocabulary.refusals import Refusal

OFFERS = 3
"""As many fit above the clerks; a hall with more windows shows those that came last."""
_LOOKED_AT = 60
_ROWS_A_TIME = 100
"""Rows of a file in one transaction, so that a customer's tap never waits for long."""


def enter(db: Database, author: Author, way: Way, system: str, said: Said) -> bool:
    """A ticket system reports a served customer; durable when this returns. Whether it was new: a
    repeat adds nothing.

    Raises Refusal with the field at fault: `odd_ticket`, `odd_window`, `served_ahead`,
    `served_long_ago`, `unknown_window`, `unknown_clerk`, `retired_clerk`, `unknown_service` or,
    where the number was given before for another service, `served_otherwise`.
    """
    said = said._replace(ticket=rule.ticket(said.ticket), window=rule.window(said.window))
    rule.check_time(way, said.ended, author.at)
    day = local_date(said.ended, identity.me(db).zone)
    event_id = rule.served_id(author.branch, said.ticket, day, said.window)
    with writing(db, author, event_id[:32], event_id) as entry:
        if rows := entry.known or _before_joining(db, author, said, day):
            known = ledger.read(rows[0])
            if not isinstance(known, facts.Served) or not rule.is_same(known, said):
                raise Refusal("served_otherwise", field="ticket")
            return False
        badge = said.clerk or _on_duty(db, author, said)
        _check(db, author, badge, said.service, day)
        made = entry.write(
            facts.Served,
            day=day,
            clerk=badge,
            ended=said.ended,
            way=way,
            subject=said.ticket,
            window=said.window,
            service=said.service,
            system=system,
        )
        served_state.begin(db, author.chain.station, made)
        ticket_feeds.note(db, made)
    return True


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


class Wrong(NamedTuple):
    """A row of a file that was refused: its number, and why."""

    row: int
    refusal: Refusal


def enter_rows(
    db: Database,
    author: Author,
    way: Way,
    system: str,
    rows: Sequence[tuple[int, Said]],
    seen: Callable[[int, int], None] = lambda done, whole: None,
) -> tuple[int, list[Wrong]]:
    """Enters the rows of a file, each by its number; returns how many were new, and those that were
    refused. `seen(done, all)` reports progress in rows."""
    new, wrong = 0, []
    for start in range(0, len(rows), _ROWS_A_TIME):
        with db.writing():
            for number, said in rows[start : start + _ROWS_A_TIME]:
                try:
                    new += enter(db, author, way, system, said)
                except Refusal as refusal:
                    wrong.append(Wrong(number, refusal))
        seen(min(start + _ROWS_A_TIME, len(rows)), len(rows))
    return new, wrong


# The clerk's button ------------------------------------------------------------------


def press(db: Database, author: Author, key: str) -> None:
    """A clerk counts a customer who was just served; the same form sent again is one customer.

    Raises Refusal `missing_key`.
    """
    here = duty.of_day(db, author.day).get(author.by)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        window = here.window if here is not None and here.on else ""
        made = entry.write(
            facts.Served, clerk=author.by, ended=author.at, way="button", window=window
        )
        served_state.begin(db, author.chain.station, made)


def take_back(db: Database, author: Author, key: str, event_id: str) -> None:
    """The clerk who pressed the button takes it back, within 30 s; once taken back, asking again
    changes nothing. A service that was rated stays.

    Raises Refusal `missing_key`, `unknown_ticket`, `undo_foreign`, `undo_late` or `rated_already`.
    """
    with writing(db, author, key, undo_rule.void_id(event_id)) as entry:
        rows = ledger.find(db, author.branch, [event_id])
        fact = ledger.read(rows[0]) if rows else None
        if not isinstance(fact, facts.Served) or fact.way != "button":
            raise Refusal("unknown_ticket")
        if fact.clerk != author.by:
            raise Refusal("undo_foreign")
        if entry.known:
            return
        if not undo_rule.left(fact.clock, author.now):
            raise Refusal("undo_late")
        if is_rated(db, author.branch, rule.key(fact)):
            raise Refusal("rated_already")
        entry.write(
            facts.Voided, day=fact.day, subject=event_id, mark=fact.mark, clerk=fact.clerk,
            giver="", entry="screen",
        )  # fmt: skip
        served_state.refresh(db, author.branch, [event_id])


class Pressed(NamedTuple):
    """How many customers a clerk counted today; the last one's id, '' if it can't be taken back any
    more."""

    number: int
    last: str


def pressed(db: Database, author: Author) -> Pressed:
    """What the button shows."""
    of_day = (ServedNow.branch == author.branch) & (ServedNow.day == author.day)
    mine = of_day & (ServedNow.clerk == author.by) & (ServedNow.withdrawn == 0)
    rows = db.rows(ServedNow.select().where(mine).order_by(ServedNow.at.desc()))
    last = next((row.event_id for row in rows if row.way == "button"), "")
    found = ledger.find(db, author.branch, [last]) if last else []
    fact = ledger.read(found[0]) if found else None
    left = undo_rule.left(fact.clock, author.now) if fact is not None else 0
    return Pressed(len(rows), last if left else "")


# What the lobby offers ---------------------------------------------------------------


class Offer(NamedTuple):
    """A service that was just done and not rated: where, by whom (a badge), with which ticket."""

    event_id: str
    window: str
    clerk: str
    ticket: str


def offers(db: Database, branch: str, now: int) -> list[Offer]:
    """The services to be rated at this moment (UTC ms): the last one at each window, newest first.
    They name no customer and no service item."""
    fresh = (ServedNow.branch == branch) & (ServedNow.withdrawn == 0)
    fresh &= ServedNow.at.between(now - rule.NEAR_MS, now + rule.AHEAD_MS)
    newest = ServedNow.select().where(fresh).order_by(ServedNow.at.desc()).limit(_LOOKED_AT)
    found: dict[tuple[str, str], ServedNow] = {}
    for row in db.rows(newest):
        if rule.is_offered(row.ended, now):
            at_window = (row.window, "" if row.window else row.clerk)
            if at_window not in found or row.ended > found[at_window].ended:
                found[at_window] = row
    open_ones = [row for row in found.values() if not is_rated(db, branch, row.ticket_key)]
    open_ones.sort(key=lambda row: -row.ended)
    return [Offer(row.event_id, row.window, row.clerk, row.ticket) for row in open_ones[:OFFERS]]


def offered(db: Database, author: Author, badge: str, event_id: str) -> tuple[Offer, str]:
    """The service that a customer chose to rate, with the key that binds the rating to its ticket.

    Raises Refusal `unknown_ticket` for another clerk's, `offer_over` once it is too long ago, or
    `rated_already`.
    """
    same = (ServedNow.branch == author.branch) & (ServedNow.event_id == event_id[:64])
    row = db.first(ServedNow.select().where(same & (ServedNow.withdrawn == 0)))
    if row is None or row.clerk != badge:
        raise Refusal("unknown_ticket")
    if is_rated(db, author.branch, row.ticket_key):
        raise Refusal("rated_already")
    if not rule.can_be_rated(row.ended, author.at):
        raise Refusal("offer_over")
    return Offer(row.event_id, row.window, row.clerk, row.ticket), row.ticket_key


def ticket_of(db: Database, author: Author, key: str, badge: str, event_id: str) -> str:
    """What a rating is to be bound to: the ticket of the service that was chosen, '' for none, or
    where this form was sent before. Raises Refusal as `offered`."""
    if not event_id or ledger.find(db, author.branch, [key]):
        return ""
    return offered(db, author, badge, event_id)[1]
