"""Elections as the ledger's facts say they are, at a station and at head office."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, among, slot
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.rules.recognition.ballots.elections import Election
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

_KINDS = tuple(kind for kind in facts.OF_BALLOTS if kind != "election_part")
_STARS = Prepared(
    Ledger.select()
    .where(
        (Ledger.branch == slot("branch"))
        & (Ledger.kind == "election_counted")
        & (Ledger.counted == 1)
    )
    .order_by(Ledger.counted_day.desc(), Ledger.event_id)
    .limit(1)
)


LONGEST = datetime.timedelta(62)
"""Longer than voting lasts, holidays included."""


class Stars(NamedTuple):
    """Who was elected, by badge, for which month (its first day), and the last day on which that is
    shown."""

    month: datetime.date
    badges: tuple[str, ...]
    until: datetime.date


def of_branch(
    db: Database, branch: str, since: datetime.date = datetime.date.min
) -> list[Election]:
    """The branch's elections that began on that day or later, newest first."""
    return rule.fold(_facts(db, branch, since))


def to_vote(db: Database, author: Author) -> Election | None:
    """The election in which this clerk can vote and has not. Voting lasts some working days."""
    for one in of_branch(db, author.branch, author.day - LONGEST):
        if rule.refused(one, author.by, "", author.day) == "no_candidate":
            return one
    return None


def find(db: Database, branch: str, election: str) -> Election:
    """An election of the branch. Raises Refusal `no_election`."""
    for one in of_branch(db, branch):
        if one.id == election:
            return one
    raise Refusal("no_election")


def trustee_keys(db: Database, branch: str) -> dict[str, facts.TrusteeKeyMade]:
    """The branch's trustees by seat."""
    return rule.trustee_keys(_facts(db, branch, datetime.date.min))


def _facts(db: Database, branch: str, since: datetime.date) -> list[facts.AnyFact]:
    wanted = (Ledger.branch == branch) & Ledger.kind.in_(_KINDS) & (Ledger.counted == 1)
    wanted &= Ledger.counted_day >= since
    found = (ledger.read(row) for row in db.rows(Ledger.select().where(wanted)))
    return [one for one in found if one is not None]


def everywhere(db: Database, since: datetime.date) -> list[tuple[str, Election]]:
    """The elections of all branches with their branch, newest month first."""
    begun = Ledger.select(Ledger.branch).where(
        among(Ledger.branch, across.branches(db)) & (Ledger.kind == "election_opened")
    )
    voted = sorted({branch for (branch,) in db.rows(begun.tuples())})
    every = [(branch, one) for branch in voted for one in of_branch(db, branch, since)]
    return sorted(every, key=lambda one: (-one[1].begun.month.toordinal(), one[0]))


def stars(db: Database, branch: str, day: datetime.date) -> Stars | None:
    """Who is shown as the branch's star on a day: those elected last, until the end of the month
    after the one in which they were elected."""
    for row in db.ask(_STARS, branch=branch):
        found = ledger.read(row)
        if isinstance(found, facts.ElectionCounted) and rule.is_shown(found.day, day):
            for begun in map(ledger.read, ledger.find(db, branch, [found.subject])):
                if isinstance(begun, facts.ElectionOpened):
                    return Stars(begun.month, found.winners, rule.shown_until(found.day))
    return None
