"""A hall's clerk who was given cards within minutes, and others in their own time."""

import datetime

from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger.writing import Author
from kiosk.records.oversight import flags, nightly
from kiosk.records.oversight.state import FlagNow
from kiosk.records.people import authors
from kiosk.rules.office.suspicion.history import Finding
from tests.cast import HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import k

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def given(hall: Machine, key: int, badge: str, mark: str, ago: int) -> str:
    """A customer's card or grade, so many ms ago."""
    now = hall.time()
    author: Author = by_visit(hall.db, now._replace(utc=now.utc - ago), f"visit {key}")
    at = now.utc - ago
    day = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()
    author = author._replace(at=at, day=day)
    if mark.isdecimal():
        ratings.rate(hall.db, author, k(key), badge, mark)
    else:
        cards.give(hall.db, author, k(key), badge, mark, "")
    return k(key)


def stuffed(hall: Machine, office: Machine, days_ago: int = 1, first: int = 1000) -> list[str]:
    """Nine cards and best grades for Wang within nine minutes, among a quiet fortnight; all of
    it is at head office."""
    for n in range(14):
        for turn in range(4):
            ago = (n + 1) * DAY + (2 * turn - 3) * HOUR
            given(hall, first + 100 + 10 * n + turn, (WANG, LI)[turn % 2], "5", ago)
    burst = [
        given(hall, first + n, WANG, "polite" if n % 2 else "5", days_ago * DAY + n * MINUTE)
        for n in range(9)
    ]
    sync_round(hall, office)
    return burst


def flagged_hall(hall: Machine, office: Machine) -> tuple[FlagNow, list[str]]:
    """The flag that the nightly run raises, and the facts of the burst."""
    burst = stuffed(hall, office)
    assert nightly.judge(office.db, HERE, office.time()) == 1
    (flag,) = office.db.rows(FlagNow.select())
    return flag, burst


def question(office: Machine, clerk: str, *events: str) -> None:
    """The nightly run's flag on these facts of a clerk."""
    day = office.today()
    found = Finding("burst", clerk, day, day, len(events), 12, 0.3, 1.1, events)
    with office.db.writing():
        flags.note(office.db, head(office, ""), [found])


def head(office: Machine, name: str = "lin") -> Author:
    """A user of head office who writes for the hall."""
    return authors.at_office(office.db, HERE, name, office.time())
