"""Whose hand writes a step of a case, and into which chain."""

import datetime
from typing import Any, NamedTuple

from kiosk import documents as vocabulary
from kiosk import facts
from kiosk.db import Database
from kiosk.facts import Standing
from kiosk.records import casebook, clerks, documents, identity, ledger, visits
from kiosk.records.ledger import ChainId
from kiosk.refusals import Refusal
from kiosk.rules.days import Moment, local_date


class Hand(NamedTuple):
    """Who writes: into which chain, on which day, as whom. `said` is what every
    fact of this moment says."""

    chain: ChainId
    said: dict[str, Any]
    role: facts.Role
    by: str

    @property
    def office(self) -> bool:
        return casebook.is_office(self.chain.station)

    @property
    def day(self) -> datetime.date:
        day: datetime.date = self.said["day"]
        return day

    @property
    def branch(self) -> str:
        return self.chain.branch


def at_desk(db: Database, badge: str, now: Moment) -> Hand:
    """A clerk's hand, or the manager's; raises one of the roster's refusals."""
    here = visits.stamp(db, now)
    clerk = clerks.on_roster(db, here.me.branch, badge, here.day)
    return Hand(here.me.chain, here.said, "manager" if clerk.manager else "clerk", badge)


def as_own_office(db: Database, badge: str, now: Moment) -> Hand | None:
    """The manager's hand for what is head office's, in a hall that has none;
    None in any other, and for any other clerk."""
    hand = at_desk(db, badge, now)
    me = identity.me(db)
    if hand.role != "manager" or me.has_office:
        return None
    return Hand(me.own_office, hand.said, "office", badge)


def of_customer(db: Database, now: Moment) -> Hand:
    """The hand of whoever holds the receipt code."""
    here = visits.stamp(db, now)
    return Hand(here.me.chain, here.said, "customer", "")


def of_machine(db: Database, now: Moment) -> Hand:
    """The station's own hand, when a time is up."""
    here = visits.stamp(db, now)
    return Hand(here.me.chain, here.said, "machine", "")


def at_office(db: Database, branch: str, name: str, now: Moment) -> Hand:
    """Head office's hand for a branch: it writes its own chain, on the branch's
    local day."""
    hall = documents.newest(db, "branch", branch)
    zone = hall.zone if isinstance(hall, vocabulary.Branch) else vocabulary.DEFAULT_ZONE
    said = {
        "branch": branch, "day": local_date(now.utc, zone), "at": now.utc,
        "clock": Standing(boot=now.boot, mono=now.mono),
    }  # fmt: skip
    return Hand(ledger.newest_epoch(db, branch, casebook.OFFICE), said, "office", name)


def still(db: Database, hand: Hand) -> None:
    """Inside `db.writing()`: whether the chain that this hand was made for is
    the one to go on with; the station may have joined an office since. Raises
    Refusal `not_saved`: sent again, it is written where it belongs."""
    if hand.chain.station == casebook.OFFICE:
        now = ledger.newest_epoch(db, hand.branch, casebook.OFFICE)
    else:
        me = identity.me(db)
        now = me.own_office if hand.office else me.chain
    if now != hand.chain:
        raise Refusal("not_saved", "another chain")
