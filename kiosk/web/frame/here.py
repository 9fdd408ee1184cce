"""What a view works with: the database, keys and configuration of its
application, and the moment of its request, read once."""

import secrets
from typing import cast

from flask import current_app, g

from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.vocabulary.facts import Moment


def db() -> Database:
    return cast(Database, current_app.config["DB"])


def keys() -> Keys:
    return cast(Keys, current_app.config["KEYS"])


def config() -> Config:
    return cast(Config, current_app.config["KIOSK"])


def screen() -> str:
    return cast(str, current_app.config["SCREEN"])


def now() -> Moment:
    if "now" not in g:
        g.now = clock.read()
    return cast(Moment, g.now)


def new_key() -> str:
    """A form's key, 32 hex digits: what makes sending it twice the same fact."""
    return secrets.token_hex(16)
