"""Within how many days head office must hold what a hall received: at head office by what it has
promised in its log, at a hall by the documents that those promises are made from."""

import datetime
from collections.abc import Iterable, Mapping

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Reference
from kiosk.records.publishing import documents
from kiosk.rules.ledger import signed_receipts as rule
from kiosk.rules.publishing.in_force import each_day
from kiosk.rules.transparency import promises
from kiosk.rules.transparency.promises import Promise
from kiosk.vocabulary.documents import POLICY, AnyContent, Branch, Policy, Version

EVERY = ""
"""For the branches without a promise of their own."""


class LogPromise(Reference):
    """A promise that is a leaf of the log, number `leaf`; `branch` is EVERY or a branch's id."""

    leaf = peewee.BigIntegerField(primary_key=True)
    branch = peewee.TextField()
    first = peewee.BigIntegerField()
    days = peewee.IntegerField()

    class Meta:
        indexes = ((("branch", "leaf"), False),)


def due(db: Database, branch: str, day: datetime.date, asked: datetime.date) -> datetime.date:
    """The last day on which an entry of this branch can arrive in time that claims this day, and of
    which the receipt was first asked about on the day `asked`."""
    return rule.due(day, asked, days(db, branch, min(day, asked)))


def days(db: Database, branch: str, day: datetime.date) -> int:
    """Within how many days an entry of this branch and day must be at head office."""
    of_all = made(db, EVERY)
    if of_all:
        of_hall = made(db, branch)
    else:
        of_all, of_hall = in_force_for_all(db, day), in_force(db, branch, day)
    return promises.within(of_hall, of_all, day)


def made(db: Database, branch: str) -> list[Promise]:
    """What was promised to a branch, or to EVERY one, in that order."""
    rows = db.rows(LogPromise.select().where(LogPromise.branch == branch).order_by(LogPromise.leaf))
    return [Promise(row.first, row.days) for row in rows]


def in_force_for_all(db: Database, until: datetime.date) -> list[Promise]:
    """What the organisation's policy says, and said before, for all halls, by day; the default
    before the first one and after the last one's end."""
    usual = Policy().receipt_days
    versions = documents.versions(db, "policy", POLICY)
    says = {one.sha256: said(documents.content(db, one.sha256)) or usual for one in versions}
    return [Promise(0, usual), *by_day(versions, says, until)]


def in_force(db: Database, branch: str, until: datetime.date) -> list[Promise]:
    """The same of one branch's own document, 0 where that says nothing."""
    versions = documents.versions(db, "branch", branch)
    says = {one.sha256: said(documents.content(db, one.sha256)) for one in versions}
    return by_day(versions, says, until)


def by_day(
    versions: Iterable[Version], says: Mapping[str, int], until: datetime.date
) -> list[Promise]:
    """What these versions of a document promise, each from the day it is in force, up to `until`;
    `says` are their days by hash."""
    begun = sorted((day, one) for day, one in each_day(versions).items() if day <= until)
    return [Promise(promises.number(day), says[one.sha256]) for day, one in begun]


def said(content: AnyContent | None) -> int:
    """The days that a policy or a branch's document promises; 0 for none."""
    return content.receipt_days if isinstance(content, Branch | Policy) else 0
