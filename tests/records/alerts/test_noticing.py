"""What is noticed, once, whatever is read again."""

from typing import Any

import pytest

from kiosk.records.alerts import noticing
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.noticing import AlertMark
from kiosk.records.feedback import thanks
from kiosk.records.hall import help
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Chain
from kiosk.records.publishing import documents
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, LI, MANAGER, START_2014, WANG, Machine, by_visit, sync_round
from tests.records.alerts.cast import events, halls, look, publish, rate
from tests.records.cases.cast import file

DAY_MS = 24 * HOUR_MS


@pytest.mark.parametrize("grade, alerts", [("1", 1), ("2", 1), ("3", 0), ("4", 0), ("5", 0)])
def test_a_low_grade_is_noticed(hall: Machine, grade: str, alerts: int):
    event_id = rate(hall, 1, grade)
    found = look(hall)
    assert events(found) == ["low_grade"] * alerts
    assert all(one.item == event_id and one.shown and not one.head_only for one in found)


def test_the_same_is_noticed_at_hall_and_office_under_the_same_id(hall: Machine, office: Machine):
    rate(hall, 1)
    file(hall, 2)
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v"), f"{3:032x}")
    here = look(hall)
    sync_round(hall, office)
    assert sorted(events(here)) == ["help_call", "low_grade", "new_case"]
    assert [(one.branch, one.alert_id) for one in look(office)] == [
        (one.branch, one.alert_id) for one in here
    ]


def test_looking_again_notices_nothing_twice(hall: Machine, office: Machine):
    rate(hall, 1)
    sync_round(hall, office)
    for _ in range(3):
        assert len(look(hall)) == len(look(office)) == 1
    hall.db.run(AlertMark.delete())
    office.db.run(AlertMark.delete())
    assert len(look(hall)) == len(look(office)) == 1


def test_a_look_that_breaks_off_loses_nothing(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    """The mark moves in the transaction that stores the alerts, or not at all."""
    for number in range(3):
        rate(hall, number)
    real, seen = noticing.add, []

    def breaks(*args: Any) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(noticing, "add", breaks)
    with pytest.raises(KeyboardInterrupt):
        noticing.in_facts(hall.db, halls(hall))
    assert hall.db.rows(Alert.select()) == []
    assert len(look(hall)) == 3


def test_what_is_about_the_manager_is_head_offices_alone(hall: Machine, office: Machine):
    rate(hall, 1, "1", MANAGER)
    file(hall, 2, badge=MANAGER)
    sync_round(hall, office)
    here, there = look(hall), look(office)
    assert [(one.head_only, one.shown) for one in here] == [(1, 0), (1, 0)]
    assert [(one.head_only, one.shown) for one in there] == [(1, 1), (1, 1)]


def test_in_a_hall_without_an_office_the_manager_sees_them(alone: Machine):
    rate(alone, 1, "1", WANG)
    assert [(one.head_only, one.shown) for one in look(alone)] == [(1, 1)]


def test_a_case_about_safety_is_urgent(hall: Machine):
    file(hall, 1, topics=["safety", "hall"])
    file(hall, 2, topics=["hall"])
    assert sorted(one.urgent for one in look(hall)) == [0, 1]


def test_a_rating_that_was_taken_back_stays_and_says_so(hall: Machine):
    author = by_visit(hall.db, hall.time(), "v")
    first = rate(hall, 1)
    assert look(hall)[0].withdrawn_at is None
    rate(hall, 2)
    for event_id in (first, f"{2:032x}"):
        thanks.undo(hall.db, author, hall.new_id(), event_id)
    assert [one.withdrawn_at is not None for one in look(hall)] == [True, True]


def test_history_is_not_news(hall: Machine):
    rate(hall, 1)
    hall.time.pass_by(8 * DAY_MS)
    assert look(hall) == []
    rate(hall, 2)
    hall.time.pass_by(7 * DAY_MS)
    assert events(look(hall)) == ["low_grade"]


def test_a_long_chain_is_read_in_parts(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(noticing, "WINDOW", 4)
    monkeypatch.setattr(noticing, "MOST_WINDOWS", 2)
    for number in range(30):
        rate(hall, number)
    assert noticing.in_facts(hall.db, halls(hall)), "there are more"
    assert len(look(hall)) == 30


def test_a_chain_that_is_another_one_now_is_read_from_its_beginning(hall: Machine):
    rate(hall, 1)
    look(hall)
    hall.db.run(AlertMark.update(head=b"another", seq=AlertMark.seq + 5))
    hall.db.run(Alert.delete())
    assert len(look(hall)) == 1
    of = identity.me(hall.db).chain
    (mark,) = hall.db.rows(AlertMark.select().where(AlertMark.station == of.station))
    (chain,) = hall.db.rows(Chain.select().where(Chain.station == of.station))
    assert (mark.seq, bytes(mark.head)) == (chain.seq, bytes(chain.head))


def test_what_does_not_count_is_not_noticed(hall: Machine):
    from kiosk.records.ledger.ledger import Ledger

    rate(hall, 1)
    hall.db.run(Ledger.update(counted=0).where(Ledger.kind == "rating"))
    assert look(hall) == []


# States ---------------------------------------------------------------------------


def test_the_policy_says_whose_page_shows_it(hall: Machine, office: Machine):
    publish(office, low_grade=("office",), new_case=("desk",))
    sync_round(hall, office)
    rate(hall, 1)
    file(hall, 2)
    sync_round(hall, office)
    assert {one.event: one.shown for one in look(hall)} == {"low_grade": 0, "new_case": 1}
    assert {one.event: one.shown for one in look(office)} == {"low_grade": 1, "new_case": 0}


def test_a_narrower_policy_wins(hall: Machine, office: Machine):
    publish(office, low_grade=())
    publish(office, "branch.sb01", low_grade=("desk",))
    sync_round(hall, office)
    rate(hall, 1)
    assert [one.shown for one in look(hall)] == [1]


def test_who_is_manager_on_the_day_is_asked(hall: Machine, office: Machine):
    li = Clerk(name="李敏", name_en="Li Min", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(LI, li, START_2014)], "test", 2)
    sync_round(hall, office)
    rate(hall, 1, "1", LI)
    assert [one.head_only for one in look(hall)] == [1]


def test_old_alerts_are_forgotten(hall: Machine):
    rate(hall, 1)
    look(hall)
    noticing.purge(hall.db, hall.time().utc)
    assert len(look(hall)) == 1
    noticing.purge(hall.db, hall.time().utc + 1)
    assert look(hall) == []
