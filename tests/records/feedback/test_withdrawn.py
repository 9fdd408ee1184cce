"""What was taken back is listed, with what was said, and at which station."""

import datetime

from kiosk.records.feedback import cards, thanks, withdrawn
from kiosk.records.feedback.withdrawn import Period
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate, remark

TODAY = datetime.date(2026, 11, 21)
MONTH = Period(datetime.date(2026, 11, 1), TODAY)


def take_back(hall: Machine, n: int) -> None:
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(n + 700), k(n))


def fill(hall: Machine) -> None:
    """A low grade with reasons and words, a card without words, both taken back; one that was
    not."""
    rate(hall, 1, "1")
    remark(hall, 1, key=k(501), reasons=["fee"], comment="没开收据")
    take_back(hall, 1)
    hall.time.pass_by(60_000)
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(2), LI, "polite", "")
    take_back(hall, 2)
    rate(hall, 3, "1")


def test_each_is_listed_with_what_was_said(hall: Machine):
    fill(hall)
    found, number = withdrawn.listed(hall.db, HERE, MONTH)
    assert number == 2
    assert [(one.clerk, one.mark) for one in found] == [(LI, "polite"), (WANG, "1")]
    assert found[0].row is None and found[1].row is not None
    assert (found[1].row.reasons, found[1].row.words) == ("fee", "没开收据")
    assert {one.station for one in found} == {hall.keys.fingerprint}


def test_they_are_counted_by_clerk_and_station_alike_at_the_office(hall: Machine, office: Machine):
    fill(hall)
    sync_round(hall, office)
    station = hall.keys.fingerprint
    for db in (hall.db, office.db):
        assert withdrawn.counts(db, HERE, MONTH) == {
            (WANG, station, "1"): 1, (LI, station, "polite"): 1,
        }  # fmt: skip


def test_a_period_a_clerk_and_a_branch_narrow_it(hall: Machine):
    fill(hall)
    before = Period(datetime.date(2026, 10, 1), TODAY - datetime.timedelta(1))
    assert withdrawn.listed(hall.db, HERE, before).number == 0
    assert withdrawn.listed(hall.db, HERE, Period(TODAY, TODAY, LI)).number == 1
    assert withdrawn.counts(hall.db, THERE, MONTH) == {}
