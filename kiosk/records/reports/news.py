"""What the lobby shows of itself while no one is at it (P47): notices, the hall's stars, clerks
whom customers praised, suggestions that were adopted, fees that changed."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases import state
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import tallies
from kiosk.records.people import clerks
from kiosk.records.publishing import documents, in_halls
from kiosk.records.reports import stars
from kiosk.records.reports.stars import Star
from kiosk.rules.cases import publicity
from kiosk.rules.cases.publicity import Answer
from kiosk.rules.hall import news as rule
from kiosk.rules.publishing.scopes import for_place
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, Fees, Notice, Said

MOST = 5
"""Of each kind."""


class Changed(NamedTuple):
    """Fees that changed: their title, and since when they hold."""

    title: Said
    since: datetime.date


class News(NamedTuple):
    """What a hall has to show on a day: fees by key, clerks by badge."""

    notices: tuple[Notice, ...]
    stars: tuple[Star, ...]
    praised: dict[str, Clerk]
    answers: tuple[Answer, ...]
    fees: dict[str, Changed]


def of_day(db: Database, branch: str, day: datetime.date) -> News:
    """What this station's hall has to show; what is chosen, rules choose."""
    return News(
        tuple(in_halls.notices(db, day)),
        stars.of_day(db, branch, day),
        praised(db, branch, day),
        answers(db, branch, day),
        changed(db, day),
    )


def praised(db: Database, branch: str, day: datetime.date) -> dict[str, Clerk]:
    """The clerks whom customers praised most in the week before `day`, as they are on the roster.

    Only what customers gave at a screen counts: cards on paper are entered by staff. Those in
    charge of the branch are left out.
    """
    given = tallies.sums(
        db,
        ["clerk", "day", "hour"],
        branch=branch,
        kinds=("card", "rating"),
        marks=(*facts.CARD_KINDS, facts.GRADES[0]),
        giver="customer",
        entry="screen",
        first=day - datetime.timedelta(rule.PRAISED_DAYS),
        last=day - datetime.timedelta(1),
    )
    shown = {
        badge: clerk for badge, clerk in clerks.roster(db, branch, day).items() if not clerk.manager
    }
    most = rule.praised(rule.Praise(*hour) for hour in given if hour[0] in shown)
    return {badge: shown[badge] for badge in most}


def answers(db: Database, branch: str, day: datetime.date) -> tuple[Answer, ...]:
    """Adopted suggestions whose customers agreed, closed last first; none that names a clerk."""
    since = day - datetime.timedelta(publicity.SHOWN_DAYS)
    query = (
        CaseNow.select(CaseNow.case_id)
        .where((CaseNow.branch == branch) & (CaseNow.public == 1) & (CaseNow.closed_on > since))
        .order_by(CaseNow.closed_on.desc(), CaseNow.case_id)
        .limit(2 * MOST)
    )
    people = [clerk.name for clerk in clerks.roster(db, branch, day).values()]
    found = []
    for (case_id,) in db.rows(query.tuples()):
        case = state.fold(db, branch, case_id)
        answer = publicity.answer(case) if case else None
        if answer is not None and not publicity.names(answer, people):
            found.append(answer)
    return tuple(found[:MOST])


def changed(db: Database, day: datetime.date) -> dict[str, Changed]:
    """Fees of this hall that changed lately, the latest first."""
    known = documents.by_key(db, "fees")
    since = day - datetime.timedelta(rule.CHANGED_DAYS)
    found = {}
    for key, some in for_place(known, in_halls.place(db, day)).items():
        if not any(since < version.in_force <= day for full in some for version in known[full]):
            continue
        holding = rule.changed(in_halls.line(db, "fees", key, day), day)
        content = documents.content(db, holding.sha256) if holding else None
        if holding and isinstance(content, Fees):
            found[key] = Changed(content.title, holding.in_force)
    latest = sorted(found, key=lambda key: (-found[key].since.toordinal(), key))
    return {key: found[key] for key in latest[:MOST]}
