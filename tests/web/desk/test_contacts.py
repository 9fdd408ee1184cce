"""The manager chooses a passphrase, typed twice, for which phone numbers are sealed."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import seal_keys
from kiosk.records.ledger.ledger import Ledger
from tests.cast import HERE, LI, Machine
from tests.web.cast import WORDS, form_key, sign_in


def choose(browser: FlaskClient, passphrase: str = WORDS, again: str = WORDS):  # type: ignore[no-untyped-def]
    key = form_key(browser, "/passphrase")
    return browser.post("/passphrase", data={"key": key, "passphrase": passphrase, "again": again})


def test_a_passphrase_that_was_typed_twice_makes_the_key(manager: FlaskClient, hall: Machine):
    assert choose(manager).location == "/passphrase"
    first = seal_keys.manager_key(hall.db, HERE)
    assert first is not None and str(first.day) in manager.get("/passphrase").text
    hall.time.pass_by(1_000)
    choose(manager, "another good passphrase", "another good passphrase")
    newest = seal_keys.manager_key(hall.db, HERE)
    assert newest is not None and newest.public != first.public


@pytest.mark.parametrize("passphrase, again", [(WORDS, "other"), ("short", "short"), ("", "")])
def test_what_differs_or_is_short_is_refused(
    manager: FlaskClient, hall: Machine, passphrase: str, again: str
):
    assert choose(manager, passphrase, again).status_code == 422
    assert seal_keys.manager_key(hall.db, HERE) is None


def test_it_is_kept_nowhere_and_not_sent_back(manager: FlaskClient, hall: Machine):
    choose(manager)
    assert WORDS not in manager.get("/passphrase").text
    written = hall.db.rows(Ledger.select())
    assert WORDS.encode() not in b"".join(bytes(row.body) for row in written)
    assert WORDS not in choose(manager, WORDS, "other").text


def test_a_clerk_who_is_no_manager_chooses_none(desk: FlaskClient, hall: Machine):
    sign_in(desk, LI)
    page = desk.get("/passphrase").text
    assert 'name="passphrase"' not in page
    said = {"key": "a" * 32, "passphrase": WORDS, "again": WORDS}
    assert desk.post("/passphrase", data=said).status_code == 403
    assert seal_keys.manager_key(hall.db, HERE) is None


def test_nobody_else_sees_the_page(hall: Machine):
    assert hall.browser("desk").get("/passphrase").location == "/sign-in"
