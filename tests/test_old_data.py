"""Data written by release 0.1.0 (tests/data/0.1.0), and by the programs that led to it, opens,
verifies and syncs today.

Of each there are an office, a station with entries that it has not sent yet and, where there was
one, a hall that stands alone, with every kind of fact of their day. `expected.json` says which
commit wrote them and what it read in them.
"""

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.commands import machine as commands
from kiosk.ground.db import Database
from kiosk.records.cases import contact_sealing, contact_store, filing, lists
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Chain, Ledger
from kiosk.records.people import pins, users
from kiosk.records.publishing import releases
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import checks
from kiosk.sync import rounds
from tests.cast import Machine, Time, by_visit, sync_round, wire_to

DATA = Path(__file__).parent / "data"
EXPECTED = json.loads((DATA / "0.1.0" / "expected.json").read_text("utf-8"))
NAMES = ("office", "station", "alone")
HERE = EXPECTED["branches"][0]

EARLIER = {
    "spine": "cards alone; 0001 as first landed",
    "lobby-begun": "ratings, cases without steps; 0002 as first landed",
    "lobby": "the lobby as it ended",
    "publishing": "releases, believed time",
    "alone": "halls without an office; 0005 as first landed",
    "cases-begun": "cases with steps and contact details; 0006 as first landed",
}
"""The programs before 0.1.0 whose data is stored, oldest first."""

Open = Callable[..., Machine]


def unpack(level: str, name: str, folder: Path) -> Path:
    """Unpacks a stored machine into a new folder."""
    role = "office" if name == "office" else "station"
    folder.mkdir()
    packed = (DATA / level / f"{name}.db.gz").read_bytes()
    (folder / f"{role}.db").write_bytes(gzip.decompress(packed))
    shutil.copyfile(DATA / level / f"{name}.key", folder / f"{role}.key")
    (folder / "machine.toml").write_text(f'role = "{role}"\n')
    return folder


@pytest.fixture
def opened(tmp_path: Path, time: Time) -> Iterator[Open]:
    """Opens a copy of a stored machine, as every command does."""
    made: list[Machine] = []

    def open_(name: str, level: str = "0.1.0") -> Machine:
        folder = unpack(level, name, tmp_path / f"stored-{name}")
        config, db, keys = commands.Machine(folder / "machine.toml").open()
        made.append(Machine(config, db, keys, time, ids=0xF000_0000_0000))
        return made[-1]

    yield open_
    for one in made:
        one.db.close()


def is_sound(machine: Machine) -> bool:
    at_office = machine.config.role == "office"
    return checks.check(machine.db, machine.keys, at_office=at_office) is None


def counted(db: Database) -> dict[str, int]:
    rows = db.rows(Ledger.select(Ledger.kind).where(Ledger.counted == 1).tuples())
    return dict(Counter(kind for (kind,) in rows))


def heads(db: Database) -> list[list[object]]:
    rows = db.rows(Chain.select().order_by(Chain.branch, Chain.station, Chain.epoch))
    return [[c.branch, c.station, c.epoch, c.seq, bytes(c.head).hex()] for c in rows]


def by_state(db: Database) -> dict[str, int]:
    rows = db.rows(CaseNow.select(CaseNow.state).tuples())
    return dict(sorted(Counter(state for (state,) in rows).items()))


def by_kind(db: Database) -> dict[str, int]:
    return {kind: n for (kind,), n in cards.count(db, ["kind"]).items()}


def states(station: Machine, receipts: dict[str, dict[str, str]]) -> dict[str, str]:
    author = by_visit(station.db, station.time())
    return {
        name: filing.look_up(station.db, author, station.keys, said["code"]).case.state
        for name, said in receipts.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_and_reads_as_it_did(opened: Open, name: str):
    machine, said = opened(name), EXPECTED["databases"][name]
    assert is_sound(machine)
    assert counted(machine.db) == said["facts_counted"]
    assert by_kind(machine.db) == said["cards"]
    assert by_state(machine.db) == said["cases_by_state"]
    assert not machine.db.migrate(), "a second time nothing is left to do"


def test_every_fact_is_still_one_that_the_program_knows(opened: Open):
    rows = opened("station").db.rows(Ledger.select())
    assert len(rows) == 80 and all(ledger.read(row) is not None for row in rows)


@pytest.mark.parametrize("name", ["station", "alone"])
def test_receipts_pins_and_the_passphrase_are_still_good(opened: Open, name: str):
    station = opened(name)
    receipts = EXPECTED["receipts"][name]
    assert states(station, receipts) == {one: said["state"] for one, said in receipts.items()}
    for badge, pin in EXPECTED["pins"][name].items():
        pins.sign_in(station.db, station.keys, "desk", badge, pin, station.time())
    said = EXPECTED["passphrase"][name]
    branch = ledger.chains(station.db, HERE if name == "station" else EXPECTED["branch_alone"])
    body = contact_store.find(station.db, branch[0].branch, said["digest"])
    assert body is not None
    keys = contact_sealing.from_passphrase(said["words"], bytes.fromhex(said["salt"]))
    assert contact_sealing.opened(body, keys, said["digest"]).phone == said["phone"]


def test_the_office_still_knows_its_user_and_what_was_withdrawn(opened: Open):
    office, user = opened("office"), EXPECTED["office_user"]
    users.check(office.db, office.keys, user["name"], user["password"], office.time())
    states_of_releases = {release.state for release in releases.newest(office.db, 10)}
    assert states_of_releases == {"published", "proposed", "withdrawn", "dropped"}


def test_a_station_sends_what_it_had_not_sent_and_fetches_what_was_decided(opened: Open):
    station, office, after = opened("station"), opened("office"), EXPECTED["after_sync"]
    done = sync_round(station, office)
    assert (done.sent, done.received) == (after["sent"], after["received"]) == (9, 1)
    assert states(station, EXPECTED["receipts"]["station"]) == after["receipt_states"]
    for machine, name in ((station, "station"), (office, "office")):
        assert counted(machine.db) == after[name]["facts_counted"]
        assert heads(machine.db) == after[name]["chains"]
        assert machine.db.rows(Alarm.select()) == [] and is_sound(machine)
    assert sync_round(station, office).sent == 0


def test_a_hall_that_stood_alone_joins_with_its_history(opened: Open):
    alone, office, station = opened("alone"), opened("office"), opened("station")
    sync_round(station, office)
    code = enrolment.issue_code(
        office.db, HERE, office.keys, b"ten bytes!", office.time().utc, decided=99
    )
    rounds.enrol(
        alone.db, wire_to(office), alone.keys, "http://office", code, alone.time(), alone.new_id
    )
    after, done = EXPECTED["after_joining"], sync_round(alone, office)
    assert (done.sent, done.received) == (after["sent"], after["received"])
    assert states(alone, EXPECTED["receipts"]["alone"]) == after["receipt_states"]
    assert by_state(office.db) == after["office_cases_by_state"]
    assert by_kind(office.db) == after["office_cards"]
    assert is_sound(alone) and is_sound(office)


def told(level: str, time: Time) -> dict[str, Any]:
    """What an earlier program read in its data; the clock goes on from there."""
    said = json.loads((DATA / level / "expected.json").read_text("utf-8"))
    time.utc, time.mono, time.boot = said["last_moment"].values()
    return dict(said)


@pytest.mark.parametrize("level", EARLIER)
def test_data_of_an_earlier_program_opens_whole(opened: Open, time: Time, level: str):
    for name, said in told(level, time)["databases"].items():
        machine = opened(name, level)
        assert is_sound(machine), name
        assert counted(machine.db) == said["counted"]
        assert lists.listed(machine.db).number == said["cases"]
        assert not machine.db.migrate()


@pytest.mark.sqlite
@pytest.mark.parametrize("level", EARLIER)
def test_data_of_an_earlier_program_has_todays_tables(
    opened: Open, time: Time, office: Machine, level: str
):
    told(level, time)
    assert shape(opened("office", level).db) == shape(office.db)


def shape(db: Database) -> dict[str, Any]:
    """The columns and indexes of each table, whatever their order."""
    return {
        table: (
            sorted((c.name, c.data_type, c.primary_key) for c in db.peewee.get_columns(table)),
            sorted((index.name, tuple(index.columns)) for index in db.peewee.get_indexes(table)),
        )
        for table in db.peewee.get_tables()
    }


@pytest.mark.parametrize("level", EARLIER)
def test_machines_of_an_earlier_program_sync_after_the_upgrade(
    opened: Open, time: Time, level: str
):
    said = told(level, time)
    station, office = opened("station", level), opened("office", level)
    assert sync_round(station, office).sent == said["unsent"]
    assert sync_round(station, office).sent == 0
    assert counted(office.db) == counted(station.db) == said["databases"]["station"]["counted"]
    assert station.db.rows(Alarm.select()) == office.db.rows(Alarm.select()) == []
    for machine in (station, office):
        listed = lists.listed(machine.db)
        assert listed.number == said["databases"]["station"]["cases"] and is_sound(machine)
    receipts = said["receipts"].get("station", {})
    assert set(states(station, receipts)) == set(receipts)
    for badge, pin in said["pins"]["station"].items():
        pins.sign_in(station.db, station.keys, "desk", badge, pin, station.time())


@pytest.mark.parametrize("level", ["alone", "cases-begun"])
def test_a_hall_of_an_earlier_program_joins_after_the_upgrade(opened: Open, time: Time, level: str):
    said = told(level, time)
    alone, office = opened("alone", level), opened("office", level)
    before = counted(office.db)
    code = enrolment.issue_code(office.db, HERE, office.keys, b"ten bytes!", time().utc)
    rounds.enrol(alone.db, wire_to(office), alone.keys, "http://office", code, time(), alone.new_id)
    sync_round(alone, office)
    added = Counter(said["databases"]["alone"]["counted"])
    assert Counter(counted(office.db)) == Counter(before) + added
    assert is_sound(alone) and is_sound(office)
