"""The auditor's program judges a receipt by what the log itself promises to the receipt's hall."""

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.rules.transparency import leaves
from kiosk.rules.transparency.promises import Promise
from tests.cast import HERE, Machine
from tests.hostile.attacks import replaced
from tests.records.receipts.cast import give
from tests.records.transparency.cast import entries, taken_in
from tests.records.transparency.test_checkpoints import cosigned
from tests.verify.cast import auditors_day, checked, forged, laid_out
from verify import verify

Said = pytest.CaptureFixture[str]
DAY_MS = 86_400_000
BRANCH = hashlib.sha256(HERE.encode()).digest()[:15]
ALL, OTHER = bytes(15), hashlib.sha256(b"sb02").digest()[:15]
DAY = datetime.date(2026, 11, 21).toordinal() - datetime.date(1970, 1, 1).toordinal()
"""Of the receipt."""


def promised(branch: bytes, first: int, days: int) -> bytes:
    return b"\x15" + branch + first.to_bytes(4, "big") + days.to_bytes(2, "big")


def any_promise(log: verify.Log, leaf: bytes) -> None:
    first, days = int.from_bytes(leaf[16:20], "big"), int.from_bytes(leaf[20:], "big")
    log.promises.setdefault(leaf[1:16], []).append((first, days))


@pytest.fixture
def receipt(office: Machine, hall: Machine) -> str:
    """A receipt of a day five days before the auditor's, whose entry is not in the log."""
    give(hall, 1)
    taken_in(office, hall)
    return give(hall, 2).letters


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    auditors_day(monkeypatch, datetime.date(2026, 11, 26))


JUDGED: list[tuple[str, Sequence[bytes], str]] = [
    ("to all", [promised(ALL, 0, 4)], "due 2026-11-25"),
    ("to this one", [promised(ALL, 0, 4), promised(BRANCH, 0, 6)], "due 2026-11-27"),
    ("to another one", [promised(ALL, 0, 4), promised(OTHER, 0, 6)], "due 2026-11-25"),
    ("as for all", [promised(BRANCH, 0, 6), promised(BRANCH, DAY, 0), promised(ALL, 0, 4)],
     "due 2026-11-25"),
    ("from that day", [promised(ALL, 0, 4), promised(ALL, DAY, 7)], "due 2026-11-28"),
    ("from the next day", [promised(ALL, 0, 4), promised(ALL, DAY + 1, 7)], "due 2026-11-25"),
    ("twice for a day", [promised(ALL, DAY, 4), promised(ALL, DAY, 7)], "due 2026-11-28"),
    ("none for that day", [promised(ALL, DAY + 1, 7)], "due 2026-11-24"),
    ("far away", [promised(ALL, 0, 4), promised(ALL, 2**32 - 1, 2**16 - 1)], "due 2026-11-25"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "due"), [one[1:] for one in JUDGED], ids=[o[0] for o in JUDGED])
def test_a_receipt_is_due_as_the_log_promises(
    office: Machine, receipt: str, made: Sequence[bytes], due: str, tmp_path: Path, capsys: Said
):
    all_of_them = [*entries(office), *made]
    laid_out(tmp_path / "log", all_of_them, cosigned(forged(office, all_of_them)))
    late = due < "due 2026-11-26"
    assert checked(office, tmp_path / "log", "--receipt", receipt) == late
    said = capsys.readouterr().out
    assert due in said and ("promise not kept" in said) is late
    if "11-24" not in due:
        assert checked(office, tmp_path / "log", "--receipt", receipt, "--days", "30") == late


def test_a_promise_for_days_before_an_earlier_ones_is_named_and_does_not_count(
    office: Machine, receipt: str, tmp_path: Path, capsys: Said
):
    made = [promised(ALL, 0, 4), promised(ALL, DAY - 5, 4), promised(ALL, DAY - 6, 30)]
    all_of_them = [*entries(office), *made, promised(BRANCH, 3, 0), promised(BRANCH, 2, 30)]
    laid_out(tmp_path / "log", all_of_them, cosigned(forged(office, all_of_them)))
    assert checked(office, tmp_path / "log", "--receipt", receipt) == 1
    said = capsys.readouterr().out
    assert f"promise changed backwards: every branch — from day {DAY - 6} since" in said
    assert f"promise changed backwards: branch {BRANCH.hex()} — from day 2 since" in said
    assert "promise not kept" in said and "due 2026-11-25" in said
    with replaced((verify.Log, "_promise", any_promise)):
        assert checked(office, tmp_path / "log", "--receipt", receipt) == 0
    assert "due 2026-12-21" in capsys.readouterr().out, "this is what finds it"


def test_head_office_writes_such_leaves():
    assert leaves.promised(HERE, Promise(DAY, 4)) == promised(BRANCH, DAY, 4)
    assert leaves.promised("", Promise(0, 4)) == promised(ALL, 0, 4)
