"""The context of a view: database, keys and configuration of its application, its screen, and the
moment of the request, read once.

`here` is `flask.g`, whose class each application sets (`frame.build`); its values are attributes,
not calls, so that views stay easy to read.
"""

import secrets
from functools import cached_property
from typing import cast

from flask import g
from flask.ctx import _AppCtxGlobals

from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.processes.shelf import Shelf
from kiosk.records.ledger import times
from kiosk.rules.ledger.time import Believed
from kiosk.vocabulary.facts import Moment


class Here(_AppCtxGlobals):
    """The same for all requests of an application, except `now` and `time`."""

    config: Config
    screen: str
    db: Database
    keys: Keys
    shelf: Shelf

    @cached_property
    def now(self) -> Moment:
        return clock.read()

    @cached_property
    def time(self) -> Believed:
        """The time that everything goes by, whatever the wall clock says."""
        return times.believed(self.db, self.now)


here = cast(Here, g)


def of_application(
    config: Config, screen: str, db: Database, keys: Keys, shelf: Shelf
) -> type[Here]:
    """The class of `here` in one application."""
    held = {"config": config, "screen": screen, "db": db, "keys": keys, "shelf": shelf}
    return type("Here", (Here,), held)


def new_key() -> str:
    """A form's key, 32 hex digits, by which a form that is sent twice is one fact."""
    return secrets.token_hex(16)
