"""An invitation opens once and within its time, and the invited user alone knows the password."""

import pytest

from kiosk.records.people import invitations, users
from kiosk.records.people.invitations import Invitation
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time

KEY = "a" * 32
HOURS = 5
CHOSEN = "four words and a dog"


@pytest.fixture
def token(office: Machine) -> str:
    at = office.time().utc
    with office.db.writing():
        users.add(office.db, office.keys, "carla", "unknown", "anna", KEY, at, False)
        invitations.draw(office.db, office.keys, "carla", KEY, at, HOURS)
    return invitations.token(office.keys, KEY)


def take(office: Machine, token: str, password: str = CHOSEN, again: str = "") -> None:
    again = again or password
    invitations.take(office.db, office.keys, token, password, again, office.time())


def test_it_opens_once(office: Machine, token: str):
    take(office, token)
    users.check(office.db, office.keys, "carla", CHOSEN, office.time())
    with pytest.raises(Refusal, match="invited_before"):
        take(office, token, "another four words")
    users.check(office.db, office.keys, "carla", CHOSEN, office.time())


@pytest.mark.parametrize("late, opens", [(HOURS * 3_600_000 - 1, True), (HOURS * 3_600_000, False)])
def test_it_opens_within_its_time(office: Machine, token: str, time: Time, late: int, opens: bool):
    time.pass_by(late)
    try:
        take(office, token)
    except Refusal as refusal:
        assert (refusal.code, opens) == ("invited_before", False)
    else:
        assert opens


def test_a_new_password_or_the_users_removal_ends_it(office: Machine, token: str):
    users.renew(office.db, office.keys, "carla", "drawn", "anna", "b" * 32, 1, False)
    with pytest.raises(Refusal, match="invited_before"):
        take(office, token)


@pytest.mark.parametrize("step", ["block", "remove"])
def test_a_user_who_is_kept_out_is_not_let_in_by_it(office: Machine, token: str, step: users.Step):
    users.set_password(office.db, office.keys, "anna", "x")
    users.change(office.db, "carla", step, "anna")
    with pytest.raises(Refusal, match="invited_before"):
        take(office, token)


@pytest.mark.parametrize(
    "password, again, code",
    [("short", "", "odd_password"), ("aaaabbbbccccdddd", "", "odd_password"),
     ("x" + CHOSEN + "y" * 200, "", "odd_password"), ("I am Carla and this is me", "", "named_"),
     (CHOSEN, "four words and a cat", "two_passwords")],
)  # fmt: skip
def test_a_weak_password_is_refused_and_the_link_still_opens(
    office: Machine, token: str, password: str, again: str, code: str
):
    with pytest.raises(Refusal, match=code):
        take(office, token, password, again)
    take(office, token)


def test_the_link_is_not_in_the_database(office: Machine, token: str):
    (row,) = office.db.rows(Invitation.select())
    assert token not in repr(row.__data__)
    for other in ("", token[:-1], token.upper()):
        with pytest.raises(Refusal, match="invited_before"):
            invitations.find(office.db, other, office.time().utc)


def test_a_second_invitation_opens_and_the_first_one_no_more(office: Machine, token: str):
    at, again = office.time().utc, "b" * 32
    with office.db.writing():
        users.renew(office.db, office.keys, "carla", "unknown", "anna", again, at, False)
        for _ in range(2):
            invitations.draw(office.db, office.keys, "carla", again, at, HOURS)
    with pytest.raises(Refusal, match="invited_before"):
        take(office, token)
    take(office, invitations.token(office.keys, again))
