"""The archiving of a running office."""

import logging
import time

from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.upkeep.archives import nights

log = logging.getLogger("tingsheng")
ARCHIVING_S = 60.0
"""So much of each ten minutes of a night goes to archiving."""


def archive(config: Config, db: Database, _keys: Keys) -> None:
    """At the office, once a night, moves facts older than the term to archive files, some branches
    at a time."""
    if config.role != "office":
        return
    end = time.monotonic() + ARCHIVING_S
    made = nights.run(db, clock.read(), config.keep_months, lambda: time.monotonic() < end)
    if made:
        log.info("%d rows archived in %d files", sum(one.moved for one in made), len(made))
