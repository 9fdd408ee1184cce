"""A person confirms the time when the clock is in doubt: the manager at the desk, a user at the
office."""

from kiosk.ground.db import Database
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import at_station, writing
from kiosk.records.people import clerks
from kiosk.rules.ledger.time import STEP_MS
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


def confirm(db: Database, badge: str, key: str, shown: int, now: Moment) -> None:
    """The branch's manager confirms that the machine's clock, shown as `shown` (UTC ms), is right;
    from then on everything goes by it, and the office learns who confirmed it.

    No fact that was written before changes its day, no promise its date. In a hall without an
    office it also counts as the office's time. The same form twice is one confirmation. Raises
    Refusal `missing_key`, `only_manager`; `clock_sure` if the clock is not in doubt; `clock_moved`
    if the clock was set meanwhile.
    """
    author = at_station(db, "manager", now, badge)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        here = identity.me(db)
        if not clerks.is_manager(db, here.branch, badge, author.day):
            raise Refusal("only_manager")
        _check(db, shown, now)
        times.confirm(db, now.utc, now)
        if here.has_office:
            identity.forget_office_time(db)  # its offset belongs to a clock that has been set
        else:
            identity.note_office_time(db, now.utc, now)
        right = at_station(db, "manager", now, badge)
        entry.write(
            facts.TimeConfirmed,
            day=right.day,
            at=right.at,
            clock=right.clock,
            clerk=badge,
            confirmed=now.utc,
            believed=author.at,
        )


def confirm_at_office(db: Database, shown: int, now: Moment) -> int:
    """A user confirms that the office's clock, shown as `shown` (UTC ms), is right; returns how
    many ms the time believed until then was late. Raises Refusal `clock_sure` or `clock_moved`."""
    with db.writing():
        before = times.believed(db, now)
        _check(db, shown, now)
        times.confirm(db, now.utc, now)
    return now.utc - before.utc


def _check(db: Database, shown: int, now: Moment) -> None:
    if times.believed(db, now).sure:
        raise Refusal("clock_sure")
    if abs(now.utc - shown) > STEP_MS:
        raise Refusal("clock_moved")
