"""Authors of facts: a clerk or manager at the desk, and head office."""

from kiosk.ground.db import Database
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.ledger import OFFICE
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.facts import Moment, Standing


def at_desk(db: Database, badge: str, now: Moment) -> Author:
    """A clerk, or the branch's manager; raises Refusal `not_enrolled`, `unknown_clerk` or
    `retired_clerk`."""
    author = at_station(db, "clerk", now, badge)
    clerk = clerks.on_roster(db, author.chain.branch, badge, author.day)
    return author._replace(role="manager") if clerk.manager else author


def as_own_office(db: Database, author: Author) -> Author | None:
    """The manager acting as head office, in a hall that has none; None in any other hall, and for
    any other clerk."""
    me = identity.me(db)
    if author.role != "manager" or me.has_office:
        return None
    return author._replace(role="office", chain=me.own_office, office=True)


def at_office(db: Database, branch: str, name: str, now: Moment) -> Author:
    """Head office acting for a branch, on the branch's local day and in the office's own
    chain for it."""
    chain, at = ledger.newest_epoch(db, branch, OFFICE), times.believed(db, now).utc
    clock = Standing(boot=now.boot, mono=now.mono)
    day = local_date(at, branches.zone(db, branch))
    return Author("office", name, chain, day, at, now, clock, office=True)
