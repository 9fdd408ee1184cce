"""The nightly run: each branch's last days are judged once they are over, a branch at a time, so
that a run that ends early goes on where it was."""

import datetime
from collections.abc import Callable

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import DayField, Local
from kiosk.records.ledger import times
from kiosk.records.ledger.tallies import TallyZone
from kiosk.records.oversight import flags, histories
from kiosk.records.people import authors
from kiosk.records.publishing import branches
from kiosk.rules.office.suspicion import findings, rises
from kiosk.rules.office.suspicion.history import PAST_DAYS, WINDOW_DAYS
from kiosk.rules.office.suspicion.rises import Sight
from kiosk.rules.office.suspicion.shares import Hours
from kiosk.vocabulary.facts import Moment

_DAY = datetime.timedelta(1)


class FlagRun(Local):
    """Up to which day a branch was judged by this office."""

    branch = peewee.TextField(primary_key=True)
    day = DayField()


def run(db: Database, now: Moment, goes_on: Callable[[], bool]) -> int:
    """Judges the branches of which a day is over, as long as it `goes_on`; returns how many flags
    were raised. Does nothing while the office's clock is in doubt."""
    if not times.believed(db, now).sure:
        return 0
    raised = 0
    for branch in _due(db, times.today(db, now) - _DAY):
        if not goes_on():
            break
        raised += judge(db, branch, now)
    return raised


def _due(db: Database, day: datetime.date) -> list[str]:
    """The branches with feedback that were not judged up to this day, the longest ago first."""
    same = FlagRun.branch == TallyZone.branch
    query = TallyZone.select(TallyZone.branch).join(FlagRun, peewee.JOIN.LEFT_OUTER, on=same)
    query = query.where(FlagRun.day.is_null() | (FlagRun.day < day))
    ordered = query.order_by(FlagRun.day.asc(nulls="first"), TallyZone.branch)
    return [one for (one,) in db.rows(ordered.tuples())]


def judge(db: Database, branch: str, now: Moment) -> int:
    """Judges a branch's days up to yesterday there; returns how many flags were raised."""
    author, zone = authors.at_office(db, branch, "", now), branches.zone(db, branch)
    last = author.day - _DAY
    found = findings.find(histories.read(db, branch, zone, last, flags.of_branch(db, branch)))
    with db.writing():
        raised = flags.note(db, author, found) if found else 0
        db.run(
            FlagRun.insert(branch=branch, day=last).on_conflict(
                conflict_target=[FlagRun.branch], preserve=[FlagRun.day]
            )
        )
    return raised


def sights(db: Database, branch: str, today: datetime.date) -> dict[str, Sight]:
    """What the rules can see at each clerk of a branch, by badge."""
    before = today - WINDOW_DAYS * _DAY
    served = histories.served(db, branch, before - PAST_DAYS * _DAY, before - _DAY)
    seen = rises.sights(Hours(histories.past(db, branch, before)), served)
    return {one.clerk: one for one in seen}
