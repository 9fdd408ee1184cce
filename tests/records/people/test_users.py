"""Users at head office: a drawn password, kept as a hash."""

import pytest

from kiosk.records.people import users
from kiosk.records.people.users import User
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time

PASSWORD = "drawn, never chosen"


def enter(office: Machine, name: str = "anna", password: str = PASSWORD) -> None:
    users.sign_in(office.db, office.keys, name, password, office.time())


def test_a_user_signs_in_with_the_newest_password(office: Machine):
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    enter(office)
    users.set_password(office.db, office.keys, "anna", "another one")
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(office)
    enter(office, password="another one")
    (row,) = office.db.rows(User.select())
    assert "another one" not in row.hash and row.hash.startswith("$argon2id$")


@pytest.mark.parametrize("name, password", [("bert", PASSWORD), ("anna", ""), ("", "")])
def test_an_unknown_name_and_a_wrong_password_are_refused_alike(
    office: Machine, name: str, password: str
):
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(office, name, password)


def test_wrong_passwords_make_that_name_wait(office: Machine, time: Time):
    for name in ("anna", "bert"):
        users.set_password(office.db, office.keys, name, PASSWORD)
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(office, password="guess")
    with pytest.raises(Refusal, match="wait"):
        enter(office)
    enter(office, "bert")
    time.pass_by(60_000)
    enter(office)
