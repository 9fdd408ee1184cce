"""Feedback as lists show it: one row for each rating, each card with words, each letter and banner,
with what was added to it, whether it was taken back, and what staff did about it. Cards between
clerks are apart (kiosk/records/feedback/colleagues/state.py).

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.

Over the line limit: the table's indexes are listed with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, holds, putting, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts

KINDS = ("rating", "card", "praise_entered")
_OF_IT = ("remark", "voided", "feedback_handled")


class FeedbackNow(Distributed):
    """A row of the lists. `at` is UTC ms; `low` is 1 for a low grade, `reasons` are codes between
    commas, `words` what the customer wrote or the deed that is praised, `withdrawn` is 1 if it was
    taken back. `waits` is 1 while a person has to look at it: at a low grade or at words, withdrawn
    ones too. `handled` is the last outcome ('' for none), by whom and when (UTC ms). `ticket` is
    the key of the ticket that a rating is bound to, '' for none."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    kind = peewee.TextField()
    mark = peewee.TextField()
    clerk = peewee.TextField()
    giver = peewee.TextField()
    entry = peewee.TextField()
    station = peewee.TextField()
    day = DayField()
    at = peewee.BigIntegerField()
    low = peewee.SmallIntegerField()
    reasons = peewee.TextField()
    service = peewee.TextField()
    words = peewee.TextField()
    withdrawn = peewee.SmallIntegerField()
    waits = peewee.SmallIntegerField()
    handled = peewee.TextField()
    handled_by = peewee.TextField()
    handled_at = peewee.BigIntegerField(null=True)
    ticket = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = (
            (("branch", "clerk", "day"), False),
            (("branch", "waits", "day", "at"), False),
            (("branch", "ticket"), False),
            (("branch", "day", "at", "kind", "mark", "clerk", "entry", "withdrawn"), False),
            (("kind", "day", "at", "mark", "clerk", "entry", "withdrawn"), False),
            (("day", "at", "kind", "clerk", "entry", "withdrawn"), False),
            (("low", "day", "at", "withdrawn", "entry", "waits", "handled"), False),
            (("waits", "day", "at", "clerk"), False),
            (("clerk", "day"), False),
        )


def _with(column: Any, *more: Any) -> Any:
    """The condition that a column says something. Few rows do, and they have indexes of their own,
    which hold that column and what else is asked of such rows: a search reads no other row."""
    some, name = column != peewee.SQL("''"), f"feedback_now_{column.name}"
    row = FeedbackNow
    row.add_index(row.index(row.day, row.at, column, *more, where=some, name=name))
    of_branch = row.index(row.branch, row.day, row.at, column, where=some, name=f"{name}_of_branch")
    row.add_index(of_branch)
    return some


WITH_WORDS = _with(
    FeedbackNow.words,
    FeedbackNow.kind,
    FeedbackNow.giver,
    FeedbackNow.withdrawn,
    FeedbackNow.waits,
)
WITH_REASONS = _with(FeedbackNow.reasons)
WITH_SERVICE = _with(FeedbackNow.service)
LOW = FeedbackNow.low == peewee.SQL("1")
"""The condition that a grade is low. A clerk's own have an index of their own: of a hundred ratings
it holds a few."""
FeedbackNow.add_index(
    FeedbackNow.index(
        FeedbackNow.branch,
        FeedbackNow.clerk,
        FeedbackNow.day,
        FeedbackNow.at,
        where=LOW,
        name="feedback_now_low_of_clerk",
    )
)

_KEPT = FeedbackNow.withdrawn == peewee.SQL("0")
COUNTED_LOW = (FeedbackNow.low > peewee.SQL("0")) & _KEPT
COUNTED_LOW &= FeedbackNow.entry != peewee.SQL("'phone'")
"""The condition that a low grade counts: it was not taken back, and not given at a customer's own
phone. What was done about them is counted by an index of its own."""
WRITTEN = WITH_WORDS & _KEPT & (FeedbackNow.giver == peewee.SQL("'customer'"))
"""The condition that a customer wrote something, and did not take it back; with an index of its
own."""
FeedbackNow.add_index(
    FeedbackNow.index(
        *(FeedbackNow.waits, FeedbackNow.handled, FeedbackNow.day, FeedbackNow.branch),
        where=COUNTED_LOW,
        name="feedback_now_counted_low",
    )
)
FeedbackNow.add_index(
    FeedbackNow.index(
        *(FeedbackNow.kind, FeedbackNow.waits, FeedbackNow.day, FeedbackNow.at),
        FeedbackNow.branch,
        where=WRITTEN,
        name="feedback_now_written",
    )
)

_PUT = putting(FeedbackNow)
_NEW = Prepared(FeedbackNow.insert(**{name: slot(name) for name in FeedbackNow._meta.fields}))
Made = facts.Rated | facts.CardGiven | facts.PraiseEntered


BETWEEN_CLERKS = (Ledger.kind == "card") & (Ledger.giver != "customer")
"""The condition that a fact is a card between clerks."""


def is_between_clerks(row: Ledger | facts.Columns) -> bool:
    """Whether a fact is a card between clerks."""
    return bool(row.kind == "card" and row.giver != "customer")


def begin(db: Database, station: str, made: Made) -> None:
    """Stores the row of feedback that was just given, in the transaction that wrote its fact."""
    if _is_listed(made):
        values = _values(made, station)
        db.tuples(_NEW, **values | {"day": made.day.isoformat()})


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds the rows of this feedback, inside the transaction that changed its facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These pieces of feedback as their rows, without those that no list shows, or whose facts are
    not here (yet)."""
    names = [name for one in event_ids for name in (one, remark_id(one), void_id(one))]
    found: dict[str, list[Ledger]] = {}
    for row in ledger.find(db, branch, names):
        if row.counted and not is_between_clerks(row):
            found.setdefault(row.event_id, []).append(row)
    done = handlings(db, branch, [one for one in event_ids if one in found])
    read = [_row(one, found, done.get(one, [])) for one in event_ids]
    return [values for values in read if values is not None]


def _row(
    event_id: str, found: Mapping[str, list[Ledger]], done: Sequence[facts.FeedbackHandled]
) -> dict[str, Any] | None:
    row, made = _first(found, event_id)
    if row is None or not isinstance(made, Made) or not _is_listed(made):
        return None
    _, remark = _first(found, remark_id(event_id))
    return _values(
        made,
        ledger.writer(row.station),
        remark if isinstance(remark, facts.Remarked) else None,
        withdrawn=void_id(event_id) in found,
        last=done[-1] if done else None,
    )


def _is_listed(made: Made) -> bool:
    """Whether lists show it: a card only if a customer gave it with words."""
    return not isinstance(made, facts.CardGiven) or (
        made.giver == "customer" and made.comment != ""
    )


def _values(
    made: Made,
    station: str,
    remark: facts.Remarked | None = None,
    *,
    withdrawn: bool = False,
    last: facts.FeedbackHandled | None = None,
) -> dict[str, Any]:
    words = _words(made, remark)
    low = isinstance(made, facts.Rated) and made.mark in facts.LOW_GRADES
    asks = not isinstance(made, facts.PraiseEntered) and (low or words != "")
    return {
        "branch": made.branch, "event_id": made.event_id,
        "kind": str(made.__struct_config__.tag), "mark": made.mark, "clerk": made.clerk,
        "giver": "" if isinstance(made, facts.PraiseEntered) else made.giver,
        "entry": made.entry, "station": station, "day": made.day, "at": made.at,
        "low": 1 if low else 0,
        "reasons": ",".join(remark.reasons) if remark else "",
        "service": remark.service if remark else "",
        "words": words,
        "withdrawn": 1 if withdrawn else 0,
        "waits": 1 if asks and last is None else 0,
        "handled": last.mark if last else "",
        "handled_by": last.by if last else "",
        "handled_at": last.at if last else None,
        "ticket": made.ticket if isinstance(made, facts.Rated) else "",
    }  # fmt: skip


def _first(
    found: Mapping[str, list[Ledger]], event_id: str
) -> tuple[Ledger | None, facts.AnyFact | None]:
    """The row of a fact, and what it says."""
    row = ledger.agreed(found.get(event_id, []))
    return row, None if row is None else ledger.read(row)


def _words(made: Made, remark: facts.Remarked | None) -> str:
    match made:
        case facts.CardGiven():
            return made.comment
        case facts.PraiseEntered():
            return made.deed
        case _:
            return remark.comment if remark else ""


def handlings(
    db: Database, branch: str, event_ids: Sequence[str]
) -> dict[str, list[facts.FeedbackHandled]]:
    """What was done about these pieces of feedback, by event_id, oldest first."""
    found: dict[str, list[facts.FeedbackHandled]] = {}
    for made in ledger.about(db, branch, "feedback_handled", event_ids):
        fact = ledger.read(made)
        if isinstance(fact, facts.FeedbackHandled):
            found.setdefault(fact.subject, []).append(fact)
    return {
        event_id: sorted(done, key=lambda one: (one.at, one.event_id))
        for event_id, done in found.items()
    }


def is_rated(db: Database, branch: str, ticket: str) -> bool:
    """Whether a rating is bound to this ticket, by its key."""
    bound = (FeedbackNow.branch == branch) & (FeedbackNow.ticket == ticket)
    return db.first(FeedbackNow.select().where(bound & (FeedbackNow.withdrawn == 0))) is not None


def touched(columns: Iterable[facts.Columns]) -> list[str]:
    """The event_ids of the feedback that these facts concern."""
    return sorted(
        {c.event_id if c.kind in KINDS else c.subject for c in columns
         if c.kind in KINDS or c.kind in _OF_IT}
    )  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows of the feedback that these facts concern."""
    refresh(db, branch, touched(one.columns for one in counted if not _is_unlisted(one)))


def _is_unlisted(one: Counted) -> bool:
    """Whether this is a card that no list shows: one between clerks, or one without a comment, as
    most cards are; a card's comment is part of its body, so that none can come later."""
    wordless = one.columns.kind == "card" and b'"comment":""' in one.body
    return wordless or is_between_clerks(one.columns)


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(FeedbackNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    """The event_ids of what lists can show, by branch."""
    return event_rows.made(db, Ledger.kind.in_(KINDS) & ~_WORDLESS & ~BETWEEN_CLERKS)


_WORDLESS = (Ledger.kind == "card") & holds(Ledger.body, b'"comment":""')


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each piece of feedback whose row is not what its facts give."""
    for branch, wrong in event_rows.differences(db, FeedbackNow, _made(db), rows):
        yield branch, f"feedback {wrong}"
