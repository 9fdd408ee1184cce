"""The administrator sees what would move, moves it, and an inspector reads the file."""

import json

from kiosk.records.ledger.ledger import Ledger
from tests.cast import Machine, sync_round
from tests.commands.cast import run
from tests.records.upkeep.archives.cast import DAY, fault, files, rate
from tests.sync.cast import tap


def old(hall: Machine, office: Machine) -> None:
    tap(hall, 1)
    tap(hall, 2)
    rate(hall, 3, "1")
    sync_round(hall, office)
    office.time.pass_by(4 * 365 * DAY)


def test_nothing_moves_until_it_is_asked_for(hall: Machine, office: Machine):
    old(hall, office)
    said = run(office, "archive", "facts", "--months", "36")
    assert (said.exit_code, said.stdout) == (
        0, "until 2027-10-31: 1 files of 3 entries; 2 rows would move\n",
    )  # fmt: skip
    assert len(office.db.rows(Ledger.select())) == 3
    done = run(office, "archive", "facts", "--months", "36", "--move")
    assert done.stdout == "until 2027-10-31: 1 files of 3 entries; 2 rows moved\n"
    assert len(office.db.rows(Ledger.select())) == 1
    assert fault(office) == ""
    again = run(office, "archive", "facts", "--months", "36", "--move")
    assert again.stdout == "until 2027-10-31: 0 files of 0 entries; 0 rows moved\n"


def test_an_inspector_reads_a_file_without_a_database(hall: Machine, office: Machine):
    old(hall, office)
    run(office, "archive", "facts", "--months", "36", "--move")
    (file,) = files(office)
    lines = [json.loads(one) for one in run(office, "archive", "read", str(file)).stdout.split("\n")
             if one.startswith("{")]  # fmt: skip
    assert [(one["seq"], one["fact"]["kind"]) for one in lines] == [
        (1, "card"), (2, "card"), (3, "rating"),
    ]  # fmt: skip
    file.write_bytes(file.read_bytes()[:-3])
    said = run(office, "archive", "read", str(file))
    assert said.exit_code == 1 and "its end is missing" in said.output


def test_what_is_wrong_is_said(hall: Machine, office: Machine):
    assert run(hall, "archive", "facts", "--months", "36").exit_code == 1
    assert "sets no keep_months" in " ".join(run(office, "archive", "facts").output.split())
    short = run(office, "archive", "facts", "--months", "35")
    assert short.exit_code == 2 and "36" in short.output


def test_verify_names_an_archive_that_is_missing(hall: Machine, office: Machine):
    old(hall, office)
    run(office, "archive", "facts", "--months", "36", "--move")
    assert run(office, "verify").stdout == "the ledger is as it was written\n"
    (file,) = files(office)
    file.unlink()
    said = run(office, "verify")
    assert said.exit_code == 1 and "2026-11/sb01 1: it is missing" in " ".join(said.output.split())
