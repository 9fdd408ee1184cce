"""Files of a ticket system, each remembered by its content."""

import pytest

from kiosk.records.hall import ticket_files
from kiosk.records.hall.ticket_files import TicketFile
from tests.cast import Machine


def made(number: int) -> TicketFile:
    return TicketFile(
        sha256=f"{number:064x}", name=f"{number}.csv", at=number, rows=2, new=1, faults=1,
        first_fault="第3行",
    )  # fmt: skip


def test_a_file_is_remembered_once_and_the_newest_are_listed(hall: Machine):
    for number in (1, 2, 2):
        ticket_files.note(hall.db, made(number))
    assert [one.name for one in ticket_files.newest(hall.db)] == ["2.csv", "1.csv"]
    found = ticket_files.find(hall.db, f"{1:064x}")
    assert found is not None and found.first_fault == "第3行"
    assert ticket_files.find(hall.db, "f" * 64) is None


def test_old_files_are_forgotten(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ticket_files, "KEPT", 3)
    for number in range(1, 8):
        ticket_files.note(hall.db, made(number))
    assert [one.at for one in ticket_files.newest(hall.db)] == [7, 6, 5]
