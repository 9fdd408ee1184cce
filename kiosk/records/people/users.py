"""Head office's users and their passwords."""

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Reference
from kiosk.records.ledger import times
from kiosk.records.people import pins
from kiosk.vocabulary.facts import Moment


class User(Reference):
    """A user at head office, known by name and a hashed password."""

    name = peewee.TextField(primary_key=True)
    hash = peewee.TextField()


def set_password(db: Database, keys: Keys, name: str, password: str) -> None:
    """Creates a user, or gives one a new password (drawn, never chosen)."""
    hashed = pins.hashed(keys, password)
    with db.writing():
        db.run(
            User.insert(name=name, hash=hashed).on_conflict(
                conflict_target=[User.name], preserve=[User.hash]
            )
        )


def sign_in(db: Database, keys: Keys, name: str, password: str, now: Moment) -> None:
    """Checks name and password; raises Refusal `wrong_pin` or `wait`."""
    row = db.first(User.select().where(User.name == name))
    day = times.today(db, now)
    pins.check(db, keys, "office", name, password, row.hash if row else None, day, now)
