"""Posters (海报) of those who were awarded at once: those of a branch, or of all branches."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition import awards
from kiosk.records.recognition.prints import certificates
from kiosk.vocabulary.documents import Branch, Clerk
from kiosk.vocabulary.facts import Awarded
from kiosk.vocabulary.refusals import Refusal


class Honoured(NamedTuple):
    """One who was awarded, as of the day of the award, and the small portrait, b'' without one."""

    award: Awarded
    clerk: Clerk | None
    branch: Branch | None
    portrait: bytes


def groups(given: Sequence[Awarded]) -> list[Awarded]:
    """One award of each scheme and period, newest first."""
    newest = {one.subject: one for one in sorted(given, key=lambda one: (one.last, one.level))}
    return list(reversed(newest.values()))


def honoured(
    db: Database, scheme: str, first: datetime.date, last: datetime.date, branch: str
) -> list[Honoured]:
    """Those who were awarded for a scheme and period, in a branch or in all for '', in the order of
    their branches and badges. Raises Refusal `no_one_chosen` if no one was."""
    found = awards.of_period(db, scheme, first, last)
    some = [one for one in found.values() if branch in ("", one.branch)]
    if not some:
        raise Refusal("no_one_chosen")
    return [_read(db, one) for one in sorted(some, key=lambda one: (one.branch, one.clerk))]


def _read(db: Database, award: Awarded) -> Honoured:
    clerk = clerks.remembered(db, award.clerk, award.day) if award.clerk else None
    portrait = certificates.picture(db, clerk.portrait) if clerk else b""
    return Honoured(award, clerk, branches.of_branch(db, award.branch, award.day), portrait)
