"""All that a clerk's hall keeps about the clerk, for the clerk's own export."""

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback import lists
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.hall.pauses.state import PauseNow
from kiosk.records.ledger import ledger, security_log
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.security_log import SecurityLog
from kiosk.records.ledger.writing import Author
from kiosk.records.recognition import awards, meetings
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.records.recognition.own import objections
from kiosk.rules.recognition.meetings import KINDS
from kiosk.vocabulary import facts

SIGNING = ("sign_in", "sign_out", "pin_set", "pin_chosen")


class Kept(NamedTuple):
    """One thing that is kept; `at` is UTC ms, None where only the day is known. `mark` is its code
    (a card, a grade, a tier's name), `words` what was written, without any change, `by` who gave or
    did it."""

    what: str
    day: str
    at: int | None = None
    mark: str = ""
    words: str = ""
    by: str = ""


def every(db: Database, author: Author, unanswered: Sequence[str]) -> Iterator[Kept]:
    """Everything about the author, by kind, oldest first. Low grades are there as the clerk reads
    them: once handled, and their case, of a rating in `unanswered`, answered."""
    yield from _cards(db, author)
    yield from _feedback(db, author, unanswered)
    yield from _colleagues(db, author)
    for award in reversed(awards.of_clerk(db, author.by)):
        yield Kept("award", str(award.day), award.at, award.name, by=award.by)
    yield from _days(db, author)
    yield from _logged(db, author)


def _cards(db: Database, author: Author) -> Iterator[Kept]:
    wanted = (Ledger.branch == author.branch) & (Ledger.clerk == author.by)
    wanted &= (Ledger.kind.in_(("card", "voided"))) & (Ledger.counted == 1)
    order = (Ledger.counted_day, Ledger.station, Ledger.epoch, Ledger.seq)
    found = [ledger.read(row) for row in db.rows(Ledger.select().where(wanted).order_by(*order))]
    voided = {fact.subject for fact in found if isinstance(fact, facts.Voided)}
    for fact in found:
        if isinstance(fact, facts.CardGiven) and fact.giver == "customer":
            at = fact.at if fact.entry == "screen" else None
            what = "card_taken_back" if fact.event_id in voided else "card"
            yield Kept(what, str(fact.day), at, fact.mark, fact.comment)


def _feedback(db: Database, author: Author, unanswered: Sequence[str]) -> Iterator[Kept]:
    which: lists.Which = {
        "branch": author.branch,
        "clerk": author.by,
        "kinds": ("rating", "praise_entered"),
    }
    rows = list(lists.every(db, **which))[::-1]
    for row in rows:
        if row.low and (row.waits or row.event_id in unanswered):
            continue
        yield Kept(row.kind, str(row.day), None, row.mark, row.words)
    found = objections.of_ratings(db, author.branch, [row.event_id for row in rows if row.low])
    for one in found.values():
        yield Kept("objection", str(one.made.day), one.made.at, one.made.mark, one.made.text)
        if one.ruled:
            said = "upheld" if one.ruled.upheld else "rejected"
            ruled = one.ruled
            yield Kept("ruling", str(ruled.day), ruled.at, said, ruled.text, ruled.by)


def _colleagues(db: Database, author: Author) -> Iterator[Kept]:
    row = ColleagueCard
    own = (row.branch == author.branch) & ((row.clerk == author.by) | (row.by == author.by))
    for card in db.rows(row.select().where(own).order_by(row.day, row.at)):
        given = card.by == author.by
        other = card.clerk if given else card.by
        what = "card_given" if given else "colleague_card"
        yield Kept(what, str(card.day), card.at, card.mark, card.words, other)


def _days(db: Database, author: Author) -> Iterator[Kept]:
    """Duty, pauses with refused tries, meetings, and actions agreed there."""
    wanted = (Ledger.branch == author.branch) & (Ledger.clerk == author.by)
    wanted &= (Ledger.kind == "duty") & (Ledger.counted == 1)
    order = (Ledger.counted_day, Ledger.seq)
    for row in db.rows(Ledger.select().where(wanted).order_by(*order)):
        fact = ledger.read(row)
        if isinstance(fact, facts.DutyChanged):
            yield Kept("duty", str(fact.day), fact.at, fact.mark, fact.window)
    own = (PauseNow.branch == author.branch) & (PauseNow.clerk == author.by)
    for pause in db.rows(PauseNow.select().where(own).order_by(PauseNow.day, PauseNow.at)):
        what = "pause_refused" if pause.refused_for else "pause"
        yield Kept(what, str(pause.day), pause.at, pause.refused_for)
    kinds: tuple[facts.Meeting, ...] = ("morning", *KINDS)
    for kind in kinds:
        held = meetings.of_days(db, author.branch, datetime.date.min, author.day, kind)
        for day in sorted(held):
            if author.by in held[day][0].badges:
                yield Kept("meeting", str(held[day][0].held_on), mark=kind)
    actions = (ActionNow.branch == author.branch) & (ActionNow.owner == author.by)
    for action in db.rows(ActionNow.select().where(actions).order_by(ActionNow.day, ActionNow.at)):
        state = "open" if action.done_on is None else "done"
        yield Kept("action", str(action.day), action.at, state, action.text)


def _logged(db: Database, author: Author) -> Iterator[Kept]:
    """When the clerk signed in and out, got PINs, and was looked at, by the security log."""
    own = (SecurityLog.who == author.by) & SecurityLog.action.in_(SIGNING)
    for row in db.rows(SecurityLog.select().where(own).order_by(SecurityLog.seq)):
        yield Kept(row.action, "", row.at)
    looks = security_log.every(db, "clerk_viewed")
    for row in looks:
        if row.subject == author.by:
            yield Kept("clerk_viewed", "", row.at, row.detail, by=row.who)
