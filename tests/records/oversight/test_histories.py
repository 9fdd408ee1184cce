"""What the rules are given of a hall is what its ledger and tallies hold."""

import datetime

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.ledger.writing import at_station, writing
from kiosk.records.oversight import flags, histories
from kiosk.rules.office.suspicion.history import History
from kiosk.vocabulary.facts import DutyChanged
from tests.cast import HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.oversight.cast import DAY, flagged_hall, given, head
from tests.records.recognition.gifts import give, with_pins

ZONE, D = "Asia/Shanghai", datetime.timedelta


def history(office: Machine, ago: int = 1) -> History:
    last = office.today() - D(ago)
    return histories.read(office.db, HERE, ZONE, last, flags.of_branch(office.db, HERE))


@pytest.mark.both
def test_days_of_the_window_come_one_by_one_and_those_before_in_numbers(
    hall: Machine, office: Machine
):
    given(hall, 1, WANG, "5", 2 * DAY)
    given(hall, 2, LI, "1", 3 * DAY)
    given(hall, 3, WANG, "polite", 40 * DAY)
    given(hall, 4, WANG, "2", 200 * DAY)
    sync_round(hall, office)
    found = history(office)
    assert [(one.event_id, one.clerk, one.mark, one.minute) for one in found.seen] == [
        (k(2), LI, "1", 720), (k(1), WANG, "5", 720),
    ]  # fmt: skip
    assert {(cell.clerk, cell.hour, cell.tone, n) for cell, n in found.past.items()} == {
        (WANG, 12, "top", 1)
    }
    assert history(office, ago=3).seen[0].event_id == k(2)


def test_what_was_taken_back_and_what_is_on_paper_is_not_seen(hall: Machine, office: Machine):
    given(hall, 1, WANG, "5", 0)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "visit 1"), k(2), k(1))
    sync_round(hall, office)
    assert history(office, ago=0).seen == [] and not history(office, ago=-40).past


def test_cards_between_clerks_are_apart(hall: Machine, office: Machine):
    with_pins(hall, LI)
    give(hall, 61, LI, WANG)
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), k(9), WANG, "polite", "")
    sync_round(hall, office)
    found = history(office, ago=0)
    assert [(one.by, one.clerk) for one in found.thanked] == [(LI, WANG)]
    assert [one.event_id for one in found.seen] == [k(9)]


def test_a_shift_is_from_coming_first_to_leaving_last(hall: Machine, office: Machine):
    for n, (mark, minutes) in enumerate((("on", 0), ("off", 60), ("on", 70), ("off", 240))):
        now = hall.time()
        author = at_station(hall.db, "clerk", now, LI)._replace(at=now.utc + minutes * 60_000)
        with writing(hall.db, author, k(70 + n)) as entry:
            entry.write(DutyChanged, mark=mark, clerk=LI, window="1")
    sync_round(hall, office)
    (duty,) = history(office, ago=0).duty.values()
    assert duty == (720, 960)


def test_days_of_an_open_flag_are_no_measure_and_a_handled_one_settles_them(
    hall: Machine, office: Machine
):
    flag, _ = flagged_hall(hall, office)
    assert (flag.last, WANG) in history(office).left_out and not history(office).settled
    flags.handle(office.db, head(office), k(5), flag.event_id, "explained", "一家人")
    assert not history(office).left_out
    assert history(office).settled == {("burst", WANG): flag.last}
    flags.handle(office.db, head(office), k(6), flag.event_id, "upheld", "属实")
    assert (flag.last, WANG) in history(office).left_out
