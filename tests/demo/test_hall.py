"""A hall's past: earlier moments, in their order, none ahead."""

import datetime

import pytest

from kiosk.demo.hall import Done, Hall, Written, key, past
from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import at_station
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def lived(hall: Machine) -> Hall:
    return Hall(hall.db, hall.keys, hall.time())


def rating(lived: Hall, at: int) -> Written:
    author = lived.customer(at)
    event_id = key("rating", at)
    said = {"mark": "5", "clerk": WANG, "giver": "customer", "entry": "screen"}
    body = facts.encode(facts.Rated(event_id=event_id, **author.says, **said))  # type: ignore[arg-type]
    return Written(at, event_id, body)


def test_a_hall_knows_its_people(lived: Hall):
    assert list(lived.roster) == [WANG, LI, MANAGER] and lived.manager == MANAGER
    assert lived.branch == HERE and lived.today == datetime.date(2026, 11, 21)


def test_a_past_author_speaks_on_that_day_in_a_boot_of_its_own(lived: Hall):
    at = lived.at(9, 10.5)
    author = past(at_station(lived.db, "customer", lived.now), at, lived.zone)
    assert author.day == datetime.date(2026, 11, 12) and author.at == at
    assert author.clock.mono == 10.5 * HOUR and author.clock.boot != lived.now.boot
    assert author.clock.offset == 0 and 0 <= (author.clock.age or 0) < 300_000
    assert lived.staff(MANAGER, at).role == "manager"


@pytest.mark.parametrize("hour", [0.1, 5, 8.4, 8.6, 12, 16.9, 20, 23.9])
def test_todays_hours_lie_between_midnight_and_now(hall: Machine, time: Time, hour: float):
    time.pass_by(int((hour - 12) * HOUR))
    lived = Hall(hall.db, hall.keys, hall.time())
    moments = [lived.at(0, planned) for planned in (8.5, 10, 12.7, 15, 17)]
    assert moments == sorted(moments) and moments[-1] <= lived.utc
    assert {local_date(one, lived.zone) for one in moments} == {lived.today}


def test_everything_happens_in_the_order_of_time_and_nothing_ahead(lived: Hall):
    def thank() -> None:
        cards.give(lived.db, lived.customer(noon), key("card"), LI, "polite", "谢谢")

    noon = lived.at(3, 12)
    ahead = rating(lived, lived.utc + 1)
    acts = [ahead, rating(lived, noon + HOUR), Done(noon, thank), rating(lived, noon - HOUR)]
    for _ in range(2):  # the second time adds nothing
        lived.happen(acts)
    rows = ledger.of_day(lived.db, HERE, ["rating", "card"], datetime.date(2026, 11, 18))
    assert [row.kind for row in rows] == ["rating", "card", "rating"]
    assert ledger.find(lived.db, HERE, [ahead.event_id]) == []
    assert ratings.count(lived.db, HERE, WANG) == {"5": 2}
    assert verify(lived.db) is None


def test_a_demo_form_has_the_same_key_at_every_start():
    assert key("case", 1) == key("case", 1) != key("case", 2)
    assert len(key("case", 1)) == 32
