"""Nominations for the award for considerate service (贴心服务奖, P05), and the panel's marks.

The panel are the manager of the nominee's hall and head office's users. What its marks come to is a
figure, `panel`, by which a scheme chooses and locks the year's awards (`evaluating`, `awards`).
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.feedback import words
from kiosk.rules.recognition import registers as rule
from kiosk.rules.recognition.registers import Sheet
from kiosk.vocabulary.facts import SOURCES, CardGiven, Nominated, PanelMarked, Source
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 500


class New(NamedTuple):
    """What the form says: who is nominated, from what, the card's id or '', and why."""

    clerk: str
    source: str
    card: str
    text: str


class Marked(NamedTuple):
    """A nomination, the sheets of the panel, and the mean of their sums, None without any."""

    fact: Nominated
    sheets: list[Sheet]
    mean: Decimal | None


def nominate(db: Database, author: Author, key: str, new: New) -> None:
    """A clerk, the manager or head office nominates a clerk. What a diary says becomes known by
    what its owner types here, and by nothing else.

    Raises Refusal `missing_key`, `unknown_source`, `not_own_diary`, `own_nomination`,
    `unknown_card`, `text_required`, `long_comment`, `odd_comment`, `unknown_clerk` or
    `retired_clerk`.
    """
    source = _source(new.source)
    text = words.needed(new.text, TEXT_LIMIT)
    by = "" if author.role == "office" else author.by
    if code := rule.refused(source, by, new.clerk):
        raise Refusal(code, field="source")
    clerks.on_roster(db, author.branch, new.clerk, author.day)
    if source == "card" and card(db, author.branch, new.card, new.clerk) is None:
        raise Refusal("unknown_card", field="source")
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                Nominated,
                clerk=new.clerk,
                mark=source,
                card=new.card if source == "card" else "",
                text=text,
                role=author.role,
                by=author.by,
            )


def _source(said: str) -> Source:
    for one in SOURCES:
        if one == said:
            return one
    raise Refusal("unknown_source", said[:20], field="source")


def card(db: Database, branch: str, event_id: str, badge: str) -> CardGiven | None:
    """A customer's card for this clerk, None if there is none of that id."""
    for row in ledger.find(db, branch, [event_id]) if event_id else []:
        fact = ledger.read(row)
        if row.counted and isinstance(fact, CardGiven) and fact.clerk == badge:
            return fact if fact.giver == "customer" else None
    return None


def mark(db: Database, author: Author, key: str, nomination: str, marks: Sequence[int]) -> None:
    """A member of the panel marks a nomination by the three criteria, for the first time or again.

    Raises Refusal `missing_key`, `only_panel`, `unknown_nomination`, `own_nomination` or
    `bad_mark`.
    """
    if author.role not in rule.IN_CHARGE:
        raise Refusal("only_panel")
    if len(marks) != 3 or not all(0 <= one <= rule.MOST_MARK for one in marks):
        raise Refusal("bad_mark")
    found = find(db, author.branch, nomination)
    if author.role == "manager" and found.clerk == author.by:
        raise Refusal("own_nomination")
    pressure, contribution, example = marks
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                PanelMarked,
                subject=nomination,
                clerk=found.clerk,
                pressure=pressure,
                contribution=contribution,
                example=example,
                role=author.role,
                by=author.by,
            )


def find(db: Database, branch: str, nomination: str) -> Nominated:
    """A nomination of a branch. Raises Refusal `unknown_nomination`."""
    for row in ledger.find(db, branch, [nomination]):
        fact = ledger.read(row)
        if row.counted and isinstance(fact, Nominated):
            return fact
    raise Refusal("unknown_nomination")


# Reading --------------------------------------------------------------------------------


def listed(
    db: Database,
    first: datetime.date,
    last: datetime.date,
    branches: Sequence[str] | None = None,
) -> list[Marked]:
    """The nominations of some days, both included, in these branches, None for all: the best
    marked first, those without marks last."""
    made = across.read(db, Nominated, branches, Ledger.counted_day.between(first, last))
    given = across.read(db, PanelMarked, branches, Ledger.counted_day >= first) if made else []
    by_nomination: dict[str, list[PanelMarked]] = {}
    for one in given:
        by_nomination.setdefault(one.subject, []).append(one)
    found = [_marked(one, by_nomination.get(one.event_id, ())) for one in made]
    return sorted(found, key=lambda one: (-(one.mean or -1), one.fact.day, one.fact.event_id))


def _marked(fact: Nominated, given: Iterable[PanelMarked]) -> Marked:
    """No one's own mark counts, whatever a station that was tampered with says."""
    others = [one for one in given if one.role == "office" or one.by != fact.clerk]
    sheets = rule.sheets(others)
    return Marked(fact, sheets, rule.mean(sheets))


def points(db: Database, first: datetime.date, last: datetime.date) -> dict[str, Decimal]:
    """The figure `panel`: the mean of the panel's sums for the best nomination of each clerk who
    was nominated in these days and marked; the others have none."""
    means: dict[str, list[Decimal | None]] = {}
    for one in listed(db, first, last):
        means.setdefault(one.fact.clerk, []).append(one.mean)
    return rule.best(means)
