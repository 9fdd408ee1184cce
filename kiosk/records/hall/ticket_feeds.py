"""One row for each ticket system that reports by itself, with the last day of which it reported a
served customer, so that its silence is noticed.

The rows are a cache of the ledger and of the rows of served customers; a test compares them.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.hall import served_state
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts

FED = ("api", "folder", "table")
"""Ways of systems that report by themselves."""
DELIVERING_MS = 3_600_000
_AT_ONCE = 300


class TicketFeed(Distributed):
    """A ticket system that reports by itself: whether it is meant to (`is_on`), and the last day of
    which it reported a served customer, or on which it was connected."""

    branch = peewee.TextField()
    system = peewee.TextField()
    name = peewee.TextField()
    is_on = peewee.SmallIntegerField()
    last_day = DayField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "system")


_FEED = Prepared(
    TicketFeed.select(TicketFeed.last_day).where(
        (TicketFeed.branch == slot("branch")) & (TicketFeed.system == slot("system"))
    )
)


# Keeping the rows --------------------------------------------------------------------


def note(db: Database, made: facts.Served) -> None:
    """A system has reported a customer; inside the transaction that wrote the fact."""
    if made.way in FED:
        found = db.tuples(_FEED, branch=made.branch, system=made.system)
        if not found or str(found[0][0]) < made.day.isoformat():
            refresh(db, made.branch, [made.system])


def refresh(db: Database, branch: str, systems: Iterable[str]) -> None:
    """Rebuilds the rows of these systems, after those of the customers that they reported."""
    kept = [TicketFeed.name, TicketFeed.is_on, TicketFeed.last_day]
    for system in systems:
        values = feed(db, branch, system)
        if values is not None:
            new = TicketFeed.insert(values)
            key = [TicketFeed.branch, TicketFeed.system]
            db.run(new.on_conflict(conflict_target=key, preserve=kept))


def feed(db: Database, branch: str, system: str) -> dict[str, Any] | None:
    """A system's row as its facts give it, None if there are none."""
    of_system = (Ledger.branch == branch) & (Ledger.subject == system)
    of_system &= (Ledger.kind == "ticket_system") & (Ledger.counted == 1)
    read = [ledger.read(row) for row in db.rows(Ledger.select().where(of_system))]
    said = [fact for fact in read if isinstance(fact, facts.TicketSystemChanged)]
    said.sort(key=lambda fact: (fact.at, fact.mark == "off", fact.event_id))
    reported = (ServedNow.branch == branch) & (ServedNow.system == system)
    reported &= ServedNow.way.in_(FED)
    newest = ServedNow.select(ServedNow.day).where(reported).order_by(ServedNow.day.desc())
    last = db.first(newest)
    days = [fact.day for fact in said if fact.mark == "on"] + ([last.day] if last else [])
    if not days:
        return None
    return {
        "branch": branch, "system": system, "name": said[-1].name if said else "",
        "is_on": int(not said or said[-1].mark == "on"), "last_day": max(days),
    }  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows of the systems that these facts concern, after those of the customers."""
    read = [one.columns for one in counted]
    systems = {one.subject for one in read if one.kind == "ticket_system"}
    refresh(db, branch, sorted(systems | _systems_of(db, branch, served_state.concerned(read))))


def _systems_of(db: Database, branch: str, event_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(event_ids), _AT_ONCE):
        part = ServedNow.event_id.in_(event_ids[start : start + _AT_ONCE])
        wanted = (ServedNow.branch == branch) & part & ServedNow.way.in_(FED)
        query = ServedNow.select(ServedNow.system).where(wanted).distinct()
        found |= {system for (system,) in db.rows(query.tuples())}
    return found


def rebuild(db: Database) -> None:
    """Rebuilds all rows; inside `db.writing()`."""
    db.run(TicketFeed.delete())
    for branch, systems in _fed(db).items():
        refresh(db, branch, sorted(systems))


def _fed(db: Database) -> dict[str, set[str]]:
    """All ticket systems, by branch."""
    said = Ledger.select(Ledger.branch, Ledger.subject)
    said = said.where((Ledger.kind == "ticket_system") & (Ledger.counted == 1))
    fed = ServedNow.select(ServedNow.branch, ServedNow.system).where(ServedNow.way.in_(FED))
    found: dict[str, set[str]] = {}
    for query in (said, fed):
        for branch, system in db.rows(query.distinct().tuples()):
            found.setdefault(branch, set()).add(system)
    return found


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its facts give."""
    held = {(one.branch, one.system): one.__data__ for one in db.rows(TicketFeed.select())}
    for branch, systems in sorted(_fed(db).items()):
        for system in sorted(systems):
            if held.pop((branch, system), None) != feed(db, branch, system):
                yield branch, f"ticket system {system}"
    for branch, system in sorted(held):
        yield branch, f"ticket system {system} has a row but no facts"


# Reading them ------------------------------------------------------------------------

AT_WORK = ("duty", "card", "rating", "case", "help", "served")
"""Facts of a day on which a hall was at work."""


def feeds(db: Database) -> list[TicketFeed]:
    """All ticket systems that are meant to report."""
    found: list[TicketFeed] = db.rows(TicketFeed.select().where(TicketFeed.is_on == 1))
    return found


def is_delivering(db: Database, feed: TicketFeed, now: int) -> bool:
    """Whether a system has reported a customer of its last day in the hour before `now` (UTC ms):
    it delivers what it kept, and the days after that day are still to come."""
    of_day = (ServedNow.branch == feed.branch) & (ServedNow.system == feed.system)
    newest = ServedNow.select(peewee.fn.MAX(ServedNow.at)).where(
        of_day & (ServedNow.day == feed.last_day)
    )
    ((at,),) = db.rows(newest.tuples())
    return at is not None and now - at < DELIVERING_MS


def busy_days(
    db: Database, branch: str, first: datetime.date, last: datetime.date
) -> list[datetime.date]:
    """The days on which a hall was at work, both ends included."""
    days = [first + datetime.timedelta(n) for n in range((last - first).days + 1)]
    return [day for day in days if _is_busy(db, branch, day)]


def _is_busy(db: Database, branch: str, day: datetime.date) -> bool:
    of_day = (Ledger.branch == branch) & (Ledger.counted_day == day) & (Ledger.counted == 1)
    return db.first(Ledger.select(Ledger.seq).where(of_day & Ledger.kind.in_(AT_WORK))) is not None
