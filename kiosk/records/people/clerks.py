"""The branch's clerks: the roster in force, and clerks as they were last known."""

import contextlib
import datetime
from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.refusals import Refusal


def roster(db: Database, branch: str, day: datetime.date) -> dict[str, vocabulary.Clerk]:
    """The branch's clerks on that day by badge, in the order of their badges."""
    return {
        badge: clerk
        for badge, clerk in sorted(documents.read_all(db, "clerk", day, branch).items())
        if isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch
    }


def ever(db: Database, branch: str) -> list[tuple[str, vocabulary.Clerk]]:
    """(badge, clerk) of everyone who is, was or will be on the branch's roster, under each name
    that was published."""
    return [
        (badge, clerk)
        for badge, versions in documents.by_key(db, "clerk", branch).items()
        for version in versions
        if isinstance(clerk := documents.content(db, version.sha256), vocabulary.Clerk)
    ]


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


class Charge(msgspec.Struct, frozen=True, gc=False):
    """Days on which a clerk was in charge of a branch, both included; `last` is None if no end of
    it is known. Python's collector looks through none of these, of which there are as many as
    branches."""

    branch: str
    badge: str
    first: datetime.date
    last: datetime.date | None = None


def charges(db: Database, branch: str | None = None) -> list[Charge]:
    """Who was in charge of a branch, or of each branch, and when; the latter is kept until a clerk
    is published or withdrawn."""
    if branch is not None:
        return _charges_in(db, branch)
    key = db.name, documents.stamp(db, "clerk")
    known = _everywhere.get(key)
    if known is None:
        of_clerk = documents.holding(db, "clerk", b'"manager":true')
        hashes = {one.sha256 for versions in of_clerk.values() for one in versions}
        read = documents.contents(db, sorted(hashes))
        managers = {sha256: one for sha256, one in read if _is_manager(one)}
        known = [
            charge
            for badge, versions in of_clerk.items()
            if any(one.sha256 in managers for one in versions)
            for charge in _charges(badge, versions, managers.get)
        ]
        _everywhere.put(key, known, 1)
    return known


def _is_manager(one: vocabulary.AnyContent) -> bool:
    return isinstance(one, vocabulary.Clerk) and one.manager


_everywhere: Cache[list[Charge]] = Cache(2)
"""Of the last few databases."""


def _charges_in(db: Database, branch: str) -> list[Charge]:
    return [
        charge
        for badge, versions in documents.by_key(db, "clerk", branch).items()
        for charge in _charges(badge, versions, partial(documents.content, db))
        if charge.branch == branch
    ]


def charges_of(db: Database, badge: str) -> list[Charge]:
    """Where a clerk was in charge, and when."""
    return _charges(badge, documents.versions(db, "clerk", badge), partial(documents.content, db))


def _charges(
    badge: str,
    versions: list[vocabulary.Version],
    read: Callable[[str], vocabulary.AnyContent | None],
) -> list[Charge]:
    found: list[Charge] = []
    begins = sorted({version.in_force for version in versions})
    for number, first in enumerate(begins):
        last = begins[number + 1] - datetime.timedelta(1) if number + 1 < len(begins) else None
        holding = in_force(versions, first)
        content = read(holding.sha256) if holding else None
        if isinstance(content, vocabulary.Clerk) and content.manager:
            found.append(Charge(content.branch, badge, first, last))
    return found


def remembered(db: Database, badge: str, day: datetime.date) -> vocabulary.Clerk:
    """The clerk with this badge as of `day`, or as last known before: a clerk who was thanked is
    named, even after leaving. Raises Refusal `unknown_clerk`."""
    known = documents.versions(db, "clerk", badge)
    for version in sorted(known, key=lambda v: (v.in_force <= day, v.in_force, v.version))[::-1]:
        content = documents.content(db, version.sha256)
        if isinstance(content, vocabulary.Clerk):
            return content
    raise Refusal("unknown_clerk", badge)
