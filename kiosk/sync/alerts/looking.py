"""One look at what happened: it is noticed, and where messages go out, they are sent; so are head
office's reports that are due."""

from collections.abc import Callable
from functools import partial

from kiosk.ground import wording
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.alerts import deliveries, noticing, outbox, reports, states
from kiosk.records.alerts.halls import Halls
from kiosk.records.alerts.listed import KEPT_MS
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, times
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.sync.alerts.sending import Sender, Write
from kiosk.vocabulary.facts import Moment

STATES_MS = 30_000
PURGE_MS = HOUR_MS
SETTLING_MS = HOUR_MS
"""After its start an office waits so long before it calls a station silent: first those that call
it again must be heard."""


class Rounds:
    """What one process remembers between two looks: what it is sending, and when it last looked at
    what is late, silent or alarming (monotonic ms)."""

    def __init__(self, config: Config, keys: Keys, now: Moment, write: Write | None = None) -> None:
        """`write` puts a report into an e-mail (kiosk/sync/alerts/sending.py)."""
        self._config = config
        self._sender = Sender(config, keys, say, write)
        self._begun, self._states, self._purged = now.mono, -STATES_MS, -PURGE_MS

    def look(self, db: Database, now: Moment) -> None:
        """Notices what is new, releases what was held back, sends what is due."""
        at_office = self._config.role == "office"
        if not at_office and not identity.settled(db):
            return
        at, alone = times.believed(db, now).utc, not at_office and joining.is_standalone(db)
        halls = Halls(db, at, at_office=at_office, alone=alone)
        noticing.in_facts(db, halls)
        if now.mono - self._states >= STATES_MS:
            silence = now.mono - self._begun >= SETTLING_MS
            states.notice(db, halls, silence=silence)
            self._states = now.mono
            if at_office:
                reports.queue(db, at)
        if halls.sends:
            outbox.release(db, halls)
            self._sender.step(db, halls, now)
        if now.mono - self._purged >= PURGE_MS:
            noticing.purge(db, at - KEPT_MS)
            deliveries.purge(db, at - KEPT_MS)
            self._purged = now.mono


def say(language: str) -> Callable[[str], str]:
    """Gives a message id's wording in a language; in Chinese where its file is gone."""
    there = wording.is_there(language)
    return partial(wording.worded, language if there else wording.CHINESE)
