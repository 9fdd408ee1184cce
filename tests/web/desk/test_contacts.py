"""The manager chooses a passphrase, typed twice, for which phone numbers are sealed."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import seal_keys
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import ALONE, HERE, LI, WANG, Machine
from tests.records.cases.cast import confirm_key
from tests.web.cast import PIN, WORDS, at_desk, form_key, sign_in, words


def choose(  # type: ignore[no-untyped-def]
    browser: FlaskClient, passphrase: str = WORDS, again: str = WORDS, pin: str = PIN, old: str = ""
):
    said = {"passphrase": passphrase, "again": again, "pin": pin, "old": old}
    return browser.post("/passphrase", data=said | {"key": form_key(browser, "/passphrase")})


def grouped(fingerprint: str) -> str:
    return " ".join(re.findall("....", fingerprint))


def test_a_passphrase_that_was_typed_twice_makes_a_key_for_head_office_to_confirm(
    manager: FlaskClient, hall: Machine, office: Machine
):
    assert choose(manager).location == "/passphrase"
    (made,) = seal_keys.keys(hall.db, HERE)
    page = manager.get("/passphrase").text
    assert str(made.made.day) in page and grouped(made.fingerprint) in page
    assert "等待总部确认" in page and "正在使用" not in page
    confirm_key(hall, office, made)
    assert "正在使用" in manager.get("/passphrase").text
    hall.time.pass_by(1_000)
    choose(manager, "another good passphrase", "another good passphrase")
    page = words(manager.get("/passphrase").text)
    assert page.index("等待总部确认") < page.index("正在使用")


@pytest.mark.parametrize("pin, status", [("", 403), ("000000", 403), (PIN, 303)])
def test_only_who_knows_the_managers_pin_chooses_it(
    manager: FlaskClient, hall: Machine, pin: str, status: int
):
    assert choose(manager, pin=pin).status_code == status
    assert len(seal_keys.keys(hall.db, HERE)) == (status == 303)


def test_without_an_office_the_next_passphrase_needs_the_last(
    alone_manager: FlaskClient, alone: Machine
):
    assert choose(alone_manager).status_code == 303
    page = alone_manager.get("/passphrase").text
    assert "正在使用" in page and "原口令" in page and "等待" not in page
    new = "another good passphrase"
    for old in ("", "wrong wrong wrong"):
        assert choose(alone_manager, new, new, old=old).status_code == 403
    assert choose(alone_manager, new, new, old=WORDS).status_code == 303
    assert len(seal_keys.keys(alone.db, ALONE)) == 2


def test_no_roster_of_later_makes_the_old_passphrase_needless(
    alone_manager: FlaskClient, alone: Machine
):
    """Who publishes says since when somebody is the manager, also for days that are over."""
    assert choose(alone_manager).status_code == 303
    before, tomorrow = alone.today() - timedelta(1), alone.today() + timedelta(1)
    for day, manager in ((before, False), (tomorrow, True)):
        wang = Clerk(name="王芳", name_en="", branch=ALONE, manager=manager)
        documents.publish(alone.db, [Publication(WANG, wang, day)], WANG, alone.time.utc)
    alone.time.pass_by(86_400_000)
    browser, new = at_desk(alone, WANG), "another good passphrase"
    assert choose(browser, new, new).status_code == 403
    assert choose(browser, new, new, old=WORDS).status_code == 303


def test_the_page_of_a_wait_brings_no_secret_again(alone_manager: FlaskClient):
    choose(alone_manager)
    new = "another good passphrase"
    for _ in range(6):
        answer = choose(alone_manager, new, new, old="nearly the old passphrase")
    assert answer.status_code == 429 and 'name="key"' in answer.text
    for secret in (new, "nearly the old passphrase", PIN):
        assert secret not in answer.text


@pytest.mark.parametrize("passphrase, again", [(WORDS, "other"), ("short", "short"), ("", "")])
def test_what_differs_or_is_short_is_refused(
    manager: FlaskClient, hall: Machine, passphrase: str, again: str
):
    assert choose(manager, passphrase, again).status_code == 422
    assert seal_keys.keys(hall.db, HERE) == []


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
    said = {"key": "a" * 32, "passphrase": WORDS, "again": WORDS, "pin": PIN}
    assert desk.post("/passphrase", data=said).status_code == 403
    assert seal_keys.keys(hall.db, HERE) == []


def test_nobody_else_sees_the_page(hall: Machine):
    assert hall.browser("desk").get("/passphrase").location == "/sign-in"
