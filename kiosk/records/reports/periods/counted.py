"""Figures of a report that are counted from rows beside the ledger: cases, calls for help, pauses,
meetings, what was done about low grades, alarms, and what was published."""

import datetime
import statistics
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import among, gathered, numbers
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.feedback.state import COUNTED_LOW, WRITTEN, FeedbackNow
from kiosk.records.hall.pauses.state import PauseNow
from kiosk.records.hall.state import HelpNow
from kiosk.records.ledger.across import parts
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.publishing.documents import Document
from kiosk.records.recognition.meetings import MeetingNow
from kiosk.rules.office.reports.figures import NOT_RECORDED, Value
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import CASE_KINDS, CAUSES, LEVELS, OUTCOMES

_ONE = datetime.timedelta(1)
PUBLISHED = {"fees": "fees_published", "guide": "guides_published", "notice": "notices_published"}

_OF_CASES = (
    "cases", *CASE_KINDS, "special", "extended", "reopened",
    *(f"cause_{one}" for one in CAUSES), *(f"level_{one}" for one in LEVELS),
)  # fmt: skip
_OF_COLLEAGUES = ("staff_cards", "colleague_cards", "superior_cards", "subordinate_cards")
_NEEDS = {
    "case": (*_OF_CASES, "help_cases", "on_time"),
    "rating": ("low_answered", *(f"low_{one}" for one in OUTCOMES)),
}
"""Figures that are not recorded where there is no fact of a kind."""


def read(
    db: Database,
    span: Span,
    branches: Collection[str] | None,
    there: set[str],
    today: datetime.date,
) -> dict[str, Value]:
    """The figures of some days by their codes; of these branches, None for all. What is late on
    `today` without an answer counts as late. `there` are the kinds of facts that are recorded."""
    begun = _begun(db, span)
    found = {
        **_cases(db, span, branches, today),
        **_help(db, span, branches),
        **_handled(db, span, branches),
        **_pauses(db, span, branches),
        **_meetings(db, span, branches),
        **_alarms(db, span, branches, begun=begun),
        **_published(db, span, branches, begun=begun),
    }
    if not _any(db, ColleagueCard, ColleagueCard.day, span, branches):
        found |= dict.fromkeys(_OF_COLLEAGUES, NOT_RECORDED)
    for kind, names in _NEEDS.items():
        if kind not in there:
            found |= dict.fromkeys(names, NOT_RECORDED)
    return found


def _of(model: Any, days: Any, span: Span, some: Sequence[str] | None) -> Any:
    """The condition that a row is of these days, and of these branches."""
    within = days.between(span.first, span.last)
    return within if some is None else within & among(model.branch, some)


def _grouped(
    db: Database, model: Any, by: Sequence[Any], wanted: Any, branches: Collection[str] | None,
    span: Span, days: Any = None,
) -> Counter[tuple[Any, ...]]:  # fmt: skip
    """How many rows there are of each group, by the columns' places: to PostgreSQL, an expression
    with a parameter is another one wherever it is written."""
    places = [peewee.SQL(str(number + 1)) for number in range(len(by))]
    found: Counter[tuple[Any, ...]] = Counter()
    for some in parts(branches):
        of = _of(model, model.day if days is None else days, span, some)
        query = model.select(*by, peewee.fn.COUNT(peewee.SQL("*"))).where(of & wanted)
        for *key, n in db.rows((query.group_by(*places) if by else query).tuples()):
            found[tuple(key)] += n
    return found


def _any(db: Database, model: Any, days: Any, span: Span, branches: Collection[str] | None) -> bool:
    """Whether there was a row up to the end of these days."""
    for some in parts(branches):
        wanted = days <= span.last
        wanted = wanted if some is None else wanted & among(model.branch, some)
        if db.first(model.select(model.branch).where(wanted).tuples()) is not None:
            return True
    return False


def _cases(
    db: Database, span: Span, branches: Collection[str] | None, today: datetime.date
) -> dict[str, Value]:
    row, by = CaseNow, (CaseNow.kind, CaseNow.cause, CaseNow.level)
    late = (row.on_time == 0) | (row.on_time.is_null() & (row.must_by < today))
    which = {
        "special": row.special > 0, "extended": row.extended > 0, "reopened": row.reopened > 0,
        "on_time": row.on_time == 1, "late": late,
    }  # fmt: skip
    each = [peewee.fn.SUM(peewee.Case(None, [(one, 1)], 0)) for one in which.values()]
    query = row.select(*by, peewee.fn.COUNT(peewee.SQL("*")), *each).group_by(*by)
    sums: Counter[str] = Counter()
    for some in parts(branches):
        for kind, cause, level, n, *among_them in db.rows(
            query.where(_of(row, row.day, span, some)).tuples()
        ):
            sums.update({kind: n, "cases": n} | dict(zip(which, among_them, strict=True)))
            if cause:
                sums.update({f"cause_{cause}": n, f"level_{level}": n})
    return {
        **{name: Value(sums[name]) for name in _OF_CASES},
        "help_cases": Value(sums["help"]),
        "on_time": Value(sums["on_time"], sums["late"] + sums["on_time"]),
    }


def _help(db: Database, span: Span, branches: Collection[str] | None) -> dict[str, Value]:
    if not _any(db, HelpNow, HelpNow.day, span, branches):
        return dict.fromkeys(("help", "came", "arrived_after"), NOT_RECORDED)
    calls, times = 0, list[int]()
    for some in parts(branches):
        query = HelpNow.select(gathered(HelpNow.came_after))
        for (collected,) in db.rows(query.where(_of(HelpNow, HelpNow.day, span, some)).tuples()):
            found = numbers(collected or "[]")
            calls += len(found)
            times += (after for after in found if after is not None)
    median = round(statistics.median(times) / 1000) if times else None
    return {
        "help": Value(calls),
        "came": Value(len(times), calls),
        "arrived_after": Value(median),
    }


def _handled(db: Database, span: Span, branches: Collection[str] | None) -> dict[str, Value]:
    """What was done about low grades, and how much customers wrote; what was taken back, or given
    at a customer's own phone, is not among the low grades, as elsewhere."""
    row = FeedbackNow
    # each value by its name: in the order of an index, which then holds all that is asked
    waiting = row.waits.in_((0, 1))
    low = COUNTED_LOW & waiting & row.handled.in_(("", *OUTCOMES))
    found = _grouped(db, row, [row.waits, row.handled], low, branches, span)
    done: Counter[str] = Counter()
    for (waits, handled), n in found.items():
        done["all"] += n
        if not waits:
            done["handled"] += n
            done[handled] += n
    written = WRITTEN & row.kind.in_(("rating", "card")) & waiting
    wrote = _grouped(db, row, [], written, branches, span)
    return {
        "low_answered": Value(done["handled"], done["all"]),
        **{f"low_{one}": Value(done[one]) for one in OUTCOMES},
        "written": Value(sum(wrote.values())),
    }


def _pauses(db: Database, span: Span, branches: Collection[str] | None) -> dict[str, Value]:
    if not _any(db, PauseNow, PauseNow.day, span, branches):
        return dict.fromkeys(("pauses", "pauses_refused"), NOT_RECORDED)
    refused = peewee.Case(None, [(PauseNow.refused_for == "", 0)], 1)
    found = _grouped(db, PauseNow, [refused], PauseNow.event_id != "", branches, span)
    return {"pauses": Value(found[(0,)]), "pauses_refused": Value(found[(1,)])}


def _meetings(db: Database, span: Span, branches: Collection[str] | None) -> dict[str, Value]:
    """Meetings that were held; of several records of one, one counts."""
    names = {"morning": "mornings", "weekly": "weekly_meetings", "monthly": "monthly_meetings"}
    row = MeetingNow
    if not _any(db, row, row.due_on, span, branches):
        return dict.fromkeys(names.values(), NOT_RECORDED)
    sums: Counter[str] = Counter()
    for some in parts(branches):
        held = row.select(row.branch, row.mark, row.due_on).where(_of(row, row.due_on, span, some))
        once = held.distinct().alias("once")
        query = peewee.Select([once], [once.c.mark, peewee.fn.COUNT(once.c.branch)])
        sums.update(dict(db.rows(query.group_by(once.c.mark).tuples())))
    return {name: Value(sums[mark]) for mark, name in names.items()}


def _ms(day: datetime.date) -> int:
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(DEFAULT_ZONE))
    return round(midnight.timestamp() * 1000)


def moments(span: Span) -> tuple[int, int]:
    """The first moment of some days, and the first one after them, in UTC ms."""
    return _ms(span.first), _ms(span.last + _ONE)


def _alarms(
    db: Database, span: Span, branches: Collection[str] | None, *, begun: bool
) -> dict[str, Value]:
    first, end = moments(span)
    raised, settled = 0, 0
    for some in parts(branches):
        wanted = (Alarm.at >= first) & (Alarm.at < end)
        wanted = wanted if some is None else wanted & among(Alarm.branch, some)
        counts = (peewee.fn.COUNT(Alarm.at), peewee.fn.COUNT(Alarm.settled_at))
        ((n, done),) = db.rows(Alarm.select(*counts).where(wanted).tuples())
        raised, settled = raised + n, settled + done
    none_yet = not raised and not begun
    return {
        "alarms": NOT_RECORDED if none_yet else Value(raised),
        "alarms_settled": Value(settled, raised) if raised else NOT_RECORDED,
    }


def _begun(db: Database, span: Span) -> bool:
    """Whether this office had published anything up to the end of these days: before, it was not
    there."""
    published = Document.select(Document.key).where(Document.published_at < moments(span)[1])
    return db.first(published.tuples()) is not None


def _published(
    db: Database, span: Span, branches: Collection[str] | None, *, begun: bool
) -> dict[str, Value]:
    """Versions that were published in these days, for all halls or these; not those withdrawn."""
    first, end = moments(span)
    row = Document
    found: Counter[str] = Counter()
    wanted = row.kind.in_(list(PUBLISHED)) & row.withdrawn_at.is_null()
    wanted &= (row.published_at >= first) & (row.published_at < end)
    for kind, scope, n in db.rows(
        row.select(row.kind, row.scope, peewee.fn.COUNT(row.key))
        .where(wanted)
        .group_by(row.kind, row.scope)
        .tuples()
    ):
        narrow = bool(scope) and not scope.startswith("region.")
        if branches is None or not narrow or scope in branches:
            found[kind] += n
    return {name: Value(found[kind]) if begun else NOT_RECORDED for kind, name in PUBLISHED.items()}
