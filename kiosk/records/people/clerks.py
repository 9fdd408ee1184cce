"""The branch's clerks: the roster in force, and clerks as they were last known."""

import contextlib
import datetime
from collections.abc import Iterable

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.refusals import Refusal


def roster(db: Database, branch: str, day: datetime.date) -> dict[str, vocabulary.Clerk]:
    """The branch's clerks on that day by badge, in the order of their badges."""
    return {
        badge: clerk
        for badge, clerk in sorted(documents.read_all(db, "clerk", day, branch).items())
        if isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch
    }


def named(db: Database, badges: Iterable[str], day: datetime.date) -> dict[str, vocabulary.Clerk]:
    """These clerks as of `day`, or as last known before; unknown ones are left out."""
    found = {}
    for badge in set(badges) - {""}:
        with contextlib.suppress(Refusal):
            found[badge] = remembered(db, badge, day)
    return found


def on_roster(db: Database, branch: str, badge: str, day: datetime.date) -> vocabulary.Clerk:
    """The clerk with this badge; raises Refusal `unknown_clerk` or `retired_clerk`."""
    clerk = documents.read(db, "clerk", badge, day)
    if clerk is None:
        raise Refusal("unknown_clerk", badge)
    if not isinstance(clerk, vocabulary.Clerk) or clerk.branch != branch:
        raise Refusal("retired_clerk", badge)
    return clerk


def works_at(db: Database, branch: str, badge: str, day: datetime.date) -> bool:
    """Whether this clerk is on the branch's roster on that day."""
    clerk = documents.read(db, "clerk", badge, day)
    return isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch


def is_manager(db: Database, branch: str, badge: str, day: datetime.date) -> bool:
    """Whether this clerk is in charge of the branch (网点负责人) on that day."""
    clerk = documents.read(db, "clerk", badge, day)
    return isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch and clerk.manager


def remembered(db: Database, badge: str, day: datetime.date) -> vocabulary.Clerk:
    """The clerk with this badge as of `day`, or as last known before: a clerk who was thanked is
    named, even after leaving. Raises Refusal `unknown_clerk`."""
    known = documents.versions(db, "clerk", badge)
    for version in sorted(known, key=lambda v: (v.in_force <= day, v.in_force, v.version))[::-1]:
        content = documents.content(db, version.sha256)
        if isinstance(content, vocabulary.Clerk):
            return content
    raise Refusal("unknown_clerk", badge)
