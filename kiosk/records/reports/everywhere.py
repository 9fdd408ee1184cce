"""Lists of all branches, for head office: feedback, cases, calls for help, openings of the box, and
what was withdrawn. Newest first, part by part.

Over the line limit: all of these lists are asked for with the same filters.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import PAGE, Part
from kiosk.ground.queries import EVERY, among, number_in, plainly
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import lists, withdrawn
from kiosk.records.feedback.state import WITH_WORDS, FeedbackNow
from kiosk.records.feedback.withdrawn import Withdrawn
from kiosk.records.hall.state import HelpNow
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts

HOURS_EAST = 8
"""China has one time zone."""
HOUR_MS = 3_600_000


T = TypeVar("T")


class Filters(NamedTuple):
    """What a list holds; days inclusive, '' and None for any.

    `about` is the clerk whom a case is about. `kind` is that of the feedback (rating, card, letter,
    banner), of the card or of the case, `grade` a grade,
    'low' or 'good', `state` a case's state, `answer` how it was answered (on_time, late, pending),
    or whether a clerk came to a call (came, open). `hour` and `weekday` (Monday is 0) are those of
    the feedback. `managers` keeps what is about the one in charge of a branch, `written` what has
    words, `withdrawn` what was taken back (False: what was not). `within` are the branches that
    are looked at, None for all.
    """

    first: datetime.date
    last: datetime.date
    branch: str = ""
    clerk: str = ""
    about: str = ""
    kind: str = ""
    grade: str = ""
    reason: str = ""
    service: str = ""
    topic: str = ""
    state: str = ""
    answer: str = ""
    entry: str = ""
    words: str = ""
    number: str = ""
    hour: int | None = None
    weekday: int | None = None
    waiting: bool = False
    withdrawn: bool | None = None
    managers: bool = False
    written: bool = False
    within: Collection[str] | None = None

    @property
    def days(self) -> list[datetime.date]:
        """The days of the weekday asked for."""
        number = (self.last - self.first).days + 1
        every = (self.first + datetime.timedelta(n) for n in range(min(number, 4_000)))
        return [day for day in every if day.weekday() == self.weekday]


MOST_SEARCHED = 20_000
"""Texts that one search reads, the newest ones."""
MOST_EXPORTED = 20_000
"""Rows of a table to download: as many as a spreadsheet made here takes in a few seconds."""


class Place(NamedTuple):
    """Up to which row a list was read, and how many rows are wanted."""

    branch: str = ""
    event_id: str = ""
    most: int = PAGE


FIRST, ALL_ROWS = Place(), Place(most=MOST_EXPORTED)


def _last(db: Database, model: Any, key: Any, place: Place) -> Any:
    """The row that a list was read up to, None for the beginning of the list."""
    if not place.event_id:
        return None
    return db.first(model.select().where((model.branch == place.branch) & (key == place.event_id)))


# Feedback -----------------------------------------------------------------------------


_FEEDBACK_ORDER = (
    FeedbackNow.day.desc(),
    FeedbackNow.at.desc(),
    FeedbackNow.event_id,
    FeedbackNow.branch,
)


def feedback(db: Database, asked: Filters, place: Place = FIRST) -> Part[FeedbackNow]:
    """Ratings, and cards with words."""
    query = FeedbackNow.select().where(_of_feedback(db, asked))
    last = _last(db, FeedbackNow, FeedbackNow.event_id, place)
    return paging.part(db, query, _FEEDBACK_ORDER, last, place.most)


def searched_from(db: Database, asked: Filters) -> datetime.date:
    """The first day of feedback in which a text can be searched: that of the list, or a later one
    if more than MOST_SEARCHED were written since."""
    row = FeedbackNow
    wanted = WITH_WORDS & (row.day >= asked.first) & (row.day <= asked.last)
    if asked.branch:
        wanted &= row.branch == asked.branch
    if asked.within is not None:
        wanted &= among(row.branch, asked.within)
    newest = row.select(row.day).where(wanted).order_by(row.day.desc(), row.at.desc())
    oldest = db.first(newest.offset(MOST_SEARCHED).tuples())
    return oldest[0] + datetime.timedelta(1) if oldest else asked.first


def _of_feedback(db: Database, asked: Filters) -> Any:
    row, which = FeedbackNow, lists.Which(first=asked.first, last=asked.last)
    if asked.grade in facts.GRADES:
        which["kinds"] = ("rating",)
    else:
        which["kinds"] = (asked.kind,) if asked.kind in ("rating", "card") else ("rating", "card")
    if asked.branch:
        which["branch"] = asked.branch
    if asked.within is not None:
        which["branches"] = asked.within
    if asked.clerk:
        which["clerk"] = asked.clerk
    if asked.reason:
        which["reason"] = asked.reason
    if asked.service:
        which["service"] = asked.service
    if asked.entry:
        which["entry"] = asked.entry
    if asked.withdrawn is not None:
        which["withdrawn"] = asked.withdrawn
    wanted = lists.wanted(which)
    if asked.grade in ("low", "good"):
        wanted &= (plainly(row.kind) == "rating") & (row.low == (asked.grade == "low"))
    elif asked.grade:
        wanted &= row.mark == asked.grade
    if asked.waiting:
        wanted &= row.waits == 1
    if asked.written or asked.words:
        wanted &= WITH_WORDS
    if asked.words:
        wanted &= row.words.contains(asked.words)
    if asked.hour is not None:
        wanted &= _hour(row, asked.hour)
    if asked.weekday is not None:
        wanted &= row.day.in_(asked.days)
    if asked.managers:
        wanted &= _about(db, asked, plainly(row.clerk), row)
    return wanted


def _hour(row: Any, hour: int) -> Any:
    """The condition that a row is of this hour of the day; paper has none."""
    return _at_hour(row.at, hour) & (row.entry != "paper")


def _at_hour(at: Any, hour: int) -> Any:
    hours = at / HOUR_MS + HOURS_EAST
    return hours - hours / 24 * 24 == hour


def praise(db: Database, asked: Filters, place: Place = FIRST) -> Part[FeedbackNow]:
    """Letters of praise and banners."""
    row, which = FeedbackNow, lists.Which(first=asked.first, last=asked.last)
    which["kinds"] = ("praise_entered",)
    if asked.branch:
        which["branch"] = asked.branch
    if asked.within is not None:
        which["branches"] = asked.within
    if asked.clerk:
        which["clerk"] = asked.clerk
    if asked.kind:
        which["marks"] = (asked.kind,)
    if asked.words:
        which["words"] = asked.words
    last = _last(db, row, row.event_id, place)
    query = row.select().where(lists.wanted(which))
    return paging.part(db, query, _FEEDBACK_ORDER, last, place.most)


def _about(db: Database, asked: Filters, clerk: Any, row: Any) -> Any:
    """The condition that a row is about the one in charge of its branch on its day."""
    whole, parts = [], []
    for one in clerks.charges(db, asked.branch or None):
        if one.first <= asked.first and (one.last is None or one.last >= asked.last):
            whole.append(one.badge)
        elif one.first <= asked.last and (one.last is None or one.last >= asked.first):
            parts.append(_within(one, clerk, row))
    return _any([among(clerk, whole), *parts])


def _within(charge: Charge, clerk: Any, row: Any) -> Any:
    span = (clerk == charge.badge) & (row.branch == charge.branch) & (row.day >= charge.first)
    return span if charge.last is None else span & (row.day <= charge.last)


def _any(conditions: Sequence[Any]) -> Any:
    """One of these holds. Halved, since a chain of hundreds is nested too deep for a database."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    return _any(conditions[:half]) | _any(conditions[half:])


# Cases --------------------------------------------------------------------------------


def cases(
    db: Database, asked: Filters, today: datetime.date, place: Place = FIRST
) -> Part[CaseNow]:
    """All cases, whatever their state."""
    query = CaseNow.select().where(_of_cases(db, asked, today))
    order = (CaseNow.day.desc(), CaseNow.at.desc(), CaseNow.case_id, CaseNow.branch)
    return paging.part(db, query, order, _last(db, CaseNow, CaseNow.case_id, place), place.most)


def _of_cases(db: Database, asked: Filters, today: datetime.date) -> Any:
    row = CaseNow
    seen = EVERY if asked.within is None else among(row.branch, asked.within)
    if asked.number:
        return seen & (row.number == asked.number)  # whatever else is asked
    wanted: Any = seen & (row.day >= asked.first) & (row.day <= asked.last)
    for column in ("branch", "kind", "state", "entry", "about"):
        if value := getattr(asked, column):
            wanted &= getattr(row, column) == value
    if asked.clerk:
        wanted &= (
            (row.worker == asked.clerk)
            | (row.responsible == asked.clerk)
            | (row.about == asked.clerk)
        )
    if asked.hour is not None:
        wanted &= _hour(row, asked.hour)
    if asked.topic:
        wanted &= peewee.Value(",").concat(row.topics).concat(",").contains(f",{asked.topic},")
    if asked.words:
        wanted &= row.words.contains(asked.words)
    late = row.on_time.is_null() & (row.must_by < today)
    match asked.answer:
        case "on_time":
            wanted &= row.on_time == 1
        case "late":
            wanted &= (row.on_time == 0) | late
        case "pending":
            wanted &= row.on_time.is_null() & ~(row.must_by < today)
    if asked.managers:
        wanted &= _about(db, asked, row.about, row)
    return wanted


# Calls and boxes ----------------------------------------------------------------------


_CALLS_ORDER = (HelpNow.day.desc(), HelpNow.at.desc(), HelpNow.branch, HelpNow.event_id)


def help_calls(db: Database, asked: Filters, place: Place = FIRST) -> Part[HelpNow]:
    """Calls for help."""
    row = HelpNow
    wanted: Any = (row.day >= asked.first) & (row.day <= asked.last)
    if asked.branch:
        wanted &= row.branch == asked.branch
    if asked.within is not None:
        wanted &= among(row.branch, asked.within)
    if asked.answer:
        wanted &= (row.comer != "") if asked.answer == "came" else (row.comer == "")
    if asked.hour is not None:
        wanted &= _at_hour(row.at, asked.hour)
    last = _last(db, row, row.event_id, place)
    return paging.part(db, row.select().where(wanted), _CALLS_ORDER, last, place.most)


class Since(NamedTuple):
    """The days from which on there are more of a list's facts than are counted and shown, and than
    are shown alone."""

    counted: datetime.date
    shown: datetime.date


def _shown(
    db: Database,
    wanted: Any,
    since: Since | None,
    place: Place,
    read: Callable[[Sequence[Ledger]], list[T]],
) -> Part[T]:
    """The next part of a list that has something to show; rows that can't be read are passed
    over."""
    part = _of_order(db, wanted, since, place)
    while not (shown := read(part.rows)) and part.more:
        last = part.rows[-1]
        place = place._replace(branch=last.branch, event_id=last.event_id)
        part = _of_order(db, wanted, since, place)
    return Part(shown, part.number, part.more)


def _since(db: Database, asked: Filters, place: Place, kinds: Mapping[str, int]) -> Since | None:
    """Since when there are, by the tallies, enough of a list's facts, so that no older one is read;
    None where the last month has fewer, or where the facts are those of some branches. `kinds` says
    how often each kind counts."""
    if asked.branch or asked.within is not None:
        return None
    first = max(asked.first.toordinal(), asked.last.toordinal() - _RECENT_DAYS)
    which = tallies.Which(first=datetime.date.fromordinal(first), last=asked.last)
    which["kinds"] = tuple(kinds)
    days, number, shown = Counter[datetime.date](), 0, None
    for (day, kind), n in tallies.sums(db, ["day", "kind"], **which).items():
        days[day] += kinds[kind] * n
    for day in sorted(days, reverse=True):
        number += days[day]
        if number > place.most:
            shown = shown or day
        if shown and number > paging.MOST_COUNTED:
            return Since(day, shown)
    return None


def _of_order(db: Database, wanted: Any, since: Since | None, place: Place) -> Part[Ledger]:
    """The rows of a list from the ledger: first in their order by an index alone, then those that
    are shown. The newest ones, from `since` on, are all that is read if they are enough."""
    here = (Ledger.branch == place.branch) & (Ledger.event_id == place.event_id)
    last = db.first(Ledger.select().where(here & (Ledger.counted == 1))) if place.event_id else None
    keys = Ledger.select(*_KEY).where(wanted)
    counted, first = keys, keys
    if since is not None:
        counted = keys.where(Ledger.counted_day >= since.counted)
        first = counted if last else keys.where(Ledger.counted_day >= since.shown)
    ordered, number, more = paging.part(db, first, _NEWEST, last, place.most, counted)
    if since is not None and not (more and number == paging.MOST_COUNTED):
        ordered, number, more = paging.part(db, keys, _NEWEST, last, place.most)
    rows: list[Ledger] = []
    for start in range(0, len(ordered), _AT_ONCE):
        some = [tuple(row.__data__[field.name] for field in _KEY)
                for row in ordered[start : start + _AT_ONCE]]  # fmt: skip
        rows += db.rows(Ledger.select().where(peewee.Tuple(*_KEY).in_(some)).order_by(*_NEWEST))
    return Part(rows, number, more)


_AT_ONCE, _RECENT_DAYS = 100, 31
_KEY = (Ledger.branch, Ledger.station, Ledger.epoch, Ledger.seq)
_NEWEST = (
    Ledger.counted_day.desc(),
    Ledger.branch,
    Ledger.station,
    Ledger.epoch,
    Ledger.seq.desc(),
)


class Given(NamedTuple):
    """A card, where it was given, and how it is named in a list."""

    branch: str
    card: facts.CardGiven

    @property
    def clerk(self) -> str:
        return self.card.clerk

    @property
    def event_id(self) -> str:
        return self.card.event_id


def cards(db: Database, asked: Filters, place: Place = FIRST) -> Part[Given]:
    """Cards of customers, with words or without; not those that were taken back."""
    void = Ledger.alias()
    taken_back = void.select(peewee.Value(1)).where(
        (void.branch == Ledger.branch)
        & (void.subject == Ledger.event_id)
        & (plainly(void.kind) == "voided")
        & (void.counted == 1)
    )
    wanted = _of_ledger(db, asked, "card") & (Ledger.giver == "customer")
    wanted &= ~peewee.fn.EXISTS(taken_back)
    if asked.kind:
        wanted &= Ledger.mark == asked.kind
    if asked.entry:
        wanted &= Ledger.entry == asked.entry
    if asked.hour is not None:
        wanted &= _at_hour(number_in(Ledger.body, "at"), asked.hour) & (Ledger.entry != "paper")

    def given(rows: Sequence[Ledger]) -> list[Given]:
        read = [(row.branch, ledger.read(row)) for row in rows]
        return [Given(branch, one) for branch, one in read if isinstance(one, facts.CardGiven)]

    return _shown(db, wanted, _since(db, asked, place, {"card": 1}), place, given)


def boxes(db: Database, asked: Filters, place: Place = FIRST) -> Part[facts.BoxOpened]:
    """Openings of the suggestion box."""

    def opened(rows: Sequence[Ledger]) -> list[facts.BoxOpened]:
        read = [ledger.read(row) for row in rows]
        return [fact for fact in read if isinstance(fact, facts.BoxOpened)]

    since = _since(db, asked, place, {"box_opened": 1})
    return _shown(db, _of_ledger(db, asked, "box_opened"), since, place, opened)


def _of_ledger(db: Database, asked: Filters, kind: str) -> Any:
    """The condition that a row of the ledger is of this kind. Its branches are named, so that an
    index of a branch's facts by kind and day leads to them."""
    names = [asked.branch] if asked.branch else tallies.counted_branches(db)
    if asked.within is not None:
        names = sorted(set(names).intersection(asked.within))
    wanted = among(Ledger.branch, names) & (Ledger.kind == kind) & (Ledger.counted == 1)
    wanted &= (Ledger.counted_day >= asked.first) & (Ledger.counted_day <= asked.last)
    return wanted & (Ledger.clerk == asked.clerk) if asked.clerk else wanted


# What was withdrawn -------------------------------------------------------------------


def withdrawn_cards(db: Database, asked: Filters, place: Place = FIRST) -> Part[Withdrawn]:
    """Cards and ratings that were taken back."""
    wanted = _of_ledger(db, asked, "voided") & Ledger.mark.in_(tallies.GIVEN)
    if place.event_id:
        place = place._replace(event_id=void_id(place.event_id))
    since = _since(db, asked, place, {"voided": 1})
    return _shown(db, wanted, since, place, lambda rows: withdrawn.read(db, rows))


def withdrawn_by_branch(db: Database, asked: Filters) -> Iterator[tuple[str, int]]:
    """How much was taken back in each branch, most first."""
    which = tallies.Which(kinds=("voided",), first=asked.first, last=asked.last)
    which["marks"] = tallies.GIVEN
    if asked.within is not None:
        which["branches"] = asked.within
    found = tallies.sums(db, ["branch"], **which)
    for (branch,), number in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield branch, number
