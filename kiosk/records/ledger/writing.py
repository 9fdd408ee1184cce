"""The ledger's door: the only way to append an own fact.

`Author` says who speaks and into which chain; it is made once per request. `writing` opens the one
transaction of a verb, checks the form's key, finds the fact if the form was sent before, stamps and
appends it. Nothing here knows a noun of the trade.
"""

import contextlib
import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from kiosk.ground.db import Database
from kiosk.records.ledger import identity, ledger, tallies, times
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import OFFICE, ChainId, Ledger
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.ledger.time import local_date, standing
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

KEY = re.compile(r"[0-9a-f]{32}")
F = TypeVar("F", bound=facts.Fact)


class Author(NamedTuple):
    """Who speaks, into which chain, at which moment.

    `by` is a badge at the desk, a user's name at the office, '' for customers and for the
    machine itself; `visit` is the customer's visit at the lobby, '' for everyone else;
    `office` says whether the chain is one of the office's. `at` is the believed time (UTC ms),
    `day` the local date for which facts of this request count, `clock` what they record about
    the clock.
    """

    role: facts.Role
    by: str
    chain: ChainId
    day: datetime.date
    at: int
    now: Moment
    clock: facts.Standing
    visit: str = ""
    office: bool = False

    @property
    def branch(self) -> str:
        return self.chain.branch

    @property
    def says(self) -> dict[str, Any]:
        """The fields that all facts of this author share."""
        return {"branch": self.branch, "day": self.day, "at": self.at, "clock": self.clock}


def at_station(
    db: Database, role: facts.Role, now: Moment, by: str = "", visit: str = ""
) -> Author:
    """An author who writes this station's own chain; raises Refusal `not_enrolled`."""
    me, time = identity.me(db), times.believed(db, now)
    day, clock = local_date(time.utc, me.zone), standing(now, me.anchor)
    return Author(role, by, me.chain, day, time.utc, now, clock, visit)


class Entry:
    """A fact about to be written under `event_id`. `known` are the rows that already hold this id,
    sorted as by `ledger.in_order`; if there are any, the form was sent before."""

    def __init__(self, db: Database, author: Author, event_id: str) -> None:
        self._db, self._author, self._event_id = db, author, event_id
        self.known: list[Ledger] = ledger.find(db, author.branch, [event_id])

    def stamped(self, kind: type[F], **fields: Any) -> F:
        """A fact of this kind with id, branch, day, time and clock filled in; `fields` can name
        another `day`."""
        return kind(event_id=self._event_id, **self._author.says | fields)

    def append(self, fact: facts.Fact) -> None:
        """Appends a stamped fact; it is committed when `writing` ends."""
        _append(self._db, self._author.chain, [facts.encode(fact)], self._author.at)

    def write(self, kind: type[F], **fields: Any) -> F:
        """Stamps and appends a fact."""
        fact = self.stamped(kind, **fields)
        self.append(fact)
        return fact

    def take_back(self, made: Ledger) -> None:
        """Appends the void of a fact. It claims the day that the fact claims, or no one would
        believe it, and counts for the same day, also where head office has corrected that."""
        void = self.stamped(
            facts.Voided,
            day=made.day,
            subject=made.event_id,
            mark=made.mark,
            clerk=made.clerk,
            giver=made.giver,
            entry=made.entry,
        )
        author = self._author
        _append(self._db, author.chain, [facts.encode(void)], author.at, made.counted_day)


@contextlib.contextmanager
def writing(db: Database, author: Author, key: str, event_id: str | None = None) -> Iterator[Entry]:
    """One transaction that writes one fact, unless it was written before.

    `key` came with the form (32 hex digits) and is the fact's id, unless the id is derived from
    what the fact is about: then `event_id` is given too. Everything else that the verb stores
    commits with the fact. Raises Refusal `missing_key`, or `not_saved` if the author's chain is no
    longer in use because the station joined an office meanwhile (not if it began an epoch); sent
    again, the form is written into the right chain. Raises Refusal `saved_before_move` if this
    station wrote the fact when it belonged to another branch: it counts there.
    """
    check_key(key)
    with db.writing():
        author = _in_newest_epoch(db, author)
        entry = Entry(db, author, event_id or key)
        if not entry.known:
            _check_left(db, author, event_id or key)
        yield entry


def write_new(db: Database, author: Author, made: Sequence[tuple[Sequence[str], bytes]]) -> int:
    """Appends those of many encoded facts that are not known yet; returns how many.

    Each comes with all ids under which it can be known, its own first.
    """
    with db.writing():
        author = _in_newest_epoch(db, author)
        ids = [one for names, _ in made for one in names]
        known = {row.event_id for row in ledger.find(db, author.branch, ids)}
        new = [body for names, body in made if known.isdisjoint(names)]
        if new:
            _append(db, author.chain, new, author.at)
    return len(new)


def check_key(key: str) -> None:
    """Raises Refusal `missing_key` if a form brings no valid key."""
    if not KEY.fullmatch(key):
        raise Refusal("missing_key")


def _in_newest_epoch(db: Database, author: Author) -> Author:
    """A restored machine begins an epoch while customers' forms wait for the database."""
    if author.chain.station == OFFICE:
        current = ledger.newest_epoch(db, author.branch, OFFICE)
    else:
        me = identity.me(db)
        ours = ChainId(me.branch, me.station, me.epoch)
        current = me.own_office if author.office else ours
    if (current.branch, current.station) != (author.chain.branch, author.chain.station):
        raise Refusal("not_saved", "another chain")
    return author._replace(chain=current)


def _check_left(db: Database, author: Author, event_id: str) -> None:
    for branch in identity.branches_left(db) - {author.branch}:
        if ledger.find(db, branch, [event_id]):
            raise Refusal("saved_before_move", branch)


def _append(
    db: Database,
    of: ChainId,
    bodies: Sequence[bytes],
    at: int,
    day: datetime.date | None = None,
) -> None:
    """Appends own, encoded facts at `at` (UTC ms), which count, for `day` if not for the one they
    claim: rows, hashes, the new head, their place in head office's order, and tallies. Raises
    ValueError if a body is longer than `facts.BODY_LIMIT`."""
    last, seen = _file(db, of, [(body, day) for body in bodies])
    arrived.note(db, of, last - len(seen) + 1, last, at)
    counted = [Counted(c, body, day or c.day) for c, body in zip(seen, bodies, strict=True)]
    tallies.add(db, of.branch, times.zone(db), counted)


def _file(
    db: Database,
    of: ChainId,
    filed: Sequence[tuple[bytes, datetime.date | None]],
    counted: int = 1,
) -> tuple[int, list[facts.Columns]]:
    """Appends encoded facts to the chain, each with the day it counts for if that is not the one it
    claims, and leaves the tallies as they are; returns the number of the last entry and the facts'
    columns."""
    head = ledger.chain(db, of)
    if not filed:
        return head.seq, []
    bodies, days = zip(*filed, strict=True)
    seen = [facts.columns(body) for body in bodies]
    if any(len(body) > facts.BODY_LIMIT for body in bodies):
        raise ValueError(f"a fact's body is longer than {facts.BODY_LIMIT} bytes")
    hashes = rule.links(head.head, head.seq + 1, bodies)
    numbered = enumerate(zip(seen, bodies, hashes, days, strict=True), head.seq + 1)
    rows = [ledger.row_of(of, seq, c, counted, *said) for seq, (c, *said) in numbered]
    ledger.insert(db, rows)
    last = head.seq + len(bodies)
    ledger.set_head(db, of, head.common, last, hashes[-1])
    return last, seen


def begin_epoch(db: Database, of: ChainId, epoch: int) -> ChainId:
    """Begins a later epoch than that of `of`, at the head that this database holds.

    Entries that others hold past it were lost here; their numbers are never reused. Inside
    `db.writing()`.
    """
    after = of._replace(epoch=epoch)
    common = bytes(ledger.chain(db, of).head)
    ledger.set_head(db, after, common, 0, rule.genesis(*after, common))
    return after


def refile(
    db: Database, old: ChainId, after: int, new: ChainId, renamed: Callable[[bytes], bytes]
) -> None:
    """Files the counted facts of a chain after entry `after` again in another chain, in their
    order; the old copies stay, uncounted. Within a branch the tallies stay as they are; else they
    must be rebuilt. Inside `db.writing()`.

    A void counts elsewhere only from the station that made its fact; where that is another one
    now, a copy of the fact goes along, uncounted.
    """
    done, another = after, ledger.writer(old.station) != ledger.writer(new.station)
    while rows := ledger.counted_after(db, old, done):
        if another:
            made = _made_before(db, old, after, [body for _, body, _ in rows])
            _file(db, new, made, counted=0)
        _file(db, new, [(renamed(body), day) for _, body, day in rows])
        done = rows[-1][0]
    ledger.uncount_after(db, old, after)


def _made_before(
    db: Database, of: ChainId, after: int, bodies: Sequence[bytes]
) -> list[tuple[bytes, datetime.date]]:
    """The facts up to entry `after` of a chain that voids among these take back, each with the day
    it counts for."""
    seen = [facts.columns(body) for body in bodies]
    voided = [columns.subject for columns in seen if columns.kind == "voided"]
    made = ledger.find(db, of.branch, voided) if voided else []
    before = [row for row in made if ledger.chain_of(row) == of and row.seq <= after]
    return [(bytes(row.body), row.counted_day) for row in before]
