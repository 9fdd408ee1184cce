"""The machines before a history begins: an office, two stations of one branch, one of another,
enrolled and in sync. Made once per process; each history begins with a copy."""

import atexit
import datetime
import shutil
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from kiosk.commands.upkeep import healing
from kiosk.ground.keys import Keys
from kiosk.records.publishing import documents
from kiosk.records.stations.enrolment import BranchKey
from kiosk.vocabulary.documents import Branch, Clerk, Publication, Said, Service
from tests import cast
from tests.cast import HERE, LI, MANAGER, NOON, START_2014, THERE, WANG, ZHAO, Machine, Time

STATIONS = {"first": HERE, "second": HERE, "other": THERE}
"""Station -> branch."""
QIAN, BOSS = "0401", "0402"
CLERKS = {HERE: (WANG, LI, MANAGER), THERE: (ZHAO, QIAN, BOSS)}
"""The clerks of each branch; the last one is its manager."""
SERVICES = ("wash", "meter", "boiler")


def keys_of(name: str) -> Keys:
    """The same keys for the same name in every run."""
    return Keys(name.encode().ljust(32, b"."))


@cache
def template() -> Path:
    """The folder with the machines' folders; no database in it is open."""
    folder = Path(tempfile.mkdtemp(prefix="histories-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    time = Time(mono=3_600_000)
    office = _machine(folder, "office", "office", time)
    documents.publish(office.db, _published(), "test", NOON)
    for branch in CLERKS:
        row = {"branch": branch, "receipt_key": branch.encode() * 8}
        office.db.run(BranchKey.insert(row))
    stations = [_machine(folder, name, "station", time) for name in STATIONS]
    with patch("kiosk.ground.clock.read", time):
        for station, branch in zip(stations, STATIONS.values(), strict=True):
            cast.enrol(station, office, branch)
            cast.sync_round(station, office)
            healing.keep_spare(station.config, station.db, station.keys)  # as within ten minutes
    for machine in (office, *stations):
        machine.db.close()
    return folder


def _machine(folder: Path, name: str, role: str, time: Time) -> Machine:
    key = folder / name / f"{role}.key"
    key.parent.mkdir()
    key.write_bytes(name.encode().ljust(32, b"."))
    return cast.machine(folder / name, role, Time(time.utc, time.mono, f"boot-{name}"))


def _published() -> list[Publication]:
    def branch(name: str) -> Branch:
        return Branch(name=name, hall=f"{name}营业厅", organisation="沈北燃气",
                      name_en=name, hall_en=name, organisation_en="Shenbei Gas")  # fmt: skip

    found = [Publication(key, branch(key), START_2014) for key in CLERKS]
    for key, badges in CLERKS.items():
        for badge in badges:
            clerk = Clerk(name=f"王{badge}", name_en=badge, branch=key, manager=badge == badges[-1])
            found.append(Publication(badge, clerk, START_2014))
    services = [Publication(key, service(key), START_2014) for key in SERVICES]
    return found + services


def service(name: str) -> Service:
    return Service(name=Said(name))


def day_of(utc: int) -> datetime.date:
    """The date in the halls' zone."""
    return datetime.datetime.fromtimestamp(utc / 1000 + 8 * 3600, datetime.UTC).date()
