"""That the password was right is known for five minutes, in that browser alone."""

import pytest

from kiosk.records.people import users
from tests.cast import Machine, Time
from tests.web.cast import PASSWORD
from tests.web.office.people.test_second_factor import FlaskClient, anna, password_given, set_up

__all__ = ["anna"]


@pytest.mark.parametrize("cookie", ["", "x", "1~2~3~4~5", "9" * 900, "{}"])
def test_no_one_makes_up_that_the_password_was_given(
    anna: FlaskClient, office: Machine, time: Time, cookie: str
):
    set_up(anna, office)
    time.pass_by(60_000)
    given = password_given(office).get_cookie("ts_office_half")
    assert given is not None
    browser = office.browser("office")
    browser.set_cookie("ts_office_half", cookie.format(given.value.replace("~", "~6", 1)))
    assert browser.get("/sign-in/code").location == "/sign-in"
    assert browser.post("/sign-in/code", data={"code": "123456"}).location == "/sign-in"


def test_it_is_asked_for_within_five_minutes_and_with_the_same_password(
    anna: FlaskClient, office: Machine, time: Time
):
    set_up(anna, office)
    late, changed = password_given(office), password_given(office)
    users.set_password(office.db, office.keys, "anna", "another one")
    assert changed.get("/sign-in/code").location == "/sign-in"
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    late = password_given(office)
    assert late.get("/sign-in/code").status_code == 200
    time.pass_by(300_000)
    assert late.get("/sign-in/code").location == "/sign-in"
