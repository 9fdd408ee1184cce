"""A customer's visit at the lobby: what it sent, what it may still take back."""

import datetime
import re
from typing import Any, NamedTuple

import peewee

from kiosk import documents, facts
from kiosk.db import Database, Local, Prepared, slot
from kiosk.records import clerks, identity, ledger
from kiosk.records.identity import Identity
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules import undo as rule
from kiosk.rules.days import Moment, business_day, standing

KEY = re.compile(r"[0-9a-f]{32}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Form(Local):
    """Which visit sent a form, so that only that visit can undo it."""

    event_id = peewee.TextField(primary_key=True)
    visit = peewee.TextField()


_NEW_FORM = Prepared(Form.insert(event_id=slot("event_id"), visit=slot("visit")))
_RECEIVED = Prepared(
    Ledger.select(peewee.fn.SUM(peewee.Case(Ledger.kind, [("voided", -1)], 1))).where(
        (Ledger.branch == slot("branch"))
        & Ledger.kind.in_(["card", "rating", "case", "voided"])
        & (Ledger.day == slot("day"))
        & (Ledger.entry == "screen")
        & (Ledger.counted == 1)
    )
)


class Stamp(NamedTuple):
    """What every fact written now says: of which branch, day, moment, clock."""

    me: Identity
    day: datetime.date
    said: dict[str, Any]


class Thanks(NamedTuple):
    """What the thank-you page shows. `undo_ms` is how long this visit may
    still take the fact back, 0 for any other; `mine` whether it sent it."""

    event_id: str
    fact: facts.CardGiven | facts.Rated
    clerk: documents.Clerk
    voided: bool
    undo_ms: int
    mine: bool


def stamp(db: Database, now: Moment) -> Stamp:
    """The stamp of a fact to be written now; inside `db.writing()`, since the
    day depends on the head. Raises Refusal `not_enrolled`."""
    me = identity.me(db)
    day = business_day(now, me.anchor, me.zone, ledger.chain(db, me.chain).day)
    said = {"branch": me.branch, "day": day, "at": now.utc, "clock": standing(now, me.anchor)}
    return Stamp(me, day, said)


def enter(db: Database, chain: ledger.ChainId, fact: facts.Fact, visit: str) -> None:
    """Writes a visit's fact and whose it is, in the verb's one transaction."""
    ledger.append(db, chain, [facts.encode(fact)])
    db.tuples(_NEW_FORM, event_id=fact.event_id, visit=visit)


def check_key(key: str) -> None:
    """Raises Refusal `missing_key` where a form brings no usable key."""
    if not KEY.fullmatch(key):
        raise Refusal("missing_key")


def tidy(text: str, limit: int) -> str:
    """A customer's words as they are kept: line ends as \\n, no blanks around.

    Raises Refusal `long_comment` or `odd_comment`; nothing is cut silently.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise Refusal("long_comment", f"{len(text)} > {limit}")
    if _UNPRINTABLE.search(text):
        raise Refusal("odd_comment")
    return text


def sent(db: Database, event_id: str, visit: str) -> bool:
    """Whether this visit sent the form; a browser without cookies is nobody."""
    form = db.first(Form.select().where(Form.event_id == event_id))
    return form is not None and visit != "" and form.visit == visit


def received(db: Database, branch: str, day: datetime.date) -> int:
    """How much feedback customers gave on a day: cards, ratings and cases from
    the screen, those taken back taken off."""
    return int(db.tuples(_RECEIVED, branch=branch, day=day.isoformat())[0][0] or 0)


def thanks(db: Database, event_id: str, visit: str, now: Moment) -> Thanks:
    """The thank-you page of a card or rating; raises Refusal `unknown_thanks`."""
    me = identity.me(db)
    rows = ledger.find(db, me.branch, [event_id])
    fact = facts.decode(bytes(rows[0].body)) if rows else None
    if not isinstance(fact, facts.CardGiven | facts.Rated):
        raise Refusal("unknown_thanks")
    clerk = clerks.remembered(db, fact.clerk, fact.day)
    voided = bool(ledger.find(db, me.branch, [rule.void_id(event_id)]))
    mine = sent(db, event_id, visit)
    left = rule.left(fact.clock, now) if mine and not voided else 0
    return Thanks(event_id, fact, clerk, voided, left, mine)


def undo(db: Database, event_id: str, visit: str, now: Moment) -> Thanks:
    """The visit that gave a card or rating takes it back, within 30 s.

    Once taken back it stays so: asking again shows the same. Raises Refusal
    `unknown_thanks`, `undo_foreign` or `undo_late`.
    """
    with db.writing():
        given = thanks(db, event_id, visit, now)
        if given.voided:
            return given
        if not given.mine:
            raise Refusal("undo_foreign")
        if not given.undo_ms:
            raise Refusal("undo_late")
        here = stamp(db, now)
        fact = given.fact
        void = facts.Voided(
            event_id=rule.void_id(event_id),
            **here.said | {"day": fact.day},
            subject=event_id,
            mark=fact.mark,
            clerk=fact.clerk,
            giver=fact.giver,
            entry=fact.entry,
        )
        ledger.append(db, here.me.chain, [facts.encode(void)])
    return given._replace(voided=True, undo_ms=0)
