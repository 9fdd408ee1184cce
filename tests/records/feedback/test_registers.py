"""Box and praise are registered with the people who were there."""

import pytest

from kiosk.ground.paging import PAGE
from kiosk.records.feedback import registers
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine
from tests.records.cases.cast import D, desk, k


def test_the_box_is_opened_before_a_witness(hall: Machine):
    registers.open_box(hall.db, desk(hall), k(1), LI, 3)
    registers.open_box(hall.db, desk(hall), k(1), LI, 3)
    (box,) = registers.boxes(hall.db, HERE).rows
    assert (box.clerk, box.witness, box.found) == (MANAGER, LI, 3)
    for witness, found, code in ((MANAGER, 1, "own_witness"), (LI, -1, "bad_number")):
        with pytest.raises(Refusal, match=code):
            registers.open_box(hall.db, desk(hall), k(2), witness, found)


def test_letters_and_banners_are_registered_with_their_deed(hall: Machine):
    registers.enter_praise(hall.db, desk(hall), k(1), "banner", WANG, "雨天送伞", D(2026, 11, 20))
    (banner,) = registers.register(hall.db, HERE).rows
    assert (banner.clerk, banner.deed, banner.day) == (WANG, "雨天送伞", D(2026, 11, 20))
    for mark, deed, day, code in (("flag", "x", 20, "bad_request"),
                                  ("letter", " ", 20, "text_required"),
                                  ("letter", "x", 22, "day_ahead")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            registers.enter_praise(hall.db, desk(hall), k(2), mark, WANG, deed, D(2026, 11, day))


def test_registers_are_read_page_by_page(hall: Machine):
    for number in range(PAGE + 1):
        registers.open_box(hall.db, desk(hall), k(number), LI, number)
        registers.enter_praise(
            hall.db, desk(hall), k(100 + number), "letter", WANG, f"{number}", D(2026, 11, 20)
        )
    for read in (registers.boxes, registers.register):
        first, second = read(hall.db, HERE), read(hall.db, HERE, 2)
        assert (len(first.rows), len(second.rows), first.number) == (PAGE, 1, PAGE + 1)
        assert len({one.event_id for one in (*first.rows, *second.rows)}) == PAGE + 1
