"""What head office promises of receipts, put into the log: within how many days it holds what its
halls received. Who checks a receipt without head office's word then knows the day."""

import datetime

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.records.receipts import promised
from kiosk.records.receipts.promised import EVERY, LogPromise
from kiosk.records.transparency import log
from kiosk.records.transparency.sequencing import AT_ONCE
from kiosk.rules.transparency import leaves, promises
from kiosk.rules.transparency.promises import Promise

PART = b'"receipt_days"'
"""What documents of branches with a number of their own hold: fields at their defaults are left
out. Of 54,000 branches only these are read."""
_looked: Cache[int] = Cache(8)
"""The leaf of the last promise, by the log, the day and the publications of which all is
promised."""


def take_in(db: Database, today: datetime.date) -> int:
    """Appends to the log what came into force since; returns how many leaves. The log has begun.
    Documents are read only after a publication, and on another day."""
    state = log.state(db)
    assert state is not None
    stamps = (documents.stamp(db, "policy"), documents.stamp(db, "branch"))
    looked = (db.name, state.origin, today, stamps)
    newest = db.first(LogPromise.select().order_by(LogPromise.leaf.desc()))
    if newest is not None and _looked.get(looked) == newest.leaf:
        return 0
    made = LogPromise.select().order_by(LogPromise.leaf)
    last = {row.branch: Promise(row.first, row.days) for row in db.rows(made)}
    wanted = [
        (branch, one)
        for branch, in_force in [(EVERY, promised.in_force_for_all(db, today)), *_own(db, today)]
        for one in promises.to_make(in_force, last.get(branch))
    ]
    leaf = newest.leaf if newest is not None else 0
    for start in range(0, len(wanted), AT_ONCE):
        leaf = _make(db, wanted[start : start + AT_ONCE])
    _looked.put(looked, leaf, 1)
    return len(wanted)


def _own(db: Database, today: datetime.date) -> list[tuple[str, list[Promise]]]:
    """What branches' own documents say, of those that ever promised something."""
    held = documents.holding(db, "branch", PART)
    names = [one.sha256 for versions in held.values() for one in versions]
    says = {sha256: promised.said(content) for sha256, content in documents.contents(db, names)}
    for name in names:
        says.setdefault(name, 0)
    return [(branch, promised.by_day(held[branch], says, today)) for branch in sorted(held)]


def _make(db: Database, wanted: list[tuple[str, Promise]]) -> int:
    """Returns the number of the last leaf."""
    with db.writing_in(log.TURN):
        first = log.append(db, [leaves.promised(*one) for one in wanted])
        rows = [
            {"leaf": leaf, "branch": branch, **promise._asdict()}
            for leaf, (branch, promise) in enumerate(wanted, first)
        ]
        for start in range(0, len(rows), 500):
            db.run(LogPromise.insert_many(rows[start : start + 500]))
    return first + len(wanted) - 1
