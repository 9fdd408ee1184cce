"""The security log is read by those in charge, and every door writes into it."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from tests.cast import HERE, LI, WANG, Machine, sync_round
from tests.web.cast import PASSWORD, PHONE, PIN, WORDS, at_office, file, give_pin, sign_in, take
from tests.web.staff.cast import proposed


def actions(machine: Machine) -> list[tuple[str, str, str]]:
    return [(row.screen, row.who, row.action) for row in security_log.every(machine.db)]


def last(machine: Machine) -> tuple[str, str, str, str, str, int | None]:
    row = security_log.listed(machine.db).rows[0]
    return row.screen, row.who, row.action, row.subject, row.detail, row.number


def test_only_those_in_charge_read_it(desk: FlaskClient, hall: Machine, office: Machine):
    for browser in (desk, office.browser("office")):
        assert browser.get("/security-log").location == "/sign-in"
    sign_in(desk, WANG)
    for path in ("/security-log", "/security-log/table.csv"):
        assert desk.get(path).status_code == 403
    assert hall.browser("lobby").get("/security-log").status_code == 404


def test_it_is_listed_by_action_and_person_and_paged(manager: FlaskClient, hall: Machine):
    for _ in range(30):
        manager.post("/sign-out")
        sign_in(manager, "0320")
    page = manager.get("/security-log?action=sign_in&who=0320&page=2").text
    assert "共 31 条" in page and "孙静" in page
    assert "action=sign_in" in page and "第 2 页" in page
    assert manager.get("/security-log?action=nonsense").status_code == 400
    assert "没有符合条件的记录" in manager.get("/security-log?who=9999").text


def test_taking_it_out_is_an_event_of_its_own(manager: FlaskClient, hall: Machine):
    answer = manager.get("/security-log/table.csv?action=sign_in")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row[1:4] for row in rows] == [
        ["screen", "who", "action"], ["desk", "0320", "sign_in"],
    ]  # fmt: skip
    assert last(hall) == ("desk", "0320", "exported", "security-log", "sign_in", 1)


def test_what_a_person_is_refused_is_written_with_who_it_was(desk: FlaskClient, hall: Machine):
    sign_in(desk, WANG)
    for _ in range(20):
        desk.get("/alarms")
    refused = [row for row in actions(hall) if row[2] == "refused"]
    assert refused == [("desk", WANG, "refused")] * 5
    assert last(hall)[3:5] == ("only_manager", "alarms.listed")


def test_signing_in_and_out_and_wrong_tries_are_there(desk: FlaskClient, hall: Machine):
    for _ in range(7):
        sign_in(desk, LI, "000000")
    sign_in(desk, WANG)
    desk.post("/sign-out")
    done = [row for row in actions(hall) if row[2] != "pin_set"]
    assert done == [
        *[("desk", LI, "sign_in_failed")] * 5,
        *[("desk", "", "refused")] * 2,  # the wait
        ("desk", WANG, "sign_in"), ("desk", WANG, "sign_out"),
    ]  # fmt: skip
    assert actions(hall)[0] == ("command", "", "pin_set")


OFFICE_DOORS = {
    "/codes": ({"branch": HERE}, "code_drawn", HERE),
    "/documents/clerk/table.csv": (None, "exported", "clerk-2026-11-21"),
    "/cards/table.csv?by=branch": (None, "exported", "cards-by-branch"),
}


@pytest.mark.parametrize("path", OFFICE_DOORS)
def test_codes_and_tables_taken_out_are_there(office: Machine, path: str):
    anna = at_office(office)
    form, action, subject = OFFICE_DOORS[path]
    answer = anna.get(path) if form is None else anna.post(path, data=form)
    assert answer.status_code == 200
    screen, who, done, what, _, number = last(office)
    assert (screen, who, done, what) == ("office", "anna", action, subject)
    assert number is None or number == answer.text.strip().count("\n")


def test_stations_that_are_revoked_and_released_are_there(office: Machine, hall: Machine):
    anna, station = at_office(office), hall.keys.fingerprint
    for step in ("revoke", "release"):
        for _ in range(2):
            form = {"note": "lost", "key": ("a" if step == "revoke" else "b") * 32}
            anna.post(f"/stations/{station}/{step}", data=form)
    done = [row for row in actions(office) if row[2].startswith("station")]
    assert done == [("office", "anna", "station_revoked"), ("office", "anna", "station_released")]


def test_publications_are_there(office: Machine):
    anna = at_office(office)
    first, second = proposed(anna), proposed(anna, name="周雨")
    anna.post(f"{first}/publish")
    anna.post(f"{first}/withdrawal")
    anna.post(f"{first}/withdrawal/drop")
    anna.post(f"{first}/withdraw")
    anna.post(f"{second}/drop")
    assert [row[2] for row in actions(office) if row[2] != "sign_in"] == [
        "release_proposed", "release_proposed", "release_published", "withdrawal_proposed",
        "withdrawal_dropped", "release_withdrawn", "release_dropped",
    ]  # fmt: skip


def test_a_phone_number_that_was_opened_is_there_and_is_not_in_it(
    manager: FlaskClient, hall: Machine, office: Machine
):
    form = {"passphrase": WORDS, "again": WORDS, "pin": PIN, "key": "e" * 32}
    assert manager.post("/passphrase", data=form).status_code == 303
    assert last(hall)[2] == "passphrase_set"
    sync_round(hall, office)
    made = at_office(office)
    made.post(f"/seal-keys/{HERE}/{'e' * 32}", data={"fingerprint": last(hall)[3]})
    assert last(office)[:3] == ("office", "anna", "passphrase_confirmed")
    sync_round(hall, office)
    case_id = file(hall, reach=True)
    for _ in range(2):
        assert PHONE in take(manager, case_id, "contact", passphrase=WORDS, key="f" * 32).text
    opened = [row for row in security_log.every(hall.db) if row.action == "contact_opened"]
    assert [(row.who, row.subject, row.detail) for row in opened] == [
        ("0320", case_id, f"{HERE} complaint opened")
    ]
    said = b"".join(row.body for row in security_log.every(hall.db))
    for secret in (PHONE, WORDS, PIN, PASSWORD):
        assert secret.encode() not in said


def test_pins_are_there_with_whom_they_are_for(hall: Machine):
    give_pin(hall, LI)
    assert last(hall)[2:4] == ("pin_set", LI)
