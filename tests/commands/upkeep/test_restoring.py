"""A backup is put back on the same machine and on another one: facts count once, and nothing that
was there is overwritten."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.commands.main import cli
from kiosk.commands.upkeep import backing_up, healing, restoring
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import checks
from tests.cast import HERE, WANG, Machine, Time, by_visit, machine, sync_round
from tests.commands.cast import ENTRY, run


def give(hall: Machine, *numbers: int) -> None:
    for n in numbers:
        author = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, author, f"{n:032x}", WANG, "polite", "")


def counted(of: Machine) -> list[int]:
    wanted = (Ledger.kind == "card") & (Ledger.counted == 1)
    return sorted(int(row.event_id, 16) for row in of.db.rows(Ledger.select().where(wanted)))


def backup(of: Machine, folder: Path, *more: str) -> Path:
    done = run(of, "backup", str(folder), *more)
    assert done.exit_code == 0, done.output
    return Path(done.stdout.strip())


def restore(to: Machine, file: Path, *more: str, said: str = "") -> str:
    """Restores while the machine does not serve; opens it again."""
    to.db.close()
    (to.config.folder / "machine.toml").write_text(f'role = "{to.config.role}"\n')
    config = str(to.config.folder / "machine.toml")
    done = CliRunner().invoke(cli, ["--config", config, "restore", str(file), *more], input=said)
    to.db = Database(to.config.database)
    to.apps.clear()
    return f"{done.exit_code} {done.output}"


def is_sound(of: Machine) -> bool:
    at_office = of.config.role == "office"
    return checks.check(of.db, of.keys, at_office=at_office) is None


def test_on_the_same_machine_nothing_is_lost_and_the_present_one_is_set_aside(
    hall: Machine, office: Machine, tmp_path: Path
):
    give(hall, 1, 2)
    file = backup(hall, tmp_path / "safe", "--plain")
    sync_round(hall, office)
    give(hall, 3)
    sync_round(hall, office)
    give(hall, 4)  # neither in the backup nor at the office
    assert restore(hall, file, said="n\n").startswith("1 ")
    assert counted(hall) == [1, 2, 3, 4], "asked first, and nothing has changed"
    assert restore(hall, file, "--yes").startswith("0 ")
    assert counted(hall) == [1, 2] and identity.me(hall.db).epoch == 2
    give(hall, 5)
    healing.take_in(hall.config, hall.db, hall.keys)
    sync_round(hall, office)
    sync_round(hall, office)
    assert counted(hall) == counted(office) == [1, 2, 3, 4, 5]
    assert is_sound(hall) and is_sound(office)
    assert "new_epoch" in alarms.by_code(office.db)


def test_on_a_second_machine_with_the_key_facts_count_once(
    hall: Machine, office: Machine, tmp_path: Path, time: Time
):
    give(hall, 1, 2)
    file = backup(hall, tmp_path / "safe")
    opened = tmp_path / "opened.db"
    assert run(office, "unseal", str(file), str(opened)).exit_code == 0
    give(hall, 3)
    sync_round(hall, office)
    second = machine(tmp_path / "second", "station", time)
    second.db.close()
    for path in second.config.folder.iterdir():
        path.unlink()
    shutil.copy(hall.config.key_file, second.config.key_file)
    second.keys = Keys.load(second.config.key_file)
    assert restore(second, opened).startswith("0 ")
    give(second, 4)
    sync_round(second, office)
    sync_round(second, office)
    assert counted(second) == counted(office) == [1, 2, 3, 4]
    assert is_sound(second) and is_sound(office)


def test_on_a_second_machine_by_nothing_but_the_file_and_the_sheet(
    alone: Machine, tmp_path: Path, time: Time
):
    """In a process of its own, in a folder that holds nothing else: what was carried over is a
    sealed backup and what is on paper."""
    sheet = run(alone, "backup", "--recovery-key").stdout
    words = " ".join(line for line in sheet.splitlines() if line.startswith("    "))
    give(alone, 1, 2)
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.move(backup(alone, tmp_path / "safe"), stick / "hall.sealed")
    second = tmp_path / "second"
    second.mkdir()
    (second / "machine.toml").write_text('role = "station"\n')
    alone.db.close()
    shutil.move(alone.config.folder, tmp_path / "lost")
    command = [sys.executable, str(ENTRY), "--config", str(second / "machine.toml"), "restore"]
    done = subprocess.run(
        [*command, str(stick / "hall.sealed")], input=f"{words}\n", capture_output=True, text=True
    )
    assert done.returncode == 1 and "put the key file back" in " ".join(done.stderr.split())
    shutil.copy(tmp_path / "lost/station.key", second)  # from the safe
    restored = machine(second, "station", time)
    assert counted(restored) == [1, 2] and is_sound(restored)
    give(restored, 3)
    assert counted(restored) == [1, 2, 3] and is_sound(restored)
    restored.db.close()
    alone.db = Database(tmp_path / "lost/station.db")


def test_on_a_second_machine_without_the_key_the_station_enrols_again(
    hall: Machine, tmp_path: Path, time: Time
):
    file = backup(hall, tmp_path / "safe", "--plain")
    second = machine(tmp_path / "second", "station", time)
    second.db.close()
    for path in second.config.folder.iterdir():
        path.unlink()
    said = restore(second, file)
    assert said.startswith("1 ") and "enrol --new-key" in said
    assert identity.me(second.db).branch == HERE


def test_the_key_on_paper_is_asked_for(alone: Machine, tmp_path: Path):
    sheet = run(alone, "backup", "--recovery-key").stdout
    words = " ".join(line for line in sheet.splitlines() if line.startswith("    "))
    give(alone, 1)
    file = backup(alone, tmp_path / "safe")
    give(alone, 2)
    assert "slip" in restore(alone, file, "--yes", said="AAAA\n")
    assert "opens with" in restore(
        alone, file, "--yes", said=f"{' '.join(backing_up.written(b'x' * 32))}\n"
    )
    assert counted(alone) == [1, 2]
    assert restore(alone, file, "--yes", said=f"{words}\n").startswith("0 ")
    assert counted(alone) == [1]
    healing.take_in(alone.config, alone.db, alone.keys)
    assert counted(alone) == [1, 2] and is_sound(alone)


@pytest.mark.sqlite
def test_an_office_that_was_restored_gets_everything_again(
    hall: Machine, office: Machine, tmp_path: Path
):
    give(hall, 1)
    sync_round(hall, office)
    file = backup(office, tmp_path / "safe", "--plain")
    give(hall, 2)
    sync_round(hall, office)
    assert restore(office, file, "--yes").startswith("0 ")
    give(hall, 3)
    sync_round(hall, office)
    assert counted(office) == counted(hall) == [1, 2, 3] and is_sound(office)
    assert "office_restored" in alarms.by_code(office.db)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5_000])
def test_what_is_no_backup_replaces_nothing(hall: Machine, tmp_path: Path, content: bytes):
    give(hall, 1)
    file = tmp_path / "some.db"
    file.write_bytes(content)
    assert restore(hall, file, "--yes").startswith("1 ")
    assert counted(hall) == [1] and not hall.config.damaged.exists()


def test_a_backup_that_lost_pages_replaces_nothing(hall: Machine, tmp_path: Path):
    give(hall, 1)
    file = backup(hall, tmp_path / "safe", "--plain")
    with file.open("rb+") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"x" * 20_000)
    assert "this backup is damaged" in restore(hall, file, "--yes")
    assert counted(hall) == [1] and not hall.config.damaged.exists()


@pytest.mark.sqlite
def test_a_backup_of_the_other_role_replaces_nothing(
    hall: Machine, office: Machine, tmp_path: Path
):
    file = backup(office, tmp_path / "safe", "--plain")
    assert "no backup of a station" in restore(hall, file, "--yes")
    assert counted(hall) == [] and not hall.config.damaged.exists()


def test_while_the_machine_serves_nothing_is_restored(hall: Machine, tmp_path: Path):
    file = backup(hall, tmp_path / "safe", "--plain")
    with healing.alone(hall.config):
        assert "stop it first" in restore(hall, file, "--yes")
    assert restoring.REPLACES and not hall.config.damaged.exists()
