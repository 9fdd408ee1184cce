"""A rating from a customer's phone needs a tablet of the hall, counts once, and is shown apart."""

import pytest

from kiosk.records.feedback import by_phone, ratings, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import offers
from kiosk.records.ledger import tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from kiosk.rules.hall import invitations as rule
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, WANG, Machine, Time, by_visit, sync_round
from tests.records.feedback.cast import rate as at_the_tablet
from tests.tickets import open_now, report

NONCES = iter(f"{n:016x}" for n in range(10**6))


def invite(hall: Machine, badge: str = WANG, served: str = "") -> str:
    return by_phone.invite(hall.keys, hall.time(), badge, served, next(NONCES))


def rate(
    hall: Machine,
    token: str,
    visit: str = "phone1",
    badge: str = WANG,
    served: str = "",
    grade: str = "5",
) -> str:
    author = by_visit(hall.db, hall.time(), visit)
    key = by_phone.opened(hall.db, author, hall.keys, badge, token, served)
    ticket = offers.ticket_of(hall.db, author, key, badge, served)
    return by_phone.rate(hall.db, author, key, badge, grade, ticket).event_id


def by_phone_of(machine: Machine) -> dict[str, int]:
    return ratings.grades(machine.db, [], tallies.PHONE, branch=HERE, clerk=WANG).get((), {})


def test_it_is_marked_and_counted_apart_in_hall_and_office(hall: Machine, office: Machine):
    at_the_tablet(hall, 1, "4")
    event_id = rate(hall, invite(hall), grade="1")
    sync_round(hall, office)
    for machine in (hall, office):
        assert by_phone_of(machine) == {"1": 1}
        assert ratings.count(machine.db, HERE, WANG) == {"4": 1}, "those at the screens"
        row = machine.db.first(Ledger.select().where(Ledger.event_id == event_id))
        assert (row.entry, row.counted) == ("phone", 1)
        shown = machine.db.first(FeedbackNow.select().where(FeedbackNow.event_id == event_id))
        assert shown.waits == 1, "a low grade waits for a person, wherever it came from"
        assert verify(machine.db) is None
        assert not [*tallies.differences(machine.db, HERE), *tallies.sum_differences(machine.db)]


def test_the_same_phone_sends_again_and_it_counts_once(hall: Machine):
    token = invite(hall)
    assert rate(hall, token) == rate(hall, token, grade="1")
    assert by_phone_of(hall) == {"5": 1}


def test_taken_back_in_time_it_is_in_no_figure(hall: Machine, office: Machine):
    event_id = rate(hall, invite(hall))
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "phone1"), hall.new_id(), event_id)
    sync_round(hall, office)
    for machine in (hall, office):
        assert by_phone_of(machine) == {}
        assert not [*tallies.differences(machine.db, HERE), *tallies.sum_differences(machine.db)]


def test_no_other_phone_uses_it_again(hall: Machine):
    token = invite(hall)
    rate(hall, token)
    with pytest.raises(Refusal, match="invitation_used"):
        rate(hall, token, "phone2")
    assert by_phone_of(hall) == {"5": 1}


def test_of_two_phones_at_once_one_is_refused(hall: Machine):
    token = invite(hall)
    authors = [by_visit(hall.db, hall.time(), f"phone{n}") for n in range(2)]
    keys = [by_phone.opened(hall.db, one, hall.keys, WANG, token, "") for one in authors]
    by_phone.rate(hall.db, authors[0], keys[0], WANG, "5")
    with pytest.raises(Refusal, match="invitation_used"):
        by_phone.rate(hall.db, authors[1], keys[1], WANG, "1")
    assert by_phone_of(hall) == {"5": 1}


def test_it_ends_after_five_minutes_and_at_a_restart(hall: Machine, time: Time):
    early, late = invite(hall), invite(hall)
    time.pass_by(rule.LIVES_MS - 1)
    rate(hall, early)
    time.pass_by(1)
    with pytest.raises(Refusal, match="invitation_over"):
        rate(hall, late)
    assert rate(hall, early), "the thanks are found again"
    fresh = invite(hall)
    time.reboot()
    with pytest.raises(Refusal, match="invitation_over"):
        rate(hall, fresh)


@pytest.mark.parametrize("part", range(3))
def test_a_forged_one_is_refused(hall: Machine, part: int):
    parts = invite(hall).split("-")
    parts[part] = parts[part][:-1] + ("1" if parts[part][-1] != "1" else "2")
    with pytest.raises(Refusal, match="invitation_over"):
        rate(hall, "-".join(parts))


def test_it_is_for_one_clerk_and_one_service(hall: Machine):
    report(hall, "A001")
    (offer,) = open_now(hall)
    token = invite(hall, served=offer.event_id)
    for badge, served in ((LI, offer.event_id), (WANG, "")):
        with pytest.raises(Refusal, match="invitation_over"):
            rate(hall, token, badge=badge, served=served)
    rate(hall, token, served=offer.event_id)
    assert open_now(hall) == [], "the ticket is rated"


def test_as_many_as_a_window_serves_count_a_day(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rule, "MOST_A_DAY", 2)
    first = invite(hall)
    for n, token in enumerate([first, invite(hall)]):
        rate(hall, token, f"phone{n}")
    with pytest.raises(Refusal, match="phone_full"):
        rate(hall, invite(hall), "phone3")
    assert rate(hall, first, "phone0"), "sent again, not counted again"
    rate(hall, invite(hall, LI), "phone4", LI)
    at_the_tablet(hall, 1, "5")
