"""What a member of staff typed survives the end of the session, for that person alone."""

import re

from flask.testing import FlaskClient

from kiosk.records.people import drafts
from kiosk.records.people.drafts import Draft
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.web.cast import PHONE, at, at_desk, at_office, file, sign_in, take

OVER = 181_000
SAID = "已与顾客沟通，退还20元"


def accepted(hall: Machine, manager: FlaskClient) -> str:
    case_id = file(hall)
    take(manager, case_id, "accept", responsible=LI)
    return case_id


def late(browser: FlaskClient, time: Time, path: str, **said: str):
    """Sends a form after the end of its session."""
    time.pass_by(OVER)
    return browser.open(path, method="POST", data={"key": "d" * 32, **said})


def test_a_reply_that_came_too_late_is_there_after_signing_in_with_its_key(
    manager: FlaskClient, hall: Machine, time: Time
):
    case_id = accepted(hall, manager)
    answer = late(manager, time, f"{at(case_id)}/reply", text=SAID, template="visit")
    assert answer.location == "/sign-in?ended=kept"
    assert "您填写的文字已保留" in manager.get(answer.location).text
    assert hall.case(case_id).state == "accepted", "nothing was done"
    assert sign_in(manager, MANAGER).location == at(case_id), "signing in leads back to it"
    form = (
        manager.get(at(case_id)).text.split(f'action="{at(case_id)}/reply"')[1].split("</form>")[0]
    )
    assert SAID in form and "d" * 32 in form and 'value="visit" selected' in form
    assert "已恢复您上次未提交的内容" in form
    manager.post(f"{at(case_id)}/reply", data={"key": "d" * 32, "text": SAID})
    assert hall.case(case_id).state == "replied"
    assert hall.db.rows(Draft.select()) == [] and sign_in(manager, MANAGER).location == "/"


def test_a_nomination_of_head_office_that_came_too_late_is_kept(office: Machine, time: Time):
    head = at_office(office)
    time.pass_by(86_400_000)
    said = {"key": "d" * 32, "clerk": WANG, "text": SAID}
    assert head.post("/award", data=said).location == "/sign-in?ended=kept"
    (kept,) = office.db.rows(Draft.select())
    assert (kept.action, SAID in kept.fields) == ("/award", True)
    assert office.browser("office").post("/award", data=said).location == "/sign-in"


def test_scripts_are_led_there_as_well(manager: FlaskClient, hall: Machine, time: Time):
    case_id = accepted(hall, manager)
    time.pass_by(OVER)
    answer = manager.post(
        f"{at(case_id)}/reply", data={"text": SAID}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Redirect"] == "/sign-in?ended=kept"


def test_another_clerk_who_signs_in_finds_nothing(manager: FlaskClient, hall: Machine, time: Time):
    case_id = accepted(hall, manager)
    late(manager, time, f"{at(case_id)}/reply", text=SAID)
    assert sign_in(manager, LI).location == "/"
    page = manager.get(at(case_id)).text
    assert "/reply" in page and SAID not in page and "已恢复" not in page


def test_only_a_token_that_is_known_and_merely_expired_leaves_anything(
    hall: Machine, time: Time, manager: FlaskClient
):
    case_id = accepted(hall, manager)
    path = f"{at(case_id)}/reply"
    stranger = hall.browser("desk")
    stranger.set_cookie("ts_desk", "e" * 32)
    assert late(stranger, time, path, text=SAID).location == "/sign-in"
    clerk = at_desk(hall, WANG)
    ended = clerk.get_cookie("ts_desk").value  # type: ignore[union-attr]
    clerk.post("/sign-out")
    clerk.set_cookie("ts_desk", ended)
    assert late(clerk, time, path, text=SAID).location == "/sign-in"
    foreign = hall.browser("desk")
    foreign.set_cookie("ts_desk", manager.get_cookie("ts_desk").value)  # type: ignore[union-attr]
    foreign.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert late(foreign, time, path, text=SAID).status_code == 403
    assert hall.db.rows(Draft.select()) == []


def test_of_the_counters_form_the_words_are_kept_and_the_number_is_not(
    clerk: FlaskClient, hall: Machine, time: Time
):
    late(clerk, time, "/counter", kind="complaint", origin="letter", topic="fees", text=SAID,
         name="周女士", phone=PHONE, consent="yes", age="14")  # fmt: skip
    assert sign_in(clerk, WANG).location.startswith("/counter")
    page = clerk.get("/counter").text
    assert SAID in page and 'value="letter" selected' in page
    assert PHONE not in page and "周女士" not in page
    assert PHONE not in str([row.__data__ for row in hall.db.rows(Draft.select())])


def test_a_passphrase_and_a_pin_are_never_kept(manager: FlaskClient, hall: Machine, time: Time):
    late(manager, time, "/passphrase", pin="042137", passphrase=SAID, again=SAID)
    assert hall.db.rows(Draft.select()) == []


def test_what_is_typed_is_kept_while_it_is_typed(manager: FlaskClient, hall: Machine, time: Time):
    case_id = accepted(hall, manager)
    path = f"{at(case_id)}/reply"
    time.pass_by(60_000)
    said = {"form_action": path, "key": "d" * 32, "text": SAID}
    answer = manager.open("/drafts", method="POST", data=said)
    assert (answer.status_code, answer.text) == (200, "180"), "typing is a touch"
    manager.get("/")
    assert SAID in manager.get(at(case_id)).text
    take(manager, case_id, "reply", text="别的话")
    assert hall.db.rows(Draft.select()) == []
    for wrong in ("/duty", "/passphrase", "/nowhere", "", "https://other.example/"):
        said = {"form_action": wrong, "key": "d" * 32, "text": SAID}
        assert manager.open("/drafts", method="POST", data=said).status_code == 400


def test_the_last_words_arrive_although_the_session_has_ended(
    manager: FlaskClient, hall: Machine, time: Time
):
    case_id = accepted(hall, manager)
    said = {"form_action": f"{at(case_id)}/reply", "text": SAID}
    answer = late(manager, time, "/drafts", **said)
    assert answer.location == "/sign-in?ended=kept"
    assert list(drafts.of(hall.db, MANAGER, time().utc)) == [f"{at(case_id)}/reply"]


def test_a_page_says_how_long_the_session_lasts_and_asking_for_it_is_no_touch(
    manager: FlaskClient, time: Time
):
    assert 'data-left="180"' in manager.get("/").text
    time.pass_by(150_000)
    assert manager.get("/left").text == "30"
    assert manager.get("/stay", headers={"HX-Request": "true"}).text == "180"
    time.pass_by(150_000)
    answer = manager.get("/stay?next=/cases?state%3Dopened")
    assert (answer.status_code, answer.location) == (303, "/cases?state=opened")
    time.pass_by(OVER)
    assert manager.get("/left").location == manager.get("/stay").location == "/sign-in?ended=yes"
    assert re.search(r'role="status"[^>]*hidden', manager.get("/sign-in").text) is None


def test_going_on_leads_to_no_other_site(manager: FlaskClient):
    for path in ("https://other.example/", "//other.example", "/\\other.example", "/nowhere"):
        assert manager.get("/stay", query_string={"next": path}).location == "/"
