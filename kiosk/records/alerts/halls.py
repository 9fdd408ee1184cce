"""What holds for alerts in each hall: the policy published for it, its day, its manager."""

import datetime
from functools import cache

from kiosk.ground.db import Database
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.rules.ledger.time import local_date
from kiosk.rules.publishing.scopes import Place
from kiosk.vocabulary.documents import ALERTS, DEFAULT_ZONE, AlertPolicy


class Halls:
    """The halls at one moment (UTC ms), each looked up once; `at_office` if this machine is head
    office, `alone` if it is a hall without an office."""

    def __init__(self, db: Database, now: int, *, at_office: bool, alone: bool) -> None:
        self._db, self.now, self.at_office, self.alone = db, now, at_office, alone
        self.zone = cache(self._zone)
        self.policy = cache(self._policy)
        self.is_manager = cache(self._is_manager)

    @property
    def sends(self) -> bool:
        """Whether messages go out from here: from head office, or from a hall that has none."""
        return self.at_office or self.alone

    def day(self, branch: str) -> datetime.date:
        """The date in a hall."""
        return local_date(self.now, self.zone(branch))

    def _zone(self, branch: str) -> str:
        return branches.zone(self._db, branch) if branch else DEFAULT_ZONE

    def _policy(self, branch: str) -> AlertPolicy:
        """The policy in force in a hall; of none, the organisation's; the defaults if none is
        published."""
        day = self.day(branch)
        hall = branches.of_branch(self._db, branch, day)
        where = Place(branch, hall.region if hall else "")
        found = in_halls.all_of(self._db, "alerts", day, where).get(ALERTS)
        if found is not None and isinstance(found.content, AlertPolicy):
            return found.content
        return AlertPolicy()

    def _is_manager(self, branch: str, badge: str) -> bool:
        return clerks.is_manager(self._db, branch, badge, self.day(branch))
