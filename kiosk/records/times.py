"""What time it is, where the clock is in doubt: the manager at the desk confirms."""

from kiosk import facts
from kiosk.db import Database
from kiosk.records import clerks, identity, ledger
from kiosk.refusals import Refusal
from kiosk.rules.days import (
    STEP_MS,
    Moment,
    believed,
    business_day,
    corrected,
    local_date,
    standing,
)


def confirm(db: Database, badge: str, event_id: str, shown: int, now: Moment) -> None:
    """The branch's manager says that the time `shown` (UTC ms) is right; from
    here on fees and rosters go by it, and the office learns who said so.

    Where a hall stands alone its manager's word is that of its office. The
    same form twice is one word. Raises Refusal `only_manager`; `clock_sure`
    where nothing is in doubt; `clock_moved` where the clock has been set since.
    """
    with db.writing():
        here = identity.me(db)
        if ledger.find(db, here.branch, [event_id]):
            return
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
        anchor, last = identity.me(db).anchor, ledger.chain(db, here.chain).day
        said = facts.TimeConfirmed(
            event_id=event_id,
            branch=here.branch,
            day=business_day(now, anchor, here.zone, last),
            at=now.utc,
            clock=standing(now, anchor),
            clerk=badge,
            confirmed=confirmed,
            believed=before.utc,
        )
        ledger.append(db, here.chain, [facts.encode(said)])
