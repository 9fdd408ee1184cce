"""Messages are queued once, held back where the rules say so, and follow as a digest."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from kiosk.records.alerts import deliveries, outbox
from kiosk.records.alerts.deliveries import Delivery
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.outbox import AlertHeld
from kiosk.rules.alerts.deciding import HOUR_MS
from tests.cast import MANAGER, Machine, sync_round
from tests.records.alerts.cast import look, named, publish, queued, rate, receiver, sent
from tests.records.cases.cast import file


@pytest.fixture
def both(hall: Machine, office: Machine) -> Callable[[], list[tuple[str, int]]]:
    """Syncs the hall, lets the office look, and says what it queued so far."""

    def synced() -> list[tuple[str, int]]:
        sync_round(hall, office)
        look(office)
        return sent(office)

    return synced


def test_an_alert_is_queued_once_for_each_receiver(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    for number in (1, 2):
        receiver(office, number)
    rate(hall, 1)
    assert both() == both() == [("alert", 1)] * 2
    assert {one.event_id for one in queued(office)} == {look(office)[0].alert_id}


def test_a_hall_with_an_office_sends_nothing(hall: Machine):
    receiver(hall)
    rate(hall, 1)
    assert len(look(hall)) == 1 and sent(hall) == []


def test_a_hall_without_an_office_sends_for_itself(alone: Machine):
    receiver(alone)
    rate(alone, 1)
    look(alone)
    assert sent(alone) == [("alert", 1)]


def test_a_second_one_within_the_hour_waits_for_the_digest(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    receiver(office)
    rate(hall, 1)
    assert both() == [("alert", 1)]
    for number in range(2, 7):
        rate(hall, number)
    assert both() == [("alert", 1)]
    office.time.pass_by(HOUR_MS - 1)
    assert both() == [("alert", 1)]
    office.time.pass_by(1)
    assert both() == [("alert", 1), ("digest", 5)]
    rate(hall, 8)
    assert both() == [("alert", 1), ("digest", 5)], "the digest was a message too"
    office.time.pass_by(HOUR_MS)
    assert both() == [("alert", 1), ("digest", 5), ("digest", 1)]
    assert office.db.rows(AlertHeld.select()) == []


def test_subjects_do_not_hold_one_another_back(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    receiver(office)
    rate(hall, 1)
    file(hall, 2)
    assert both() == [("alert", 1), ("alert", 1)]


def test_safety_is_never_held_back(hall: Machine, office: Machine, both: Callable[[], Any]):
    publish(office, quiet_from="00:00", quiet_to="23:59")
    receiver(office)
    for number in range(3):
        file(hall, number, topics=["safety"])
    rate(hall, 9)
    assert both() == [("alert", 1)] * 3
    assert all(one.urgent for one in queued(office))


def test_what_quiet_hours_held_follows_at_their_end(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    publish(office, quiet_from="11:00", quiet_to="14:00")  # it is noon
    receiver(office)
    rate(hall, 1)
    file(hall, 2)
    assert both() == []
    office.time.pass_by(2 * HOUR_MS)
    assert both() == [("digest", 2)]
    (one,) = queued(office)
    assert sorted(named(one)) == sorted([row.branch, row.alert_id] for row in look(office))


def test_a_digest_that_falls_due_in_quiet_hours_waits_for_their_end(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    """The office was off from noon until late in the evening."""
    publish(office, quiet_from="21:00", quiet_to="08:00")
    receiver(office)
    for number in (1, 2):
        rate(hall, number)
    assert both() == [("alert", 1)]
    office.time.pass_by(11 * HOUR_MS)  # 23:00
    assert both() == [("alert", 1)]
    office.time.pass_by(9 * HOUR_MS)  # 8:00
    assert both()[:2] == [("alert", 1), ("digest", 1)]


def test_what_is_about_the_manager_does_not_go_to_the_branch(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    receiver(office, 1, reader="branch")
    rate(hall, 1, "1", MANAGER)
    file(hall, 2, badge=MANAGER)
    assert both() == []
    receiver(office, 2, reader="office")
    rate(hall, 3, "1", MANAGER)
    assert both() == [("alert", 1)]


def test_a_receiver_that_is_added_later_gets_no_history(
    hall: Machine, office: Machine, both: Callable[[], Any]
):
    rate(hall, 1)
    assert both() == []
    receiver(office)
    assert both() == []


def test_a_restart_in_the_middle_neither_loses_nor_doubles_a_message(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    """Whatever statement the power fails at, the next look gives the same."""
    receiver(office)
    rate(hall, 1)
    file(hall, 2, topics=["safety"])
    rate(hall, 3)
    sync_round(hall, office)
    real, left = office.db.run, [0]

    def fails(query: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return real(query)

    interrupted = 0
    for cut in range(1, 40):
        left[0] = cut
        monkeypatch.setattr(office.db, "run", fails)
        try:
            look(office)
        except KeyboardInterrupt:
            interrupted += 1
        monkeypatch.setattr(office.db, "run", real)
        if left[0] > 0:
            break
    look(office)
    assert interrupted >= 5
    assert sent(office) == [("alert", 1), ("alert", 1)]
    assert len(office.db.rows(Alert.select())) == 3
    assert len(office.db.rows(AlertHeld.select())) == 1


def test_a_digest_cut_in_the_middle_holds_everything_on(
    hall: Machine, office: Machine, both: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
):
    receiver(office)
    for number in range(5):
        rate(hall, number)
    both()
    office.time.pass_by(HOUR_MS)
    with monkeypatch.context() as cut:
        cut.setattr(outbox, "_note_told", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(office)
    assert len(office.db.rows(AlertHeld.select())) == 4
    assert both() == [("alert", 1), ("digest", 4)]


def test_a_flood_is_one_message_an_hour(hall: Machine, office: Machine, both: Callable[[], Any]):
    receiver(office)
    for hour in range(3):
        for number in range(60):
            rate(hall, 1000 * hour + number)
        both()
        office.time.pass_by(HOUR_MS)
        hall.time.utc, hall.time.mono = office.time.utc, office.time.mono
    both()
    times = [one.made_at for one in office.db.rows(Delivery.select().order_by(Delivery.made_at))]
    assert len(times) == 4
    assert all(after - before >= HOUR_MS for before, after in pairwise(times))
    assert sum(n for _, n in sent(office)) == 180
    digest = max(office.db.rows(Delivery.select()), key=lambda one: one.number)
    assert len(named(digest)) == deliveries.MOST_NAMED < digest.number
