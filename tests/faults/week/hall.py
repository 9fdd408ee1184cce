"""The machines of the week: an office and a hall by one clock that the test moves, people with
PINs, and a ticket system's key."""

import contextlib
import datetime
import secrets
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.ground import clock
from kiosk.ground import config as configuration
from kiosk.ground.keys import Keys
from kiosk.records.hall import ticket_systems
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import authors, pins, users
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.facts import Moment
from tests.faults import machines
from tests.faults.machines import BADGES, BRANCH, Machine

MANAGER = BADGES[-1]
WINDOWS = {str(number): badge for number, badge in enumerate(BADGES[:4], 1)}
"""The clerk at each window; the ticket system knows all but the last one's."""
COUNTED_BY_BUTTON = "4"
PIN, PASSWORD, USER = "042137", "eight words would be better", "anna"
SYNC_SECONDS = 3
_SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
_MINUTE_MS = 60_000


class Clock:
    """How far the machines' clocks are ahead, in a file that they read at every look."""

    def __init__(self, file: Path) -> None:
        self.file, self._ahead = file, 0
        file.write_bytes(bytes(8))

    def read(self) -> Moment:
        now = clock.read()
        return Moment(now.utc + self._ahead, now.mono + self._ahead, now.boot)

    def until(self, day: datetime.date, minute: int) -> None:
        """Moves all clocks on to a minute of a day in Shanghai; never back."""
        midnight = datetime.datetime.combine(day, datetime.time(), _SHANGHAI)
        wanted = round(midnight.timestamp() * 1_000) + minute * _MINUTE_MS
        self._ahead += max(0, wanted - self.read().utc)
        with self.file.open("r+b") as held:
            held.write(struct.pack("q", self._ahead))

    @property
    def today(self) -> datetime.date:
        return datetime.datetime.fromtimestamp(self.read().utc / 1_000, _SHANGHAI).date()


@dataclass
class Clocked(Machine):
    """A machine that goes by the week's clock."""

    clock: Clock | None = None

    def command(self, *words: str) -> list[str]:
        assert self.clock is not None
        program = [sys.executable, "-m", "tests.faults.week.clocked", str(self.clock.file)]
        return [*program, "--config", str(self.file), *words]

    @property
    def folder(self) -> Path:
        return self.config.folder


@dataclass
class Hall:
    """The running machines, their clock, and what is known only to the ticket system."""

    office: Clocked
    station: Clocked
    clock: Clock
    api_key: str

    @property
    def machines(self) -> dict[str, Clocked]:
        return {"station": self.station, "office": self.office}


@contextlib.contextmanager
def founded(folder: Path) -> Iterator[Hall]:
    """An office and a hall, both running; ended at the end."""
    clock_file = Clock(folder / "clock")
    today = clock_file.today
    clock_file.until(today + datetime.timedelta(7 - today.weekday()), 7 * 60 + 30)
    office_port, lobby, desk = machines.free_ports(3)
    office = _configured(
        folder / "office",
        clock_file,
        f"""
        role = "office"
        office.port = {office_port}""",
    )
    station = _configured(
        folder / "station",
        clock_file,
        f"""
        role = "station"
        sync_seconds = {SYNC_SECONDS}
        desk_idle_seconds = 900
        lobby.port = {lobby}
        desk.port = {desk}""",
    )
    code = _publish(office, clock_file)
    try:
        office.start()
        office.until_served()
        station.run("enrol", f"http://127.0.0.1:{office_port}", code)
        station.run("sync")
        api_key = _settle(station, clock_file)
        station.start()
        station.until_served()
        yield Hall(office, station, clock_file, api_key)
    finally:
        office.kill()
        station.kill()


def _configured(folder: Path, of: Clock, content: str) -> Clocked:
    folder.mkdir()
    (folder / "tmp").mkdir()
    file = folder / "machine.toml"
    file.write_text(content, "utf-8")
    wrapped_in = ["env", f"TMPDIR={folder / 'tmp'}"]
    return Clocked(file, configuration.load(file, {}), wrapped_in=wrapped_in, clock=of)


def _publish(office: Clocked, of: Clock) -> str:
    """Publishes the branch and its clerks, and gives a user of head office a password; returns an
    enrolment code."""
    now = of.read()
    with office.database() as db:
        db.migrate()
    machines.publish_branch(office, BRANCH, BADGES)
    keys = Keys.load(office.config.key_file)
    manager = Clerk(name="王八", name_en="Wang 8", branch=BRANCH, manager=True)
    with office.database() as db:
        version = Publication(MANAGER, manager, of.today - datetime.timedelta(1))
        documents.publish(db, [version], "test", now.utc)
        users.set_password(db, keys, USER, PASSWORD)
        return enrolment.issue_code(db, BRANCH, keys, secrets.token_bytes(10), now.utc)


def _settle(station: Clocked, of: Clock) -> str:
    """Gives every clerk a PIN and connects the ticket system; returns its key."""
    keys, now = Keys.load(station.config.key_file), of.read()
    with station.database() as db:
        machine = at_station(db, "machine", now)
        for badge in (*WINDOWS.values(), MANAGER):
            pins.set_pin(db, machine, keys, secrets.token_hex(16), badge, PIN)
        manager = authors.at_desk(db, MANAGER, now)
        return ticket_systems.connect(db, manager, keys, secrets.token_hex(16), "叫号机")
