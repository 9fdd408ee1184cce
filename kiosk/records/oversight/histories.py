"""What is known of a hall on the evening of a day, for the rules that look for what is unlike the
usual: its last days one by one from the ledger, the days before in numbers from the tallies. A
handful of queries for a branch, however many clerks it has."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

import peewee

from kiosk.ground.db import Database
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.oversight.state import OPEN, QUESTIONED, FlagNow
from kiosk.rules.ledger.time import UNKNOWN_HOUR, minute_of
from kiosk.rules.office.suspicion.history import (
    PAST_DAYS,
    WINDOW_DAYS,
    Cell,
    Duty,
    History,
    Kind,
    Seen,
    Thanked,
    tone_of,
)

_DAY = datetime.timedelta(1)
_GIVEN, _BY = ("card", "rating"), ("day", "hour", "clerk", "mark")


def read(
    db: Database, branch: str, zone: str, last: datetime.date, known: Iterable[FlagNow]
) -> History:
    """A branch's history up to the evening of a day; `known` are its flags."""
    first = last - (WINDOW_DAYS - 1) * _DAY
    settled: dict[tuple[Kind, str], datetime.date] = {}
    left_out: set[tuple[datetime.date, str]] = set()
    for flag in known:
        if flag.state != OPEN:
            key: tuple[Kind, str] = (cast(Kind, flag.kind), flag.clerk)
            settled[key] = max(flag.last, settled.get(key, flag.last))
        if flag.state in QUESTIONED and flag.kind != "ring":
            left_out |= {(day, flag.clerk) for day in _days(flag.first, flag.last)}
    return History(
        _seen(db, branch, zone, first, last),
        past(db, branch, first),
        _screens(db, branch, first),
        _duty(db, branch, zone, first, last),
        _thanked(db, branch, first, last),
        settled,
        left_out,
        served(db, branch, first - PAST_DAYS * _DAY, last),
        _past_thanked(db, branch, first),
    )


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for n in range(min((last - first).days, WINDOW_DAYS + PAST_DAYS) + 1):
        yield last - n * _DAY


def past(db: Database, branch: str, before: datetime.date) -> Counter[Cell]:
    """What customers gave at a branch's screens in the days before one."""
    days = tallies.Which(first=before - PAST_DAYS * _DAY, last=before - _DAY, branch=branch)
    which = days | tallies.Which(kinds=_GIVEN, giver="customer", entry="screen")
    found: Counter[Cell] = Counter()
    for (day, hour, clerk, mark), n in tallies.sums(db, _BY, **which).items():
        if n > 0 and hour != UNKNOWN_HOUR:
            cell = Cell(day, hour, clerk, tone_of(mark))
            found[cell] = found.get(cell, 0) + n
    return found


def _given(branch: str, first: datetime.date, last: datetime.date) -> peewee.Expression:
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(_GIVEN) & (Ledger.counted == 1)
    wanted &= Ledger.counted_day.between(first, last)
    return wanted & (Ledger.giver == "customer") & (Ledger.entry == "screen")


def _seen(
    db: Database, branch: str, zone: str, first: datetime.date, last: datetime.date
) -> Iterator[Seen]:
    """What customers gave at the screens, without what they took back."""
    void = (Ledger.branch == branch) & (Ledger.kind == "voided") & (Ledger.counted == 1)
    void &= Ledger.counted_day.between(first, last)
    voided = {one for (one,) in db.rows(Ledger.select(Ledger.subject).where(void).tuples())}
    known: set[str] = set()
    for row in db.rows(Ledger.select().where(_given(branch, first, last))):
        minute = minute_of(bytes(row.body), zone)
        if minute is None or row.event_id in voided or row.event_id in known:
            continue
        known.add(row.event_id)
        screen = ledger.writer(row.station)
        yield Seen(row.event_id, row.counted_day, minute, row.clerk, row.mark, screen)


def _screens(db: Database, branch: str, before: datetime.date) -> Counter[tuple[str, str]]:
    """How much was given for each clerk at each screen in the days before. Of a branch with one
    station nothing is read."""
    if len({ledger.writer(one.station) for one in ledger.chains(db, branch)}) < 2:
        return Counter()
    wanted = _given(branch, before - PAST_DAYS * _DAY, before - _DAY)
    parts = (Ledger.clerk, Ledger.station)
    query = Ledger.select(*parts, peewee.fn.COUNT(Ledger.seq)).where(wanted).group_by(*parts)
    found: Counter[tuple[str, str]] = Counter()
    for clerk, station, n in db.rows(query.tuples()):
        found[clerk, ledger.writer(station)] += n
    return found


def _duty(
    db: Database, branch: str, zone: str, first: datetime.date, last: datetime.date
) -> dict[tuple[datetime.date, str], Duty]:
    """When each clerk came on duty first and left last, where both is known."""
    wanted = (Ledger.branch == branch) & (Ledger.kind == "duty") & (Ledger.counted == 1)
    wanted &= Ledger.counted_day.between(first, last)
    on: dict[tuple[datetime.date, str], int] = {}
    off: dict[tuple[datetime.date, str], int] = {}
    for row in db.rows(Ledger.select().where(wanted)):
        minute, key = minute_of(bytes(row.body), zone), (row.counted_day, row.clerk)
        if minute is not None and row.mark == "on":
            on[key] = min(minute, on.get(key, minute))
        elif minute is not None:
            off[key] = max(minute, off.get(key, minute))
    return {key: Duty(on[key], off[key]) for key in on.keys() & off.keys()}


def served(
    db: Database, branch: str, first: datetime.date, last: datetime.date
) -> Counter[tuple[datetime.date, str]]:
    """How many customers each clerk of a branch served on each day, as far as that is reported."""
    which = tallies.Which(branch=branch, kinds=("served",), first=first, last=last)
    found = tallies.sums(db, ["day", "clerk"], **which)
    return Counter({(day, clerk): n for (day, clerk), n in found.items() if clerk and n > 0})


def _past_thanked(db: Database, branch: str, before: datetime.date) -> Counter[tuple[str, str]]:
    """How many cards each clerk gave each other one in the days before."""
    row = ColleagueCard
    wanted = (row.branch == branch) & row.day.between(before - PAST_DAYS * _DAY, before - _DAY)
    query = row.select(row.by, row.clerk, peewee.fn.COUNT(row.event_id))
    rows = db.rows(query.where(wanted & (row.by != "")).group_by(row.by, row.clerk).tuples())
    return Counter({(by, clerk): n for by, clerk, n in rows})


def _thanked(db: Database, branch: str, first: datetime.date, last: datetime.date) -> list[Thanked]:
    """Cards between clerks, without those of which the giver is not known."""
    wanted = (ColleagueCard.branch == branch) & ColleagueCard.day.between(first, last)
    order = (ColleagueCard.day, ColleagueCard.at, ColleagueCard.event_id)
    cards = db.rows(ColleagueCard.select().where(wanted).order_by(*order))
    return [Thanked(one.event_id, one.day, one.by, one.clerk) for one in cards if one.by]
