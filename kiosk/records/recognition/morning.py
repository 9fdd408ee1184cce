"""What the sheet of the morning meeting says (晨会, P28), from the same queries as the screens.

It goes by the facts that count for days before its own, so that a past day's sheet says the same
again. It differs where such facts arrived later: cards on paper that were entered afterwards, a
day that head office corrected, facts of a station that had no line; and where fees or notices were
published, or withdrawn, after that day.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases import state
from kiosk.records.cases.lists import UNANSWERED
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import cards, lists
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.learning import daily
from kiosk.records.learning.daily import Reviewed
from kiosk.records.ledger import tallies
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.publishing import documents, in_halls
from kiosk.records.standards import remarks
from kiosk.records.standards.remarks import SelfChecks
from kiosk.rules.cases.case import Case
from kiosk.rules.publishing.scopes import for_place
from kiosk.rules.recognition import morning as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, Fees, Notice, Said, Version

ONE_DAY = datetime.timedelta(1)
OPEN_KINDS = ("card", "rating", "case", "served")
"""Facts of a day on which the hall was open."""


class FeeChange(NamedTuple):
    """Fees that begin to hold on a day, or end if `ended`."""

    title: Said
    since: datetime.date
    ended: bool


class Morning(NamedTuple):
    """The sheet of a `day`, which looks back on the day `of`: customers' cards by clerk and kind,
    the card whose words are quoted, low grades; cases that are due by `day` as they were the
    evening before, first due first; fees that change, notices that are new, the roster by badge;
    the self-checks of the day `of`, None in a hall without a standard for clerks; the question of
    that day, None without any."""

    day: datetime.date
    of: datetime.date
    cards: dict[tuple[str, ...], int]
    story: FeedbackNow | None
    low: list[FeedbackNow]
    due: list[Case]
    fees: list[FeeChange]
    notices: list[Notice]
    roster: dict[str, Clerk]
    checks: SelfChecks | None = None
    question: Reviewed | None = None


def of_day(db: Database, branch: str, day: datetime.date, kept: Sequence[Charge]) -> Morning:
    """The sheet of a day. `kept` is feedback that its readers do not handle, and which is not on
    it."""
    of = _looked_back_on(db, branch, day)
    heard = lists.Which(branch=branch, first=of, last=of, withdrawn=False, not_about=kept)
    low: lists.Which = {**heard, "kinds": ("rating",), "marks": facts.LOW_GRADES}
    quoted: lists.Which = {**heard, "kinds": ("card",), "entry": "screen"}
    shown_before = in_halls.notices(db, of)
    return Morning(
        day=day,
        of=of,
        cards=cards.count(db, ["clerk", "kind"], branch=branch, first=of, last=of),
        story=rule.story([row for row in lists.every(db, **quoted) if row.giver == "customer"]),
        low=sorted(lists.every(db, **low), key=lambda row: (row.at, row.event_id)),
        due=due(db, branch, day),
        fees=fee_changes(db, of, day + datetime.timedelta(rule.AHEAD_DAYS)),
        notices=[one for one in in_halls.notices(db, day) if one not in shown_before],
        roster=clerks.roster(db, branch, day),
        checks=remarks.self_checks(db, branch, clerks.roster(db, branch, of), of),
        question=daily.reviewed(db, branch, of),
    )


def _looked_back_on(db: Database, branch: str, day: datetime.date) -> datetime.date:
    first = day - datetime.timedelta(rule.BACK_DAYS)
    counted = tallies.sums(
        db, ["day"], branch=branch, kinds=OPEN_KINDS, first=first, last=day - ONE_DAY
    )
    return rule.looked_back_on(day, [one for (one,), n in counted.items() if n > 0])


def due(db: Database, branch: str, day: datetime.date) -> list[Case]:
    """The open cases of a branch that are due by `day`, late ones included, as they were on the
    evening before; urgent ones first, then by their dates."""
    before = day - ONE_DAY
    wanted = (CaseNow.branch == branch) & (CaseNow.day <= before)
    wanted &= CaseNow.closed_on.is_null() | (CaseNow.closed_on > before)
    query = CaseNow.select(CaseNow.case_id).where(wanted).tuples()
    folded = (state.fold(db, branch, case_id, before) for (case_id,) in db.rows(query))
    found = [case for case in folded if case and case.must_by and case.must_by <= day]
    return sorted(found, key=_first_due)


def _first_due(case: Case) -> tuple[object, ...]:
    opened = case.opened
    return not opened.urgent, case.must_by, opened.at, opened.event_id


def is_hidden(case: Case, reader: str | None) -> bool:
    """Whether a case is kept from this reader: an unanswered complaint about himself or herself,
    or, on the copy for everyone (None), about any clerk."""
    opened = case.opened
    secret = opened.mark == "complaint" and case.state in UNANSWERED and opened.clerk != ""
    return secret and reader in (None, opened.clerk)


def fee_changes(db: Database, after: datetime.date, last: datetime.date) -> list[FeeChange]:
    """Fees of this hall that change after a day and up to another, the first first."""
    known = documents.by_key(db, "fees")
    found = []
    for key, some in for_place(known, in_halls.place(db, last)).items():
        versions = [version for full in some for version in known[full]]
        if any(after < version.in_force <= last for version in versions):
            line = in_halls.line(db, "fees", key, last)
            found += _changes(db, line, after, last)
    return sorted(found, key=lambda one: (one.since, one.title.zh))


def _changes(
    db: Database, line: Sequence[Version], after: datetime.date, last: datetime.date
) -> list[FeeChange]:
    """The changes in a document's line; one that ends goes by its last title."""
    found, title = [], Said("")
    for version in line:
        content = documents.content(db, version.sha256)
        title = content.title if isinstance(content, Fees) else title
        if after < version.in_force <= last and title.zh:
            found.append(FeeChange(title, version.in_force, not isinstance(content, Fees)))
    return found
