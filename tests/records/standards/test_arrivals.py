"""Arrivals: one a day for each clerk, by the clock that is believed."""

from collections.abc import Callable

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.standards import arrivals
from kiosk.vocabulary.documents import POLICY, Policy
from tests.cast import HERE, LI, NOON, WANG, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.standards.cast import DAY, publish

HOUR = 3_600_000


def arrive(hall: Machine, number: int, badge: str = WANG, opens: str = "08:30") -> None:
    arrivals.arrive(hall.db, desk(hall, badge), k(6_000 + number), opens)


def ticked(hall: Machine) -> int:
    return len(hall.db.rows(Ledger.select().where(Ledger.kind == "arrived")))


def test_the_first_arrival_of_a_day_holds(hall: Machine, time: Time):
    time.pass_by(20 * HOUR)  # 08:00 the next day
    arrive(hall, 1)
    time.pass_by(HOUR)
    for number in (1, 2):
        arrive(hall, number)
    assert ticked(hall) == 1
    one = arrivals.of_day(hall.db, HERE, hall.today())[WANG]
    assert (one.mark, one.opens, one.before) == ("on_time", "08:30", 30)
    assert one.at == NOON + 20 * HOUR
    time.pass_by(24 * HOUR)
    arrive(hall, 3)
    assert ticked(hall) == 2
    days = arrivals.of_days(hall.db, HERE, hall.today() - DAY, hall.today())
    assert [some[WANG].mark for some in days.values()] == ["on_time", "later"]


def test_the_organisations_minutes_and_a_hall_without_hours(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall, POLICY, Policy(arrival_minutes=15))
    time.pass_by(20 * HOUR + 15 * 60_000)
    arrive(hall, 1)
    arrive(hall, 2, LI, "")
    found = arrivals.of_day(hall.db, HERE, hall.today())
    assert (found[WANG].mark, found[WANG].before) == ("on_time", 15)
    assert (found[LI].mark, found[LI].opens) == ("unknown", "")


def test_of_two_stations_arrivals_the_first_holds_in_any_order(
    hall: Machine, office: Machine, time: Time, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    arrive(second, 1)
    time.pass_by(60_000)
    arrive(hall, 2)
    for station in (hall, second, hall):
        sync_round(station, office)
    assert ticked(office) == 2
    for one in (hall, second, office):
        assert arrivals.of_day(one.db, HERE, hall.today())[WANG].event_id == k(6_001)
