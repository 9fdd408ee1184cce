"""Messages are tried until they are taken or given up, with a row for each try."""

import pytest

from kiosk.records.alerts import deliveries, receivers
from kiosk.records.alerts.deliveries import MOST_TRIES, Delivery, Tried
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine
from tests.records.alerts.cast import look, queued, rate, receiver, sent

DAY_MS = 24 * HOUR_MS


@pytest.fixture
def one(alone: Machine) -> Delivery:
    """A message that waits, in a hall without an office."""
    receiver(alone)
    rate(alone, 1)
    look(alone)
    (waiting,) = queued(alone)
    return waiting


def tried(machine: Machine, one: Delivery, outcome: str, **more: float) -> Delivery:
    now = machine.time().utc
    number = deliveries.begin_try(machine.db, one, now, 0.0)
    deliveries.end_try(machine.db, one, number, Tried(outcome, **more), now)  # type: ignore[arg-type]
    return deliveries.find(machine.db, one.delivery_id)


def test_what_was_taken_is_not_sent_again(alone: Machine, one: Delivery):
    after = tried(alone, one, "sent", answer=204)
    assert (after.state, after.tries, after.ended_at) == ("sent", 1, alone.time().utc)
    alone.time.pass_by(DAY_MS)
    assert queued(alone) == []
    assert [(t.outcome, t.answer) for t in deliveries.tries(alone.db, one.delivery_id)] == [
        ("sent", 204)
    ]


def test_a_failure_is_tried_again_with_growing_pauses_until_it_is_given_up(
    alone: Machine, one: Delivery
):
    waits = []
    for _ in range(MOST_TRIES):
        (waiting,) = queued(alone)
        one = tried(alone, waiting, "refused", answer=500)
        assert queued(alone) == []
        waits.append(one.next_at - alone.time().utc)
        alone.time.pass_by(waits[-1])
    assert one.state == "failed" and queued(alone) == []
    assert waits == sorted(waits) and waits[0] == 15_000 and waits[-1] == 450_000
    assert len(deliveries.tries(alone.db, one.delivery_id)) == MOST_TRIES


def test_a_receiver_that_asks_for_patience_is_given_it(alone: Machine, one: Delivery):
    after = tried(alone, one, "refused", answer=429, retry_after=600.0)
    assert after.next_at == alone.time().utc + 600_000
    after = tried(alone, after, "refused", answer=429, retry_after=1e9)
    assert after.next_at == alone.time().utc + HOUR_MS


def test_a_try_that_the_machine_did_not_survive_is_made_again(alone: Machine, one: Delivery):
    deliveries.begin_try(alone.db, one, alone.time().utc, 0.0)
    assert queued(alone) == []
    alone.time.pass_by(60_000)
    (again,) = queued(alone)
    assert (again.delivery_id, again.tries) == (one.delivery_id, 1)
    tried(alone, again, "sent")
    assert [t.outcome for t in deliveries.tries(alone.db, one.delivery_id)] == ["", "sent"]


def test_a_message_is_due_also_after_the_clock_was_put_back(alone: Machine, one: Delivery):
    tried(alone, one, "refused")
    alone.time.step(-30 * DAY_MS)
    assert deliveries.due(alone.db, one.receiver, alone.time().utc) is not None


def test_safety_goes_first_then_what_was_tried_least(alone: Machine, one: Delivery):
    now = alone.time().utc
    for number, urgent in ((1, False), (2, True)):
        deliveries.put(alone.db, one.receiver, "alert", f"{number}", [], 1, now, urgent=urgent)
    tried(alone, one, "refused")
    alone.time.pass_by(60_000)
    assert [waiting.event_id for waiting in queued(alone)] == ["2", "1", one.event_id]


def test_a_test_message_is_one_however_often_its_form_is_sent(alone: Machine, one: Delivery):
    for _ in range(3):
        deliveries.test(alone.db, one.receiver, "a" * 32, alone.time().utc)
    assert sorted(sent(alone)) == [("alert", 1), ("test", 0)]


def test_a_message_is_resent_under_its_own_id_once_a_form(alone: Machine, one: Delivery):
    with pytest.raises(Refusal, match="delivery_waits"):
        deliveries.resend(alone.db, one.delivery_id, "b" * 32, alone.time().utc)
    tried(alone, one, "sent")
    for _ in range(3):
        deliveries.resend(alone.db, one.delivery_id, "b" * 32, alone.time().utc)
    (again,) = queued(alone)
    assert (again.delivery_id, again.event_id, again.alerts) == ("b" * 32, one.event_id, one.alerts)
    tried(alone, again, "sent")
    deliveries.resend(alone.db, one.delivery_id, "b" * 32, alone.time().utc)
    assert queued(alone) == []


def test_nothing_is_sent_to_one_that_is_switched_off(alone: Machine, one: Delivery):
    receivers.switch(alone.db, one.receiver, False, "test", 1)
    deliveries.drop(alone.db, one.receiver, alone.time().utc)
    assert queued(alone) == []
    for refused in (
        lambda: deliveries.test(alone.db, one.receiver, "a" * 32, 1),
        lambda: deliveries.resend(alone.db, one.delivery_id, "a" * 32, 1),
    ):
        with pytest.raises(Refusal, match="receiver_off"):
            refused()
    assert deliveries.listed(alone.db, state="dropped").number == 1


def test_the_log_is_listed_by_receiver_and_state(alone: Machine, one: Delivery):
    assert deliveries.listed(alone.db).rows == deliveries.listed(alone.db, state="waiting").rows
    assert deliveries.listed(alone.db, receiver="another").number == 0
    (alert,) = deliveries.about(alone.db, one)
    assert alert.event == "low_grade"
    with pytest.raises(Refusal, match="no_delivery"):
        deliveries.find(alone.db, "none")


def test_old_messages_are_forgotten_but_not_those_that_wait(alone: Machine, one: Delivery):
    deliveries.purge(alone.db, alone.time().utc + DAY_MS)
    assert len(queued(alone)) == 1
    tried(alone, one, "sent")
    deliveries.purge(alone.db, alone.time().utc + DAY_MS)
    assert deliveries.listed(alone.db).number == 0
    assert deliveries.tries(alone.db, one.delivery_id) == []
