"""A machine whose database is damaged, and the one that follows it."""

import os
import random
from collections.abc import Callable
from pathlib import Path

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import salvage, spare
from kiosk.sync import rounds
from tests.cast import HERE, NOON, Machine, wire_to

PAGE = 4096


def at_random(share: float, seed: int = 1) -> Callable[[Path], None]:
    """Overwrites this share of a file's pages with random bytes, the first one too."""

    def damage(path: Path) -> None:
        chance = random.Random(seed)
        pages = path.stat().st_size // PAGE
        hit = {0, *chance.sample(range(pages), int(pages * share))}
        with path.open("rb+") as file:
            for page in hit:
                file.seek(page * PAGE)
                file.write(os.urandom(PAGE))

    return damage


def succeed(machine: Machine, damage: Callable[[Path], None]) -> Path:
    """Damages a machine's database and gives it the next one, as its spare makes it; returns where
    the damaged one is."""
    held = Database(machine.config.spare)
    held.migrate()
    spare.keep(machine.db, held)
    machine.db.checkpoint()
    machine.db.close()
    aside = machine.config.folder / "aside.db"
    machine.config.database.rename(aside)
    damage(aside)
    held.backup(machine.config.database)
    held.close()
    machine.db = Database(machine.config.database)
    machine.apps.clear()
    projections.upgrade(machine.db)
    salvage.begin(machine.db, NOON, "test")
    return aside


def key_after(former: str, later: bool) -> Keys:
    """A key whose name comes before or after that of the former one."""
    made = (Keys(bytes([n]) * 32) for n in range(256))
    return next(keys for keys in made if (keys.fingerprint > former) == later)


def give_key(hall: Machine, office: Machine, keys: Keys) -> None:
    old, now = hall.keys, office.time().utc
    drawn = enrolment.issue_code(
        office.db, HERE, office.keys, keys.fingerprint.encode()[:10], now, old.fingerprint
    )
    rounds.enrol(hall.db, wire_to(office), keys, "http://office", drawn, hall.time(), hall.new_id,
                 old)  # fmt: skip
    hall.keys = keys
