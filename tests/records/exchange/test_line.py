"""How each part of the rounds went."""

from kiosk.records.exchange import line
from kiosk.vocabulary.refusals import NoLine
from kiosk.vocabulary.wire import PARTS, Trouble
from tests.cast import Machine

QUARTER = line.TOLD_AFTER_MS


def failing(hall: Machine, now: int) -> list[tuple[str, int | None, int | None]]:
    return [(one.part, one.ok_at, one.failing_since) for one in line.failing(hall.db, now)]


def test_a_part_is_reported_at_once_and_shown_once_it_lasts(hall: Machine):
    line.note(hall.db, {"facts": None, "documents": NoLine("cut")}, 1000)
    assert line.troubles(hall.db)[0].part == "documents"
    assert failing(hall, 1000 + QUARTER - 1) == []
    line.note(hall.db, {"facts": None, "documents": NoLine("still cut")}, 1000 + QUARTER)
    (shown,) = line.failing(hall.db, 1000 + QUARTER)
    assert (shown.part, shown.failing_since, shown.says) == ("documents", 1000, "still cut")


def test_a_part_that_works_again_is_no_trouble(hall: Machine):
    line.note(hall.db, {"answers": NoLine("cut")}, 1000)
    line.note(hall.db, {"answers": None}, 2000)
    assert line.troubles(hall.db) == () and failing(hall, 10**12) == []
    line.note(hall.db, {"answers": NoLine("cut")}, 3000)
    assert line.troubles(hall.db) == (Trouble("answers", 2000, "cut"),)


def test_a_part_that_did_not_run_keeps_what_it_was(hall: Machine):
    line.note(hall.db, {"contacts": NoLine("cut")}, 1000)
    line.note(hall.db, {"facts": None}, 2000)
    assert [one.part for one in line.troubles(hall.db)] == ["contacts"]


def test_the_longest_failing_part_comes_first(hall: Machine):
    for number, part in enumerate(reversed(PARTS)):
        line.note(hall.db, {part: NoLine("x" * 900)}, number + 1)
    assert [one.part for one in line.failing(hall.db, 10**12)] == [*reversed(PARTS)]
    assert all(len(one.says) <= line.LONGEST for one in line.troubles(hall.db))
