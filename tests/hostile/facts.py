"""Facts that no program of ours writes, and keys that a second station plants."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kiosk.ground.db import Database
from kiosk.records.cases import contact_sealing, seal_keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import identity, ledger
from kiosk.vocabulary import facts
from tests.cast import HERE, MANAGER, WANG, Machine, Time, enrol, machine, sync_round
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.input import hall_and_office
from tests.records.cases.cast import STILL, counting_key, file, k
from tests.records.cases.test_seal_keys import forge
from tests.test_odd_facts import bodies, plant_all

PAGES = ("/", "/people", f"/clerks/{WANG}", "/feedback", "/fees", "/notices", "/help", "/look-up")


def poisoned(folder: Path) -> Outcome:
    """Over a thousand facts with something odd in one field: every page of the lobby is shown."""
    through = []
    with hall_and_office(folder) as (hall, _):
        receipt = file(hall)
        made = bodies(receipt.case.event_id, str(hall.today()))
        number = plant_all(hall, identity.me(hall.db).chain, made)
        try:
            projections.rebuild(hall.db)
        except Exception as trouble:
            through.append(f"the projections: {type(trouble).__name__}")
        lobby = hall.browser("lobby")
        for path in PAGES:
            if (status := lobby.get(path).status_code) >= 500:
                through.append(f"{path}: {status}")
    return Outcome(number, through)


def planted(folder: Path) -> Outcome:
    """A second station of the branch makes a key in the manager's name, and confirms it as head
    office would: no phone number is sealed for it."""
    through = []
    with hall_and_office(folder) as (hall, office):
        counting_key(hall, office)
        thief = _second(folder, office, hall.time)
        for number in range(5):
            key = contact_sealing.from_passphrase(f"a passphrase of the thief {number}", STILL)
            made, said = 700 + 2 * number, {"public": key.public.hex(), "salt": STILL.hex()}
            forge(thief, facts.SealKeyMade, made, clerk=MANAGER, **said)
            confirmed = {"subject": k(made), "fingerprint": key.fingerprint, "by": "admin"}
            forge(thief, facts.SealKeyConfirmed, made + 1, **confirmed)
            for one in (thief, hall, thief, hall):
                sync_round(one, office)
            through += [
                f"{who} seals for key {number}"
                for who, one in (("hall", hall), ("office", office), ("thief", thief))
                if key.public in _readers(one)
            ]
        thief.db.close()
    return Outcome(15, through)


def _second(folder: Path, office: Machine, time: Time) -> Machine:
    made = machine(folder / "second", "station", time)
    enrol(made, office, HERE)
    sync_round(made, office)
    return made


def _readers(at: Machine) -> list[bytes]:
    if at.config.role == "station":
        return seal_keys.readers(at.db)
    found = seal_keys.counting(at.db, HERE)
    return [found.public] if found else []


@contextlib.contextmanager
def the_newest_counts() -> Iterator[None]:
    """A key counts once it is made, whoever says so."""
    keys = seal_keys.keys

    def unconfirmed(db: Database, branch: str) -> list[seal_keys.SealKey]:
        return [one._replace(counts=number == 0) for number, one in enumerate(keys(db, branch))]

    with replaced((seal_keys, "keys", unconfirmed)):
        yield


ATTACKS = (
    Attack("poisoned facts", poisoned, lambda: replaced((ledger, "_decoded", facts.decode))),
    Attack("a planted sealing key", planted, the_newest_counts),
)
