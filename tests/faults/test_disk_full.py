"""A full disk: the customer reads that nothing was saved, fees and clerks can
still be looked at, and the same form counts once when there is room again."""

import contextlib
import resource
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.commands.upkeep import healing
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.verify import verify
from tests.cast import HERE, WANG, Machine, Time, enrol, machine, sync_round
from tests.faults import tally

KEY = "f" * 32


def give(customer: FlaskClient, key: str) -> tuple[int, str]:
    """All cards are of one size: none fits in where another was refused."""
    form = {"key": key, "card": "polite", "comment": "谢谢" * 90}
    answer = customer.post(f"/clerks/{WANG}/cards", data=form)
    return answer.status_code, answer.text


def give_until_refused(customer: FlaskClient) -> int:
    """How many cards were thanked for before the first that was not."""
    for number in range(5_000):
        status, page = give(customer, f"{number:032x}")
        if status != 303:
            assert status == 503
            assert "没有保存" in page
            return number
    raise AssertionError("the disk never filled up")


def check_while_full(customer: FlaskClient) -> None:
    status, page = give(customer, KEY)
    assert status == 503
    assert "没有保存" in page
    assert f'value="{KEY}"' in page, "the page offers the same form again"
    assert customer.get("/").status_code == 200
    assert customer.get(f"/clerks/{WANG}").status_code == 200


def check_with_room(customer: FlaskClient, hall: Machine, thanked: int) -> None:
    assert give(customer, KEY)[0] == 303
    assert give(customer, KEY)[0] == 303
    keys = [KEY, *(f"{number:032x}" for number in range(thanked))]
    tally.note(tally.of(keys, [one.event_id for one in ledger.find(hall.db, HERE, keys)]))
    assert [len(ledger.find(hall.db, HERE, [key])) for key in keys] == [1] * len(keys)
    assert verify(hall.db, hall.keys.fingerprint) is None
    assert hall.db.sql("PRAGMA integrity_check").fetchone()[0] == "ok"


@contextlib.contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Writes beyond `size` fail with EFBIG; to SQLite a failed write like any."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_fails_is_said_and_made_good(customer: FlaskClient, hall: Machine) -> None:
    customer.get("/")
    wal = hall.db.path.with_name(hall.db.path.name + "-wal")
    with no_file_larger_than(wal.stat().st_size + 200_000):
        thanked = give_until_refused(customer)
        check_while_full(customer)
    assert thanked > 0
    check_with_room(customer, hall, thanked)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 4 MiB; skips where this user may not mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("may not mount a tmpfs here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_said_and_made_good(tmp_path: Path, office: Machine, time: Time) -> None:
    with small_disk(tmp_path / "disk") as disk:
        hall = machine(disk, "station", time)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        customer = hall.browser("lobby")
        customer.get("/")
        ballast = hall.config.folder / "ballast"  # as the station puts it by
        ballast.write_bytes(bytes(1_500_000))
        thanked = give_until_refused(customer)
        check_while_full(customer)
        assert hall.db.filled.is_set()
        stop = threading.Event()
        threading.Timer(1.5, stop.set).start()
        assert not healing.wait_for_damage(hall.config, hall.db, hall.keys, stop)
        assert not ballast.exists() and "disk_full" in alarms.by_code(hall.db)
        assert thanked > 0
        check_with_room(customer, hall, thanked)
        hall.db.close()
