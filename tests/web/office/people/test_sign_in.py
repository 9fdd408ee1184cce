"""Head office is closed to whoever is not signed in."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.people import users
from tests.cast import HERE, Machine
from tests.web.cast import PASSWORD


@pytest.mark.parametrize(
    "path",
    ["/", "/cards", "/cards/table.csv", "/lists/feedback", "/lists/cases/table.csv", "/codes"],
)
def test_nobody_sees_the_office_without_signing_in(office: Machine, path: str):
    assert office.browser("office").get(path).location == "/sign-in"
    assert office.browser("office").post("/codes", data={"branch": HERE}).location == "/sign-in"


def test_a_wrong_password_is_refused_and_slowed_down(office: Machine, head: FlaskClient):
    stranger = office.browser("office")
    for _ in range(5):
        answer = stranger.post("/sign-in", data={"name": "admin", "password": "no"})
        assert answer.status_code == 403
    right = {"name": "admin", "password": PASSWORD}
    assert stranger.post("/sign-in", data=right).status_code == 429


def test_a_name_is_read_in_every_width(office: Machine):
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    browser = office.browser("office")
    said = {"name": "ａｎｎａ", "password": PASSWORD}
    assert browser.post("/sign-in", data=said).status_code == 303
