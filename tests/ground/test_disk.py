"""A database on a disk that can't be written is read with all that was committed."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ground import disk
from kiosk.ground.db import Database
from kiosk.ground.disk import ReadOnly, is_writable
from kiosk.records.publishing.documents import Blob
from tests.cast import Machine

COMMITS = """
import os, sys
from pathlib import Path
from kiosk.ground.db import Database
from kiosk.records.publishing.documents import Blob
db = Database(Path(sys.argv[1]))
db.migrate()
for name in ("in the file", "in the WAL"):
    with db.writing():
        db.run(Blob.insert(sha256=name, body=b""))
    if name == "in the file":
        db.checkpoint()
os._exit(0)
"""


@contextlib.contextmanager
def read_only(files: Path, at: Path) -> Iterator[Path]:
    """These files on a disk that is mounted read-only; skips where this user may not mount."""
    at.mkdir()
    made = ["mount", "-t", "tmpfs", "tmpfs", str(at)]
    if not shutil.which("mount") or subprocess.run(made, capture_output=True).returncode:
        pytest.skip("may not mount a tmpfs here")
    try:
        shutil.copytree(files, at, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(at)], check=True)
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@pytest.mark.parametrize("gone", [(), ("-shm",), ("-shm", "-wal")], ids=["all", "no shm", "no wal"])
def test_what_is_only_in_the_wal_is_read_too(tmp_path: Path, gone: tuple[str, ...]):
    (tmp_path / "killed").mkdir()
    file = tmp_path / "killed" / "a.db"
    subprocess.run([sys.executable, "-c", COMMITS, str(file)], check=True)
    for end in gone:
        file.with_name(file.name + end).unlink()
    with read_only(tmp_path / "killed", tmp_path / "disk") as disk:
        assert not is_writable(disk / "a.db")
        db = Database(disk / "a.db")
        names = {name for (name,) in db.rows(Blob.select(Blob.sha256).tuples())}
        db.look()
        assert names == {"in the file", "in the WAL"} - (
            {"in the WAL"} if "-wal" in gone else set()
        )
        with pytest.raises(ReadOnly), db.writing():
            pass
        assert not db.migrate()
        db.close()


def test_a_database_to_be_upgraded_is_not_opened_without_it(tmp_path: Path):
    (tmp_path / "old").mkdir()
    Database(tmp_path / "old" / "a.db").close()
    with read_only(tmp_path / "old", tmp_path / "disk") as disk:
        db = Database(disk / "a.db")
        with pytest.raises(ReadOnly, match="upgraded"):
            db.migrate()
        db.close()
        with pytest.raises(ReadOnly, match="can't be made"):
            Database(disk / "b.db")


def test_a_folder_without_the_right_to_write_is_no_different(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    """Root may write into any folder, so a test can't take the right away from it."""
    hall.db.close()
    monkeypatch.setattr(os, "access", lambda *_asked: False)
    db = Database(hall.config.database)
    assert db.read_only
    with pytest.raises(ReadOnly), db.writing():
        pass
    db.close()


def test_room_is_put_by_while_there_is_much_and_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    free = [disk.ROOM - 1]
    monkeypatch.setattr(disk, "free", lambda _folder: free[0])
    disk.put_by(tmp_path)
    assert not disk.give_back(tmp_path), "there was little room"
    free[0] = disk.ROOM
    disk.put_by(tmp_path)
    disk.put_by(tmp_path)
    held = (tmp_path / "ballast").stat()
    assert held.st_size == disk.BALLAST and held.st_blocks * 512 >= disk.BALLAST, "no empty file"
    assert disk.give_back(tmp_path) and not (tmp_path / "ballast").exists()


def test_a_folder_and_a_file_are_brought_to_the_disk(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    disk.sync(tmp_path)
    disk.sync(tmp_path / "file")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "it"
    (tmp_path / "it.partial").write_bytes(b"cut")
    disk.write(file, b"one")
    disk.write(file, b"other")
    assert file.read_bytes() == b"other" and file.stat().st_mode & 0o777 == 0o600

    def full(_handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        disk.write(file, b"third")
    assert file.read_bytes() == b"other" and list(tmp_path.iterdir()) == [file]
