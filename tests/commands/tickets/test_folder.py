"""Files that a ticket system leaves: each is read once, whatever is in it."""

import os
from pathlib import Path

import pytest

from kiosk.commands.tickets import folder
from kiosk.commands.tickets.folder import Folder
from kiosk.records.hall import ticket_feeds, ticket_files
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.hall.ticket_files import TicketFile
from tests.cast import LI, WANG, Machine, Time

HEADS = "号票,窗口号,工号,服务项目,办完时间\n"
GOOD = HEADS + "A001,3,317,,2026-11-21 11:50\nA002,3,0318,,2026/11/21 11:55\n"


@pytest.fixture
def left(tmp_path: Path) -> Path:
    made = tmp_path / "left"
    made.mkdir()
    return made


def look(hall: Machine, watched: Folder, times: int = 2) -> int:
    return sum(watched.look(hall.db, hall.time()) for _ in range(times))


def names(path: Path) -> list[str]:
    return sorted(str(one.relative_to(path)) for one in path.rglob("*") if one.is_file())


def served(hall: Machine) -> list[tuple[str, str]]:
    query = ServedNow.select().order_by(ServedNow.ticket)
    return [(row.ticket, row.clerk) for row in hall.db.rows(query)]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_file_is_read_once_and_moved(hall: Machine, left: Path, charset: str):
    watched = Folder(left)
    (left / "a.csv").write_bytes(GOOD.encode(charset))
    assert look(hall, watched, 1) == 0, "it may still grow"
    assert look(hall, watched, 1) == 1
    assert served(hall) == [("A001", WANG), ("A002", LI)]
    (done,) = names(left)
    assert done.startswith("done/a.") and done.endswith(".csv")
    (left / "again.csv").write_bytes(GOOD.encode(charset))
    assert look(hall, watched) == 1 and len(served(hall)) == 2
    (read,) = ticket_files.newest(hall.db)
    assert (read.name, read.rows, read.new, read.faults) == ("a.csv", 2, 2, 0)
    assert [one.system for one in ticket_feeds.feeds(hall.db)] == ["folder"]


def test_a_file_that_grows_is_left_alone(hall: Machine, left: Path):
    watched = Folder(left)
    for number in range(3):
        (left / "a.csv").write_text(GOOD[: 40 + number], "utf-8")
        assert look(hall, watched, 1) == 0
    assert served(hall) == []


def test_bad_rows_are_reported_by_row_and_good_ones_count(hall: Machine, left: Path):
    bad = "A003,3,0999,,2026-11-21 11:56\n13812345678,3,317,,2026-11-21 11:56\nA005,3,317,,x\n"
    late = "A006,3,317,,2026-11-21 13:56\n"
    (left / "b.csv").write_bytes((GOOD + bad + late).encode("gb18030"))
    look(hall, Folder(left))
    table, report = names(left)
    assert table.startswith("faulty/b.") and report == table.replace(".csv", ".txt")
    lines = (left / report).read_text("utf-8-sig").splitlines()
    assert [line.split("：")[0] for line in lines] == [
        "第4行 工号", "第5行 号票", "第6行 办完时间", "第7行 办完时间",
    ]  # fmt: skip
    assert "13812345678" not in (left / report).read_text("utf-8-sig")
    assert len(served(hall)) == 2
    (read,) = ticket_files.newest(hall.db)
    assert (read.faults, read.first_fault) == (4, "4 unknown_clerk badge")


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"PK\x03\x04", b'a,"b', b"\xff" * 50, HEADS.encode() * 3]
)
def test_what_is_no_table_goes_to_faulty_with_the_reason(hall: Machine, left: Path, data: bytes):
    (left / "c.csv").write_bytes(data)
    assert look(hall, Folder(left)) == 1
    assert [name.split("/")[0] for name in names(left)] == ["faulty", "faulty"]
    assert served(hall) == []


def test_links_pipes_and_other_files_are_left_alone(hall: Machine, left: Path, tmp_path: Path):
    secret = tmp_path / "secret.csv"
    secret.write_text(GOOD, "utf-8")
    (left / "link.csv").symlink_to(secret)
    os.mkfifo(left / "pipe.csv")
    (left / "folder.csv").mkdir()
    (left / "notes.txt").write_text(GOOD, "utf-8")
    assert look(hall, Folder(left)) == 0
    assert secret.exists() and served(hall) == []


def test_a_power_cut_before_the_move_counts_nothing_twice(
    hall: Machine, left: Path, monkeypatch: pytest.MonkeyPatch, time: Time
):
    (left / "a.csv").write_text(GOOD, "utf-8")
    with monkeypatch.context() as cut:
        cut.setattr(ticket_files, "note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(hall, Folder(left))
    assert len(served(hall)) == 2 and hall.db.rows(TicketFile.select()) == []
    assert look(hall, Folder(left)) == 1
    assert len(served(hall)) == 2 and names(left)[0].startswith("done/")


def test_a_folder_that_is_gone_is_logged_and_looked_for_again(
    hall: Machine, left: Path, monkeypatch: pytest.MonkeyPatch
):
    import threading

    stop, tries = threading.Event(), []
    hall.config.tickets_folder = str(left / "gone")

    def wait(_seconds: float) -> bool:
        tries.append(1)
        return len(tries) > 3

    monkeypatch.setattr(stop, "wait", wait)
    folder.keep_reading(hall.config, hall.db, hall.keys, stop)
    assert len(tries) == 4
