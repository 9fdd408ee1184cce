"""5P cards: given, taken back by the same visit, counted (P02)."""

import datetime
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import peewee

from kiosk import documents, facts
from kiosk.db import Database, Local
from kiosk.records import clerks, identity, ledger
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules import undo as rule
from kiosk.rules.days import Moment, business_day, standing

COMMENT_LIMIT = 200
_KEY = re.compile(r"[0-9a-f]{32}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Form(Local):
    """Which visit sent a form, so that only that visit can undo it."""

    event_id = peewee.TextField(primary_key=True)
    visit = peewee.TextField()


class Thanks(NamedTuple):
    """What the thank-you page shows. `undo_ms` is how long this visit may
    still take the card back; 0 for any other."""

    event_id: str
    card: facts.CardGiven
    clerk: documents.Clerk
    voided: bool
    undo_ms: int


def give(
    db: Database, visit: str, key: str, badge: str, mark: str, comment: str, now: Moment
) -> Thanks:
    """A customer gives a clerk a card; durable when this returns.

    `key` came with the form and is the fact's event_id: a form sent again
    gives the first card's thanks, whatever else it says. Raises Refusal
    `missing_key`, `unknown_card`, `long_comment`, `odd_comment`,
    `unknown_clerk`, `retired_clerk` or `not_enrolled`.
    """
    if not _KEY.fullmatch(key):
        raise Refusal("missing_key")
    if mark not in facts.CARD_KINDS:
        raise Refusal("unknown_card", mark[:20])
    comment = tidy(comment)
    with db.writing():
        me = identity.me(db)
        if ledger.find(db, me.branch, [key]):
            return thanks(db, key, visit, now)
        day = business_day(now, me.anchor, me.zone, ledger.chain(db, me.chain).day)
        clerk = clerks.on_roster(db, me.branch, badge, day)
        card = facts.CardGiven(
            event_id=key,
            branch=me.branch,
            day=day,
            at=now.utc,
            clock=standing(now, me.anchor),
            mark=mark,
            clerk=badge,
            giver="customer",
            entry="screen",
            comment=comment,
        )
        ledger.append(db, me.chain, [facts.encode(card)])
        db.run(Form.insert(event_id=key, visit=visit))
    return Thanks(key, card, clerk, voided=False, undo_ms=rule.left(card.clock, now))


def tidy(comment: str) -> str:
    """A comment as it is kept: line ends as \\n, no blanks around it.

    Raises Refusal `long_comment` or `odd_comment`; nothing is cut silently.
    """
    comment = comment.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(comment) > COMMENT_LIMIT:
        raise Refusal("long_comment", str(len(comment)))
    if _UNPRINTABLE.search(comment):
        raise Refusal("odd_comment")
    return comment


def thanks(db: Database, event_id: str, visit: str, now: Moment) -> Thanks:
    """The thank-you page of a card; raises Refusal `unknown_thanks`."""
    me = identity.me(db)
    rows = [row for row in ledger.find(db, me.branch, [event_id]) if row.kind == "card"]
    if not rows:
        raise Refusal("unknown_thanks")
    card = facts.card(bytes(rows[0].body))
    clerk = clerks.remembered(db, card.clerk, card.day)
    voided = bool(ledger.find(db, me.branch, [rule.void_id(event_id)]))
    mine = _is_of(db, event_id, visit) and not voided
    return Thanks(event_id, card, clerk, voided, rule.left(card.clock, now) if mine else 0)


def _is_of(db: Database, event_id: str, visit: str) -> bool:
    """Whether this visit sent the form; a browser without cookies is nobody."""
    form = db.first(Form.select().where(Form.event_id == event_id))
    return form is not None and visit != "" and form.visit == visit


def undo(db: Database, event_id: str, visit: str, now: Moment) -> Thanks:
    """The visit that gave a card takes it back, within 30 s.

    Once taken back it stays so: asking again shows the same. Raises Refusal
    `unknown_thanks`, `undo_foreign` or `undo_late`.
    """
    with db.writing():
        given = thanks(db, event_id, visit, now)
        if given.voided:
            return given
        if not _is_of(db, event_id, visit):
            raise Refusal("undo_foreign")
        if not given.undo_ms:
            raise Refusal("undo_late")
        me = identity.me(db)
        card = given.card
        void = facts.Voided(
            event_id=rule.void_id(event_id),
            branch=me.branch,
            day=card.day,
            at=now.utc,
            clock=standing(now, me.anchor),
            subject=event_id,
            mark=card.mark,
            clerk=card.clerk,
            giver=card.giver,
            entry=card.entry,
        )
        ledger.append(db, me.chain, [facts.encode(void)])
    return given._replace(voided=True, undo_ms=0)


GROUPS: dict[str, Any] = {
    "kind": Ledger.mark,
    "clerk": Ledger.clerk,
    "branch": Ledger.branch,
    "giver": Ledger.giver,
    "entry": Ledger.entry,
    "month": peewee.fn.SUBSTR(Ledger.day.cast("TEXT"), 1, 7),
}
_CARDS = Ledger.kind.in_(["card", "voided"]) & Ledger.mark.in_(facts.CARD_KINDS)


def count(
    db: Database,
    by: Sequence[str],
    *,
    branch: str | None = None,
    clerk: str | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    giver: str | None = "customer",
) -> dict[tuple[str, ...], int]:
    """Cards by any of GROUPS, days inclusive; a void takes its card off.

    Customers' cards unless another `giver` is named; None counts all givers.
    The same on a station and at the office. Groups of 0 are left out.
    """
    wanted = _CARDS & (Ledger.counted == 1)
    for column, value in ((Ledger.branch, branch), (Ledger.clerk, clerk), (Ledger.giver, giver)):
        if value is not None:
            wanted &= column == value
    if first is not None:
        wanted &= Ledger.day >= first
    if last is not None:
        wanted &= Ledger.day <= last
    groups = [GROUPS[name] for name in by]
    cards = peewee.fn.SUM(peewee.Case(Ledger.kind, [("voided", -1)], 1))
    rows = db.rows(Ledger.select(*groups, cards).where(wanted).group_by(*groups).tuples())
    return {tuple(row[:-1]): int(row[-1]) for row in rows if row[-1]}


def comments(db: Database, branch: str, clerk: str, most: int) -> list[facts.CardGiven]:
    """The newest cards of a clerk that say something, newest first."""
    rows = db.rows(
        Ledger.select(Ledger.event_id, Ledger.body)
        .where(
            (Ledger.branch == branch)
            & (Ledger.clerk == clerk)
            & (Ledger.kind == "card")
            & (Ledger.counted == 1)
        )
        .order_by(Ledger.day.desc(), Ledger.station, Ledger.epoch, Ledger.seq.desc())
        .limit(200)
    )
    voids = {row.subject for row in _voids(db, branch, [row.event_id for row in rows])}
    said = [facts.card(bytes(row.body)) for row in rows if row.event_id not in voids]
    return [card for card in said if card.comment][:most]


def _voids(db: Database, branch: str, event_ids: list[str]) -> list[Ledger]:
    rows = ledger.find(db, branch, [rule.void_id(event_id) for event_id in event_ids])
    return [row for row in rows if row.counted]
