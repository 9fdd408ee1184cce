"""Cards between colleagues of a hall (P02): given at the desk with the giver's own PIN, so many a
day, for good; read by the receiver and the giver. Who else reads them: `pairs`."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.paging import Page
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks, pins
from kiosk.records.publishing import offered, policies
from kiosk.rules.feedback import words
from kiosk.rules.recognition import colleagues as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

WORDS_LIMIT = 200
NEWEST = (
    ColleagueCard.day.desc(),
    ColleagueCard.at.desc(),
    ColleagueCard.branch,
    ColleagueCard.event_id,
)


class Card(NamedTuple):
    """What the form says: to whom, which of the five, the deed tags that were chosen, own words."""

    to: str
    mark: str
    deeds: Sequence[str]
    words: str


def give(
    db: Database, author: Author, keys: Keys, key: str, card: Card, pin: str, browser: str = ""
) -> None:
    """A clerk gives a colleague of the same hall a card; no one can take it back.

    The PIN is asked for again, so that a desk that was left signed in gives none. Sent again, the
    form gives nothing more. Raises Refusal `missing_key`, `unknown_card`, `long_comment`,
    `odd_comment`, `deed_or_words`, `unknown_deed`, `own_card`, `unknown_clerk`, `retired_clerk`,
    `colleague_cards_off`, `colleague_cards_spent` or `colleague_thanked`, and as `pins.confirm`.
    """
    if card.mark not in facts.CARD_KINDS:
        raise Refusal("unknown_card", card.mark[:20], field="card")
    said = words.tidy(card.words, WORDS_LIMIT)
    deeds = tuple(dict.fromkeys(card.deeds))
    if not (deeds or said):
        raise Refusal("deed_or_words")
    if card.to == author.by:
        raise Refusal("own_card")
    if not ledger.find(db, author.branch, [key]):
        pins.confirm(db, keys, author, pin, browser)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        if set(deeds) - set(offered.deeds(db, author.day)):
            raise Refusal("unknown_deed", str(sorted(deeds))[:80])
        clerk = clerks.on_roster(db, author.branch, card.to, author.day)
        if code := rule.refused(given_today(db, author), card.to, most(db, author)):
            raise Refusal(code)
        given = entry.write(
            facts.CardGiven,
            mark=card.mark,
            clerk=card.to,
            giver=rule.giver(author.role == "manager", clerk.manager),
            entry="screen",
            comment=said,
            by=author.by,
            deeds=deeds,
        )
        colleague_cards.begin(db, author.chain.station, given)


def most(db: Database, author: Author) -> int:
    """How many cards a clerk can give to colleagues today; 0 where that is switched off."""
    return policies.of_day(db, author.day).colleague_cards


def given_today(db: Database, author: Author) -> list[str]:
    """The badges of those who got a card from this clerk today."""
    return [card.clerk for card in given(db, author, author.day)]


# Own cards --------------------------------------------------------------------------


def given(db: Database, author: Author, first: datetime.date) -> list[ColleagueCard]:
    """The cards that a clerk gave in this hall since a day, newest first."""
    row = ColleagueCard
    own = (row.branch == author.branch) & (row.by == author.by) & (row.day >= first)
    return db.rows(row.select().where(own).order_by(*NEWEST))


def received(db: Database, branch: str, badge: str, page: int = 1) -> Page[ColleagueCard]:
    """A page of the cards that a clerk got from colleagues, newest first."""
    own = (ColleagueCard.branch == branch) & (ColleagueCard.clerk == badge)
    return paging.read(db, ColleagueCard.select().where(own).order_by(*NEWEST), page)


def counts(db: Database, branch: str, badge: str) -> dict[tuple[str, str], int]:
    """How many cards a clerk got from colleagues, by giver and kind."""
    row = ColleagueCard
    own = (row.branch == branch) & (row.clerk == badge)
    query = row.select(row.giver, row.mark, peewee.fn.COUNT(row.event_id)).where(own)
    return {(of, mark): n for of, mark, n in db.rows(query.group_by(row.giver, row.mark).tuples())}
