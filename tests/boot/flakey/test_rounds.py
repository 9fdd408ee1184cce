"""The pure parts of the disk that fails or lies; the guest itself is run by `make boot`."""

from pathlib import Path

import pytest

from kiosk.ground.db import Database
from tests.boot.flakey import __main__ as program
from tests.boot.flakey import guest, image, rounds
from tests.boot.flakey.rounds import Result, judge
from tests.faults import plants
from tests.faults.customers import Book


def book(*acked: str, sent: tuple[str, ...] = ()) -> Book:
    return Book(sent={*acked, *sent}, acked=set(acked))


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (guest.SOUND, "0 524288 linear /dev/vdc 0"),
        (guest.FAILS, "0 524288 flakey /dev/vdc 0 0 100000 1 error_writes"),
        (guest.LIES, "0 524288 flakey /dev/vdc 0 0 100000 1 drop_writes"),
    ],
)
def test_the_whole_disk_has_the_fault_from_the_first_second(fault: str, line: str):
    assert guest.table(fault, 256 * 2**20) == line


def test_the_guest_maps_the_disk_that_is_made():
    assert guest.table(guest.SOUND).split()[:2] == ["0", str(image.DATA_BYTES // 512)]


@pytest.mark.parametrize(
    ("there", "count", "says"),
    [
        ({"a": 1, "b": 1}, (2, 0, 0), ""),
        ({"a": 1, "b": 1, "c": 1}, (2, 0, 0), ""),
        ({"a": 1}, (2, 1, 0), "1 acknowledged cards are gone"),
        ({"a": 1, "b": 3}, (2, 0, 2), "2 cards are there more than once"),
        ({"a": 1, "b": 1, "x": 1}, (2, 0, 0), "cards that no customer gave"),
        ({"a": 1, "b": 1, "late": 1}, (2, 0, 0), "a disk that lies kept what it forgets"),
    ],
    ids=["there", "unanswered", "lost", "doubled", "strange", "sound"],
)
def test_a_round_is_judged_by_the_customers_lists(
    there: dict[str, int], count: tuple[int, int, int], says: str
):
    result = Result(rounds=1)
    judge(result, book("a", "b", sent=("c",)), book("late"), there)
    assert result.count == count
    assert result.breaches == ([f"round 1: {says}"] if says else [])
    assert result.forgotten == ("late" not in there)


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("503 ", True),
        (f"303 /clerks/0101?shown={'a' * 32}", True),
        ("500 ", False),
        ("303 /thanks/another", False),
    ],
)
def test_answers_other_than_thanks_and_refusals_are_odd(answer: str, refused: bool):
    result, customers = Result(rounds=1), Book(odd=[answer])
    rounds.count_refusals(result, customers)
    assert (result.refused, not result.breaches) == (refused, refused)
    assert customers.odd == []


def test_every_plant_exists():
    assert set(program.PLANTS) <= set(plants.PLANTS)


def test_a_planted_machine_does_not_sync(tmp_path: Path):
    with plants.unsynced():
        db = Database(tmp_path / "station.db")
    assert db.sql("PRAGMA synchronous").fetchone()[0] == 0
    db.close()
