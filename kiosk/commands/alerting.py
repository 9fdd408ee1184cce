"""The thread of alerts: notices what happened and, where no office does it, sends messages."""

import gettext
import logging
import threading
from collections.abc import Callable
from functools import cache

from kiosk.commands.language import TRANSLATIONS
from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.alerts import deliveries, noticing, outbox
from kiosk.records.alerts.halls import Halls
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity, times
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.sync.alerts.sending import Sender
from kiosk.vocabulary.facts import Moment

log = logging.getLogger("tingsheng")
LOOK_S = 2.0
"""Between two looks at new facts."""
STATES_MS = 30_000
PURGE_MS = HOUR_MS
SETTLING_MS = HOUR_MS
"""After its start an office waits so long before it calls a station silent: first those that call
it again must be heard."""
KEPT_MS = 90 * 24 * HOUR_MS


def keep_alerting(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Looks every two seconds; goes on and never stops the screens, whatever happens."""
    db.connect()
    rounds = Rounds(config, keys, machine_clock.read())
    while not stop.wait(LOOK_S):
        try:
            rounds.look(db, machine_clock.read())
        except Exception:
            log.exception("alerts")


class Rounds:
    """What one process remembers between two looks: what it is sending, and when it last looked at
    what is late, silent or alarming (monotonic ms)."""

    def __init__(self, config: Config, keys: Keys, now: Moment) -> None:
        self._config = config
        self._sender = Sender(config, keys, say)
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
            noticing.in_states(db, halls, silence=silence)
            self._states = now.mono
        if halls.sends:
            outbox.release(db, halls)
            self._sender.step(db, halls, now)
        if now.mono - self._purged >= PURGE_MS:
            noticing.purge(db, at - KEPT_MS)
            deliveries.purge(db, at - KEPT_MS)
            self._purged = now.mono


@cache
def say(language: str) -> Callable[[str], str]:
    """Gives a message id's wording in a language; Chinese is what it is written in."""
    if language == "zh":
        return str
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True).gettext
