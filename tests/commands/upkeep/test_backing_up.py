"""Backups are sealed, dated and pruned; the key on paper opens them."""

import datetime
import os
from pathlib import Path

import pytest

from kiosk.commands.upkeep import backing_up
from kiosk.ground import disk, sealed_files
from kiosk.ground.config import Backups
from kiosk.ground.db import Database
from kiosk.records.feedback import cards
from kiosk.records.ledger.verify import verify
from kiosk.records.upkeep import backups
from tests.cast import WANG, Machine, by_visit
from tests.commands.cast import kiosk, run


def test_a_backup_is_whole_sealed_to_the_office_and_opens_there(
    hall: Machine, office: Machine, tmp_path: Path
):
    cards.give(
        hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "谢谢您王师傅"
    )
    path = Path(kiosk(hall, "backup", str(tmp_path / "safe")).stdout.strip())
    assert path.suffix == ".sealed" and path.stat().st_mode & 0o777 == 0o600
    assert "谢谢您王师傅".encode() not in path.read_bytes()
    assert list(hall.config.folder.glob("*.plain")) == []
    target = tmp_path / "opened.db"
    assert run(office, "unseal", str(path), str(target)).exit_code == 0
    opened = Database(target)
    assert verify(opened, hall.keys.fingerprint) is None
    assert cards.count(opened, ["kind"]) == {("polite",): 1}
    opened.close()
    made = backups.last(hall.db, backups.DISK)
    assert made is not None and (made.name, made.sealed) == (path.name, 1)


def test_a_plain_backup_is_made_only_on_request(hall: Machine, alone: Machine, tmp_path: Path):
    path = Path(kiosk(hall, "backup", "--plain", str(tmp_path / "safe")).stdout.strip())
    assert path.suffix == ".db" and path.stat().st_mode & 0o777 == 0o600
    said = kiosk(alone, "backup", str(tmp_path / "own"))
    assert "recovery key" in said.stderr and said.stdout.strip().endswith(".db")


def test_the_key_on_paper_opens_a_backup_and_is_nowhere_on_the_disk(alone: Machine, tmp_path: Path):
    sheet = run(alone, "backup", "--recovery-key").stdout
    words = [line.strip() for line in sheet.splitlines() if line.startswith("    ")]
    typed = backing_up.typed(" ".join(words).lower())
    assert typed is not None and len(words) == 3
    held = "".join(str(path.read_bytes()) for path in alone.config.folder.iterdir())
    assert words[0].split()[0] not in held
    path = Path(kiosk(alone, "backup", str(tmp_path / "safe")).stdout.strip())
    sealed_files.read(path, tmp_path / "opened.db", typed)
    assert Database(tmp_path / "opened.db").backup is not None


def test_a_slip_in_what_was_typed_from_the_sheet_is_seen():
    words = backing_up.written(bytes(range(32)))
    assert backing_up.typed("-".join(words)) is not None
    for wrong in (words[1:], [*words[:-1], "AAAA"], [words[1], words[0], *words[2:]], ["?"], []):
        assert backing_up.typed(" ".join(wrong)) is None


def test_old_backups_of_this_machine_go_and_other_files_stay(hall: Machine, tmp_path: Path):
    folder = tmp_path / "safe"
    folder.mkdir()
    for n in range(60):
        day = datetime.date(2026, 11, 21) - datetime.timedelta(n)
        (folder / f"station-{day:%Y%m%d}-013000.sealed").touch()
        (folder / f"station-{day:%Y%m%d}-120000.sealed").touch()
    others = {"office-20200101-013000.db", "station-20261399-013000.db", "notes.txt"}
    for name in others:
        (folder / name).touch()
    backing_up.prune(hall.config, folder)
    left = {path.name for path in folder.iterdir()}
    assert others < left and len(left - others) == 7 + 2 + 2
    assert all("-120000" in name for name in left - others), "the newest of a day"


def test_the_stick_gets_the_same_file_and_its_absence_is_said(
    hall: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stick = tmp_path / "stick"
    stick.mkdir()
    hall.config.backup = Backups(str(tmp_path / "safe"), str(stick))
    file = hall.config.folder / "machine.toml"
    file.write_text(
        f'role = "station"\n[backup]\nfolder = "{tmp_path / "safe"}"\nstick = "{stick}"\n'
    )
    away = run(hall, "backup")
    assert away.exit_code == 0 and "no USB stick" in away.stderr and list(stick.iterdir()) == []
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(stick))
    hall.time.pass_by(60_000)
    there = run(hall, "backup")
    assert there.exit_code == 0
    (copy,) = stick.iterdir()
    assert copy.read_bytes() == (tmp_path / "safe" / copy.name).read_bytes()
    made = backups.last(hall.db, backups.STICK)
    assert made is not None and made.name == copy.name


def test_on_a_full_disk_what_was_put_by_is_given_back_for_the_backup(
    hall: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (hall.config.folder / "ballast").write_bytes(b"x")
    write, tries = backing_up._write, []

    def full_at_first(*args: object) -> None:
        tries.append(args)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(backing_up, "_write", full_at_first)
    monkeypatch.setattr(disk, "free", lambda _folder: 0)
    made = backing_up.make(hall.config, hall.db, tmp_path / "safe", {})
    assert made.exists() and not (hall.config.folder / "ballast").exists()
