"""A hall of the demo and its past: who speaks when, and all of it in the order of time."""

import datetime
import hashlib
import itertools
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from kiosk.demo.month import CLOSED, OPEN, moment
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.feedback import state
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.hall import served_state, ticket_feeds
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import Author, at_station, write_new
from kiosk.records.people import authors, clerks
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment, Standing

ROUND_MS = 300_000
"""How often a hall hears its office's time."""


FOLLOWING = (state, colleague_cards, served_state, ticket_feeds)
"""The rows computed from facts that are written here without the verbs of their own modules."""


class Done(NamedTuple):
    """A verb that a person used at a moment (UTC ms)."""

    at: int
    verb: Callable[[], object]


class Written(NamedTuple):
    """A fact of a moment (UTC ms), encoded to be appended with many others."""

    at: int
    event_id: str
    body: bytes


Act = Done | Written


def key(*named: object) -> str:
    """The key of a form that the demo sends: the same at every start, so that a start that was
    interrupted can be repeated."""
    return hashlib.sha256(f"demo {named}".encode()).hexdigest()[:32]


def past(author: Author, at: int, zone: str) -> Author:
    """The same author at an earlier moment (UTC ms), in a boot of that morning."""
    day = local_date(at, zone)
    mono = at - moment(day, 0, zone)
    boot = key("boot", author.chain, day)
    heard = {} if author.clock.offset is None else {"offset": 0, "age": mono % ROUND_MS}
    clock = Standing(boot=boot, mono=mono, **heard)
    return author._replace(day=day, at=at, now=Moment(at, mono, boot), clock=clock)


def written(author: Author, kind: type[facts.Fact], event_id: str, **fields: Any) -> Written:
    """What the author says, as a fact."""
    body = facts.encode(kind(event_id=event_id, **author.says, **fields))
    return Written(author.at, event_id, body)


class Hall:
    """A station of the demo at the moment `now`, and the ways of its people to speak earlier."""

    def __init__(self, db: Database, keys: Keys, now: Moment) -> None:
        self.db, self.keys, self.now = db, keys, now
        me, self.utc = identity.me(db), times.believed(db, now).utc
        self.branch, self.zone = me.branch, me.zone
        self.today = local_date(self.utc, me.zone)
        self.roster = clerks.roster(db, me.branch, self.today)
        self.manager = next(badge for badge, one in self.roster.items() if one.manager)

    def at(self, days: int, hour: float) -> int:
        """UTC ms of an hour some days ago. Today's hours lie between opening, or midnight before
        that, and now."""
        if days:
            return moment(self.today - datetime.timedelta(days), hour, self.zone)
        opened = moment(self.today, OPEN, self.zone)
        begun = opened if opened < self.utc else moment(self.today, 0, self.zone)
        ended = min(self.utc, moment(self.today, CLOSED, self.zone))
        return begun + round((ended - begun) * (hour - OPEN) / (CLOSED - OPEN))

    def customer(self, at: int, visit: str = "") -> Author:
        return past(at_station(self.db, "customer", self.now, visit=visit), at, self.zone)

    def staff(self, badge: str, at: int) -> Author:
        return past(authors.at_desk(self.db, badge, self.now), at, self.zone)

    def happen(self, acts: Iterable[Act]) -> None:
        """Lets everything happen that does not lie ahead, in the order of time, in one
        transaction."""
        ready = sorted((act for act in acts if act.at <= self.utc), key=lambda act: act.at)
        author = at_station(self.db, "machine", self.now)
        with self.db.writing():
            for _, some in itertools.groupby(ready, type):
                part = list(some)
                write_new(self.db, author, [
                    ((act.event_id,), act.body) for act in part if isinstance(act, Written)
                ])  # fmt: skip
                for act in part:
                    if isinstance(act, Done):
                        act.verb()
            read = [
                (facts.columns(act.body), act.body) for act in ready if isinstance(act, Written)
            ]
            counted = [Counted(columns, body, columns.day) for columns, body in read]
            for rows in FOLLOWING:
                rows.follow(self.db, self.branch, counted)
