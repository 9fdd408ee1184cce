"""The manager at the desk confirms the time when the clock is in doubt."""

from kiosk.ground.db import Database
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import at_station, writing
from kiosk.records.people import clerks
from kiosk.rules.ledger.time import STEP_MS, believed, corrected, local_date
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


def confirm(db: Database, badge: str, key: str, shown: int, now: Moment) -> None:
    """The branch's manager confirms that the time `shown` (UTC ms) is right; from then on fees and
    rosters go by it, and the office learns who confirmed it.

    In a hall without an office it also counts as the office's time. The same form twice is one
    confirmation. Raises Refusal `missing_key`, `only_manager`; `clock_sure` if the clock is not in
    doubt; `clock_moved` if the clock was set meanwhile.
    """
    author = at_station(db, "manager", now, badge)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        here = identity.me(db)
        before = believed(now, here.anchor, here.last_believed)
        if not clerks.is_manager(db, here.branch, badge, local_date(before.utc, here.zone)):
            raise Refusal("only_manager")
        if before.sure:
            raise Refusal("clock_sure")
        confirmed = corrected(now, here.anchor)
        if abs(confirmed - shown) > STEP_MS:
            raise Refusal("clock_moved")
        identity.believe(db, confirmed, now)
        if not here.has_office:
            identity.note_office_time(db, confirmed, now)
        right = at_station(db, "manager", now, badge)
        entry.write(
            facts.TimeConfirmed,
            day=right.day,
            clock=right.clock,
            clerk=badge,
            confirmed=confirmed,
            believed=before.utc,
        )
