"""A damaged database is set aside and followed by another one, before a machine serves and while it
does."""

import contextlib
import itertools
import os
import sqlite3
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.commands.upkeep import healing
from kiosk.ground import disk
from kiosk.ground.config import Config
from kiosk.ground.db import Database, fault_of
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import Ledger
from tests.cast import HERE, WANG, Machine, by_visit
from tests.records.upkeep.cast import at_random


@pytest.fixture
def damaged(hall: Machine) -> Machine:
    """A hall with a spare and some cards, whose database has lost pages; closed."""
    healing.keep_spare(hall.config, hall.db, hall.keys)
    for n in range(40):
        author = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, author, f"{n:032x}", WANG, "polite", "谢谢" * 90)
    hall.db.checkpoint()
    hall.db.close()
    at_random(0.1)(hall.config.database)
    return hall


def set_aside(machine: Machine) -> list[Path]:
    return sorted(machine.config.damaged.glob("*/station.db"))


def test_a_damaged_database_is_set_aside_and_the_next_one_knows_the_hall(damaged: Machine):
    healing.heal(damaged.config)
    (old,) = set_aside(damaged)
    assert old.stat().st_size > 100_000 and not (old.parent / "moving").exists()
    damaged.db = Database(damaged.config.database)
    assert identity.me(damaged.db).branch == HERE and identity.me(damaged.db).epoch == 2
    assert alarms.by_code(damaged.db) == {"damaged_database": 1}
    assert damaged.browser("lobby").get("/").status_code == 200
    healing.take_in(damaged.config, damaged.db, damaged.keys)
    assert alarms.by_code(damaged.db)["database_salvaged"] == 1
    assert cards.count(damaged.db, ["kind"])["polite",] > 10
    before = len(damaged.db.rows(Ledger.select()))
    healing.take_in(damaged.config, damaged.db, damaged.keys)
    assert len(damaged.db.rows(Ledger.select())) == before


def test_a_sound_database_is_left_alone(hall: Machine):
    healing.keep_spare(hall.config, hall.db, hall.keys)
    hall.db.close()
    healing.heal(hall.config)
    assert set_aside(hall) == [] and identity.me(Database(hall.config.database)).epoch == 1


def test_a_check_ends_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Of a file that is damaged at its other end, at a clock that is a second later each time."""
    file, seconds = tmp_path / "a.db", itertools.count()
    with contextlib.closing(sqlite3.connect(file)) as made, made:
        made.execute("CREATE TABLE a (x)")
        made.executemany("INSERT INTO a VALUES (?)", [(bytes(4000),) for _ in range(2500)])
    with file.open("r+b") as written:
        written.seek(3 * 4096)  # a tree is read from its last page to its first
        written.write(b"\xff" * 100)
    assert fault_of(file) is not None
    monkeypatch.setattr("kiosk.ground.db.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    assert fault_of(file, 1.5) is None
    assert next(seconds) == 3


@pytest.mark.parametrize("content", [b"", b"\0" * 50_000, os.urandom(30_000), None])
def test_a_file_that_is_no_database_or_is_missing_is_replaced(
    damaged: Machine, content: bytes | None
):
    if content is None:
        damaged.config.database.unlink()
    else:
        damaged.config.database.write_bytes(content)
    healing.heal(damaged.config)
    damaged.db = Database(damaged.config.database)
    assert identity.me(damaged.db).epoch == 2
    healing.take_in(damaged.config, damaged.db, damaged.keys)
    assert cards.count(damaged.db, ["kind"]) == {}


def test_a_power_cut_while_it_is_set_aside_mixes_no_two_databases(
    damaged: Machine, monkeypatch: pytest.MonkeyPatch
):
    damaged.config.database.with_name("station.db-wal").write_bytes(b"wal")
    put, moved = healing._put, []

    def once(there: Path, target: Path) -> None:
        if len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(there)
        put(there, target)

    monkeypatch.setattr(healing, "_put", once)
    with pytest.raises(KeyboardInterrupt):
        healing.heal(damaged.config)
    assert moved[1].name == "station.db-wal"
    monkeypatch.setattr(healing, "_put", put)
    damaged.time.pass_by(60_000)
    healing.heal(damaged.config)
    (old,) = set_aside(damaged)
    assert old.with_name("station.db-wal").read_bytes() == b"wal"
    assert identity.me(Database(damaged.config.database)).epoch == 2


def test_without_a_spare_what_sqlite_still_reads_is_taken(damaged: Machine):
    damaged.config.spare.unlink()
    damaged.config.database.rename(damaged.config.folder / "torn.db")
    torn = (damaged.config.folder / "torn.db").read_bytes()
    damaged.config.database.write_bytes(torn)
    healing.heal(damaged.config)  # its first page is gone: nothing can be read by SQLite
    assert not identity.settled(Database(damaged.config.database))


def migrate_further(file: Path) -> None:
    """As by a later version of the program."""
    db = Database(file)
    db.sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    db.close()


def test_a_spare_that_a_version_left_which_was_undone_is_made_anew(hall: Machine):
    healing.keep_spare(hall.config, hall.db, hall.keys)
    migrate_further(hall.config.spare)
    healing.keep_spare(hall.config, hall.db, hall.keys)
    hall.db.close()
    hall.config.database.write_bytes(b"\0" * 50_000)
    healing.heal(hall.config)
    assert identity.me(Database(hall.config.database)).epoch == 2


def test_a_spare_that_this_program_cannot_read_keeps_no_machine_from_beginning(damaged: Machine):
    migrate_further(damaged.config.spare)
    healing.heal(damaged.config)
    assert Database(damaged.config.database).rows(Ledger.select()) is not None


def test_a_machine_that_damages_every_database_is_not_given_another_for_ever(damaged: Machine):
    for _ in range(healing.MOST_A_DAY + 3):
        damaged.time.pass_by(1_000)
        damaged.config.database.write_bytes(b"\0" * 8_192)
        healing.heal(damaged.config)
    assert len(set_aside(damaged)) == healing.MOST_A_DAY


def test_an_error_that_says_damage_leads_to_a_new_start_and_a_full_disk_does_not(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    healing.keep_spare(hall.config, hall.db, hall.keys)
    stop = threading.Event()
    hall.db.suspect(OSError("no space left"))
    assert not hall.db.suspected.is_set()
    hall.db.suspected.set()
    threading.Timer(2.5, stop.set).start()
    assert not healing.wait_for_damage(hall.config, hall.db, hall.keys, stop), "its file is sound"
    hall.db.checkpoint()
    at_random(0.2)(hall.config.database)
    try:
        hall.db.peewee.close()
        hall.db.connect()
        hall.db.rows(Ledger.select())
    except Exception as error:
        hall.db.suspect(error)
    assert hall.db.suspected.is_set()
    assert healing.wait_for_damage(hall.config, hall.db, hall.keys, threading.Event())


def test_an_office_and_a_hall_in_one_folder_do_not_touch_each_others_databases(damaged: Machine):
    """As in the demo."""
    office = Config(role="office", data=damaged.config.data)
    Database(office.database).close()
    with healing.alone(damaged.config), healing.alone(office):
        healing.heal(damaged.config)
        healing.heal(office)
    assert office.database.exists() and len(set_aside(damaged)) == 1
    opened = Database(office.database)
    healing.take_in(office, opened, damaged.keys)
    opened.close()
    assert list(damaged.config.damaged.glob("*/salvaged.json")) == []


def test_two_processes_do_not_serve_with_one_database(hall: Machine):
    with healing.alone(hall.config), pytest.raises(healing.Running), healing.alone(hall.config):
        raise AssertionError


def test_a_disk_that_fills_up_is_given_some_room_with_an_alarm(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    (hall.config.folder / "ballast").write_bytes(b"put by")
    monkeypatch.setattr(disk, "free", lambda _folder: disk.LITTLE - 1)
    for _ in range(2):
        healing.see_to_room(hall.config, hall.db, hall.keys)
    assert not (hall.config.folder / "ballast").exists()
    assert alarms.by_code(hall.db) == {"disk_full": 1}


def test_a_spare_is_there_only_once_it_is_whole(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    hall.config.spare.unlink(missing_ok=True)
    there, keep = [], healing.spare.keep

    def keeping(db: Database, held: Database) -> None:
        there.append(hall.config.spare.exists())
        keep(db, held)

    monkeypatch.setattr(healing.spare, "keep", keeping)
    for _ in range(2):
        healing.keep_spare(hall.config, hall.db, hall.keys)
    assert there == [False, True] and hall.config.spare.exists()
