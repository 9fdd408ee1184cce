"""The three trustees: who can have which seat, and whose key holds."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.records.recognition.ballots import trustees
from kiosk.rules.recognition.ballots import codes
from kiosk.vocabulary.facts import Seat
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import CODES, central, desk, seated


def take(hall: Machine, badge: str, seat: Seat, code: str = "") -> None:
    trustees.take(hall.db, desk(hall, badge), hall.new_id(), seat, code or CODES[seat])


def test_three_trustees_have_their_keys(hall: Machine, office: Machine):
    assert [one.fits for one in trustees.of_branch(hall.db, desk(hall))] == [False] * 3
    seated(office, hall)
    found = trustees.of_branch(hall.db, desk(hall))
    assert [(one.seat, one.by, one.fits) for one in found] == [
        ("manager", MANAGER, True), ("clerks", WANG, True), ("third", "anna", True),
    ]  # fmt: skip
    stored = b"".join(bytes(row.body) for row in hall.db.rows(Ledger.select()))
    assert not any(code.replace("-", "").encode() in stored for code in CODES.values())


@pytest.mark.parametrize(
    ("badge", "seat"), [(MANAGER, "clerks"), (WANG, "manager"), (WANG, "third"), (WANG, "x")]
)
def test_a_seat_that_is_not_ones_own_is_refused(hall: Machine, badge: str, seat: Seat):
    with pytest.raises(Refusal, match="not_this_seat"):
        take(hall, badge, seat, CODES["clerks"])


def test_no_two_seats_have_one_key_or_one_person(hall: Machine):
    take(hall, MANAGER, "manager")
    with pytest.raises(Refusal, match="two_seats"):
        take(hall, WANG, "clerks", CODES["manager"])
    with pytest.raises(Refusal, match="odd_trustee_key"):
        take(hall, WANG, "clerks", "0000")


def test_a_later_key_of_a_seat_holds(hall: Machine, office: Machine):
    seated(office, hall)
    hall.time.pass_by(1_000)
    take(hall, LI, "clerks", codes.written(b"l" * 16))
    found = trustees.of_branch(hall.db, desk(hall))
    assert (found[1].by, found[1].fits) == (LI, True)


def test_a_form_of_head_office_sent_twice_is_one_key(office: Machine, hall: Machine):
    for _ in range(2):
        trustees.take(office.db, central(office), "a" * 32, "third", CODES["third"])
    sync_round(hall, office)
    rows = hall.db.rows(Ledger.select().where(Ledger.kind == "trustee_key_made"))
    assert len(rows) == 1


def test_in_a_hall_alone_a_third_person_has_the_third_seat(alone: Machine):
    """Wang is its manager."""
    of = {badge: authors.at_desk(alone.db, badge, alone.time()) for badge in (WANG, LI)}
    assert trustees.seats(alone.db, of[WANG]) == ("manager",)
    assert trustees.seats(alone.db, of[LI]) == ("clerks", "third")
    trustees.take(alone.db, of[LI], alone.new_id(), "third", CODES["third"])
    found = trustees.of_branch(alone.db, of[WANG])
    assert (found[2].by, found[2].fits) == (LI, True)
    with pytest.raises(Refusal, match="two_seats"):
        trustees.take(alone.db, of[LI], alone.new_id(), "clerks", CODES["clerks"])
