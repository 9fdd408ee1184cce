"""The award for considerate service: nominated at the desk, marked by the panel, entered in a
register once it is won."""

from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.publishing import documents, presets
from kiosk.records.recognition import awards, evaluating
from kiosk.records.recognition.registers import entries
from kiosk.rules.recognition.schemes import digest
from tests.cast import (
    FORM,
    HERE,
    LI,
    MANAGER,
    NOON,
    START_2014,
    WANG,
    Machine,
    by_visit,
    sync_round,
)
from tests.records.cases.cast import central
from tests.records.recognition.registers.cast import publish
from tests.records.recognition.registers.test_nominations import (
    WHY,
    YEAR,
    mark,
    mark_at_office,
    nominate,
)
from tests.web.cast import PASSWORD, at_desk, sign_in, words

MARKS = {"pressure": "9", "contribution": "8", "example": "7"}


def test_a_clerk_nominates_a_colleague_and_sees_no_marks(desk: FlaskClient, hall: Machine):
    sign_in(desk, LI)
    said = {"clerk": WANG, "source": "seen", "text": WHY}
    assert desk.post("/award", data=said).status_code == 303
    page = words(desk.get("/award").text)
    assert "我的推荐（1 条）" in page and WHY in page and "亲眼所见" in page
    assert "评审分" not in page and 'name="pressure"' not in desk.get("/award").text
    assert WHY not in at_desk(hall, WANG).get("/award").text


def test_the_panel_reads_and_marks_and_changes_its_marks(
    desk: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    nomination = nominate(hall)
    sign_in(desk, MANAGER)
    path = f"/award/{HERE}/{nomination}/marks"
    assert desk.post(path, data=MARKS).status_code == 303
    page = desk.get("/award").text
    assert "评审分 24.0（1 位评审）" in words(page) and 'value="9"' in page
    sync_round(hall, office)
    head.post(path, data=MARKS | {"pressure": "6", "key": "a" * 32})
    hall.time.pass_by(1_000)
    head.post(path, data=MARKS | {"pressure": "7", "key": "b" * 32})
    page = words(head.get("/award").text)
    assert "评审分 23.0（2 位评审）" in page and "皇姑分公司" in page and "总部 admin" in page


def test_a_wrong_mark_is_named_and_a_clerk_gives_none(desk: FlaskClient, hall: Machine):
    nomination = nominate(hall)
    path = f"/award/{HERE}/{nomination}/marks"
    sign_in(desk, LI)
    assert desk.post(path, data=MARKS).status_code == 403
    desk.post("/sign-out")
    sign_in(desk, MANAGER)
    page = desk.post(path, data=MARKS | {"example": "11"}).text
    assert 'data-code="bad_mark"' in page and 'id="fault-example"' in page


def test_the_diary_is_disclosed_by_what_its_owner_types(clerk: FlaskClient, hall: Machine):
    page = clerk.get("/award?source=diary").text
    assert "您在这里写什么，别人才知道什么" in words(page)
    assert f'<option value="{WANG}" selected>' in page
    said = {"clerk": WANG, "source": "diary", "text": "我愿意公开的一件事"}
    clerk.post("/award", data=said)
    assert "本人日记中的事" in words(clerk.get("/award").text)
    answer = clerk.post("/award", data=said | {"clerk": LI})
    assert answer.status_code == 403 and "我愿意公开的一件事" in answer.text


def test_a_card_with_words_is_what_a_nomination_is_made_from(clerk: FlaskClient, hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "c" * 32, WANG, "patient", "讲了三遍")
    assert f"/award?card={'c' * 32}" in clerk.get("/comments").text
    clerk.post("/award", data={"clerk": WANG, "source": "card", "card": "c" * 32, "text": WHY})
    page = words(at_desk(hall, MANAGER).get("/award").text)
    assert "讲了三遍" in page and "顾客的卡" in page


def test_the_winner_is_entered_once_and_asked_for_consent(
    head: FlaskClient, hall: Machine, office: Machine
):
    publish(office, hall)
    found = presets.read_of_kind(office.db, "scheme", "considerate", START_2014)
    documents.publish(office.db, found, "anna", NOON)
    nomination = nominate(hall)
    mark(hall, 10, nomination, 9, 9, 9)
    sync_round(hall, office)
    mark_at_office(office, 11, nomination, 9, 9, 9)
    path = f"/award/{HERE}/{nomination}/enter"
    assert path not in head.get("/award").text
    hall.time.pass_by(45 * 86_400_000)
    head.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    scheme = evaluating.find(office.db, "considerate", YEAR[1])
    result = evaluating.evaluate(office.db, scheme, *YEAR)
    awards.lock(office.db, lambda branch: central(office, branch), FORM, result,
                digest(result.results))  # fmt: skip
    page = head.get("/award?year=2026").text
    assert path in page and "获奖" in page
    for key in ("a" * 32, "b" * 32):
        head.post(path, data={"register": "deeds", "text": WHY, "text1": "耐心", "key": key})
    sync_round(hall, office)
    (entry,) = entries.about(hall.db, HERE, WANG, hall.today())
    assert entry.fact.nomination == nomination and not entry.is_shown
    assert entries.waiting(hall.db, HERE, WANG, hall.today()) == 1
    assert "已登记，本人同意后展示" in words(head.get("/award?year=2026").text)
