"""5P cards, given and counted (P02)."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import holds
from kiosk.records.feedback import lists, state, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.feedback.thanks import Thanks
from kiosk.records.ledger import ledger, tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.tallies import Which
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.feedback import words
from kiosk.rules.ledger import undo as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

COMMENT_LIMIT = 200


def give(db: Database, author: Author, key: str, badge: str, mark: str, comment: str) -> Thanks:
    """A customer gives a clerk a card; durable when this returns.

    `key` came with the form and is the fact's event_id: a form sent again gives the first thanks,
    even if its other fields differ. Raises Refusal `missing_key`, `unknown_card`, `long_comment`,
    `odd_comment`, `unknown_clerk`, `retired_clerk` or `not_enrolled`.
    """
    if mark not in facts.CARD_KINDS:
        raise Refusal("unknown_card", mark[:20])
    comment = words.tidy(comment, COMMENT_LIMIT)
    with writing(db, author, key) as entry:
        if entry.known:
            return thanks.find(db, author, key)
        clerk = clerks.on_roster(db, author.branch, badge, author.day)
        card = entry.write(
            facts.CardGiven,
            mark=mark,
            clerk=badge,
            giver="customer",
            entry="screen",
            comment=comment,
        )
        state.begin(db, author.chain.station, card)
        thanks.note(db, author, key)
    return thanks.given(author, card, clerk)


GROUPS = {
    "kind": "mark",
    "clerk": "clerk",
    "branch": "branch",
    "region": "region",
    "giver": "giver",
    "entry": "entry",
    "month": "month",
}
"""By what cards can be counted, and what tallies call it."""


def count(
    db: Database,
    by: Sequence[str],
    *,
    branch: str | None = None,
    branches: Collection[str] | None = None,
    regions: Sequence[str] | None = None,
    clerk: str | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    giver: str | None = "customer",
    entry: str | None = None,
) -> dict[tuple[str, ...], int]:
    """Counts cards by any of GROUPS, days inclusive, without those taken back.

    `regions` are those of the sums by region. Only customers' cards unless another `giver` is
    named; None counts all givers. `entry` is screen or paper. Works the same at station and office.
    Groups of 0 are left out.
    """
    which: Which = {"kinds": ("card",), "marks": facts.CARD_KINDS}
    if branch is not None:
        which["branch"] = branch
    if branches is not None:
        which["branches"] = branches
    if regions is not None:
        which["regions"] = regions
    if clerk is not None:
        which["clerk"] = clerk
    if giver is not None:
        which["giver"] = giver
    if entry is not None:
        which["entry"] = entry
    if first is not None:
        which["first"] = first
    if last is not None:
        which["last"] = last
    counted = tallies.sums(db, [GROUPS[name] for name in by], **which)
    return {group: n for group, n in counted.items() if n > 0}


_COMMENT, _NONE = b'"comment":"', b'"comment":""'
"""What a card's body says if it has a comment, and if that is empty. In a text its quotes would be
escaped."""


def comments(
    db: Database, branch: str, clerk: str, last: datetime.date, most: int
) -> list[facts.CardGiven]:
    """A clerk's newest cards from customers with a comment, newest first, at most `most`, none
    counted for a day after `last`."""
    query = _with_comment(branch, clerk).where(Ledger.counted_day <= last).limit(most)
    return _read_comments(db, branch, db.rows(query))


def all_comments(db: Database, branch: str, clerk: str, page: int = 1) -> Page[facts.CardGiven]:
    """A page of all of a clerk's cards from customers with a comment, newest first."""
    wanted = lists.wanted(
        {"branch": branch, "clerk": clerk, "kinds": ("card",), "withdrawn": False}
    )
    query = FeedbackNow.select(FeedbackNow.event_id).where(wanted).order_by(*lists.NEWEST)
    rows, number = paging.read(db, query, page)
    ids = [row.event_id for row in rows]
    found = {row.event_id: ledger.read(row) for row in ledger.find(db, branch, ids)} if ids else {}
    cards = (found.get(one) for one in ids)
    return Page([card for card in cards if isinstance(card, facts.CardGiven)], number)


def _with_comment(branch: str, clerk: str) -> Any:
    wanted = (Ledger.branch == branch) & (Ledger.clerk == clerk) & (Ledger.kind == "card")
    wanted &= (Ledger.giver == "customer") & (Ledger.counted == 1)
    wanted &= holds(Ledger.body, _COMMENT)
    return (
        Ledger.select(Ledger.event_id, Ledger.body, Ledger.counted_day)
        .where(wanted & ~holds(Ledger.body, _NONE))
        .order_by(Ledger.counted_day.desc(), Ledger.station, Ledger.epoch, Ledger.seq.desc())
    )


def _read_comments(db: Database, branch: str, rows: list[Ledger]) -> list[facts.CardGiven]:
    voids = {row.subject for row in _voids(db, branch, [row.event_id for row in rows])}
    read = [ledger.read(row) for row in rows if row.event_id not in voids]
    return [fact for fact in read if isinstance(fact, facts.CardGiven)]


def _voids(db: Database, branch: str, event_ids: list[str]) -> list[Ledger]:
    rows = ledger.find(db, branch, [rule.void_id(event_id) for event_id in event_ids])
    return [row for row in rows if row.counted]
