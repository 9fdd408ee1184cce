"""A session is a row: it ends everywhere at once, by the monotonic clock."""

import pytest

from kiosk.records.ledger import security_log
from kiosk.records.people import sessions, tries
from kiosk.records.people.sessions import LIMITS, Session
from tests.cast import LI, WANG, Machine, Time

TOKEN, OTHER, THIRD, FOURTH = (letter * 32 for letter in "abcd")


def begun(hall: Machine, screen: str = "desk", token: str = TOKEN) -> None:
    sessions.begin(hall.db, screen, WANG, token, hall.time())


def who(hall: Machine, screen: str = "desk", token: str = TOKEN, touched: bool = True):
    found = sessions.find(hall.db, screen, token, hall.time(), touched)
    return found and found.who


def test_a_token_names_who_signed_in_at_that_screen(hall: Machine):
    begun(hall)
    assert who(hall) == WANG
    assert who(hall, token=OTHER) is None and who(hall, screen="office") is None


def test_the_token_itself_is_kept_nowhere(hall: Machine):
    begun(hall)
    (row,) = hall.db.rows(Session.select())
    assert TOKEN not in map(str, row.__data__.values())


@pytest.mark.parametrize("screen", LIMITS)
def test_it_ends_when_nothing_is_touched_and_at_last(hall: Machine, time: Time, screen: str):
    idle, most = LIMITS[screen]
    begun(hall, screen)
    time.pass_by(idle)
    assert who(hall, screen) == WANG
    time.pass_by(idle + 1)
    assert who(hall, screen) is None
    begun(hall, screen, OTHER)
    for _ in range(most // idle):
        time.pass_by(idle)
        assert who(hall, screen, OTHER) == WANG
    time.pass_by(most % idle + 1)
    assert who(hall, screen, OTHER) is None


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(hall: Machine, time: Time):
    begun(hall)
    for _ in range(3):
        time.pass_by(60_000)
        assert who(hall, touched=False) == WANG
    time.pass_by(1)
    assert who(hall, touched=False) is None


def test_the_wall_clock_signs_nobody_out_and_a_restart_everybody(hall: Machine, time: Time):
    begun(hall)
    time.step(10**11)
    assert who(hall) == WANG
    time.reboot()
    assert who(hall) is None


def test_who_an_expired_session_was_is_known_and_of_one_that_was_ended_no_more(
    hall: Machine, time: Time
):
    begun(hall)
    time.pass_by(LIMITS["desk"].most + 1)
    assert who(hall) is None
    assert sessions.owner(hall.db, "desk", TOKEN) == WANG
    assert sessions.owner(hall.db, "desk", OTHER) == sessions.owner(hall.db, "office", TOKEN) == ""
    sessions.end(hall.db, "desk", WANG)
    assert sessions.owner(hall.db, "desk", TOKEN) == ""


def test_signing_out_ends_all_sessions_of_that_person_on_that_screen(hall: Machine):
    begun(hall)
    begun(hall, token=OTHER)
    begun(hall, "office", token=THIRD)
    sessions.begin(hall.db, "desk", LI, FOURTH, hall.time())
    sessions.sign_out(hall.db, "desk", WANG, hall.time())
    assert who(hall) is None and who(hall, token=OTHER) is None
    assert who(hall, "office", THIRD) == WANG and who(hall, token=FOURTH) == LI


def test_a_session_says_what_was_wrong_before_it(hall: Machine):
    for _ in range(3):
        tried = tries.begin(hall.db, "desk", WANG, hall.time())
        with hall.db.writing():
            tries.was_wrong(hall.db, tried, hall.time().utc)
    begun(hall)
    begun(hall, token=OTHER)
    found = [sessions.find(hall.db, "desk", token, hall.time()) for token in (TOKEN, OTHER)]
    assert [one and one.missed for one in found] == [3, 0]
    rows = security_log.listed(hall.db, "sign_in").rows
    assert [(row.screen, row.who, row.number) for row in rows] == [
        ("desk", WANG, None), ("desk", WANG, 3),
    ]  # fmt: skip


def test_sessions_that_are_over_are_cleared_away(hall: Machine, time: Time):
    begun(hall)
    time.pass_by(max(limits.most for limits in LIMITS.values()) + 1)
    begun(hall, token=OTHER)
    assert len(hall.db.rows(Session.select())) == 1
    time.reboot()
    begun(hall)
    assert len(hall.db.rows(Session.select())) == 1
