"""Which clerk gave whom cards, in a hall or in all halls, and which were given back: what a manager
and head office look at (P02)."""

import datetime
from collections.abc import Collection
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.recognition.colleagues import NEWEST
from kiosk.rules.recognition import colleagues as rule
from kiosk.rules.recognition.colleagues import Given
from kiosk.vocabulary.refusals import Refusal


class Asked(NamedTuple):
    """Which cards are asked for; days inclusive. `branch`, `giver` and `clerk` are '' for any; `by`
    is None for any, '' for cards on paper, which name no one."""

    first: datetime.date
    last: datetime.date
    branch: str = ""
    by: str | None = None
    giver: str = ""
    clerk: str = ""


class Pair(NamedTuple):
    """Who gave whom how many cards, the last one when, and whether some were given back within
    `rule.MUTUAL_DAYS`; with the deed tags and the newest words on these cards."""

    branch: str
    by: str
    giver: str
    clerk: str
    n: int
    last: datetime.date
    mutual: bool
    deeds: tuple[str, ...] = ()
    words: str = ""


def pairs(db: Database, asked: Asked, page: int = 1) -> Page[Pair]:
    """A page of pairs: those who gave each other cards first, then by their number."""
    row = ColleagueCard
    groups = (row.branch, row.by, row.giver, row.clerk)
    counted = row.select(*groups, peewee.fn.COUNT(row.event_id), peewee.fn.MAX(row.day))
    query = counted.where(_wanted(asked)).group_by(*groups)
    flagged = {
        (one.branch, one.by, one.to)
        for one in mutual(db, asked)
        if asked.first <= one.day <= asked.last
    }
    found = [
        Pair(branch, by, giver, clerk, n, last, (branch, by, clerk) in flagged)
        for branch, by, giver, clerk, n, last in db.rows(query.tuples())
    ]
    found.sort(key=lambda one: (not one.mutual, -one.n, one.branch, one.by, one.giver, one.clerk))
    shown, number = paging.cut(found, page)
    return Page([_said(db, asked, pair) for pair in shown], number)


def _said(db: Database, asked: Asked, pair: Pair) -> Pair:
    of_pair = asked._replace(branch=pair.branch, by=pair.by, giver=pair.giver, clerk=pair.clerk)
    given: list[ColleagueCard] = db.rows(_newest(of_pair))
    deeds = dict.fromkeys(deed for card in given for deed in deeds_of(card))
    newest = next((card.words for card in given if card.words), "")
    return pair._replace(deeds=tuple(deeds), words=newest)


def deeds_of(card: ColleagueCard) -> list[str]:
    """The deed tags on a card."""
    return [deed for deed in card.deeds.split(",") if deed]


def cards(db: Database, asked: Asked, page: int = 1) -> Page[ColleagueCard]:
    """A page of single cards, newest first."""
    return paging.read(db, _newest(asked), page)


def every(db: Database, asked: Asked, most: int) -> list[ColleagueCard]:
    """All of them, newest first, for an export. Raises Refusal `too_many_rows` for more."""
    found: list[ColleagueCard] = db.rows(_newest(asked).limit(most + 1))
    if len(found) > most:
        raise Refusal("too_many_rows", str(most))
    return found


def mutual(db: Database, asked: Asked) -> set[Given]:
    """The cards in these days, and around them, that were given back (`rule.mutual`)."""
    row, around = ColleagueCard, datetime.timedelta(rule.MUTUAL_DAYS)
    first = asked.first - around if asked.first > datetime.date.min + around else asked.first
    last = asked.last + around if asked.last < datetime.date.max - around else asked.last
    wanted = _wanted(Asked(first, last, asked.branch)) & (row.by != "")
    query = row.select(row.branch, row.by, row.clerk, row.day).where(wanted).distinct()
    return rule.mutual(Given(*one) for one in db.rows(query.tuples()))


def flagged(card: ColleagueCard, among: Collection[Given]) -> bool:
    """Whether a card is one of these."""
    return Given(card.branch, card.by, card.clerk, card.day) in among


def _newest(asked: Asked) -> Any:
    return ColleagueCard.select().where(_wanted(asked)).order_by(*NEWEST)


def _wanted(asked: Asked) -> Any:
    row = ColleagueCard
    wanted = (row.day >= asked.first) & (row.day <= asked.last)
    for name in ("branch", "giver", "clerk"):
        if value := getattr(asked, name):
            wanted &= getattr(row, name) == value
    return wanted if asked.by is None else wanted & (row.by == asked.by)
