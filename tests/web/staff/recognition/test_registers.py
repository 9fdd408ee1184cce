"""Registers at desk and office: entered, read after consent, taken down."""

from flask.testing import FlaskClient

from kiosk.records.people.drafts import Draft
from kiosk.records.recognition.registers import entries
from tests.cast import HERE, LI, WANG, ZHAO, Machine, sync_round
from tests.records.recognition.registers.cast import DEED, consent, enter, publish
from tests.web.cast import at_desk, sign_in, words


def test_the_manager_enters_and_all_read_it_once_its_clerk_consents(
    manager: FlaskClient, hall: Machine, office: Machine
):
    publish(office, hall)
    page = manager.get("/registers").text
    assert "经营大事迹" in page and "0 条" in words(page)
    said = {"clerk": WANG, "text": DEED, "text1": "主动多走一步"}
    assert manager.post("/registers/deeds", data=said).status_code == 303
    page = words(manager.get("/registers/deeds").text)
    assert DEED not in page and "没有展示的（1 条）" in page and "等待本人同意" in page
    assert manager.get("/").text.count("等您同意展示") == 0
    own = at_desk(hall, WANG)
    assert "有 1 条登记等您同意展示" in words(own.get("/").text)
    assert DEED in own.get("/about-me").text
    (one,) = entries.about(hall.db, HERE, WANG, hall.today())
    own.post(f"/about-me/{one.fact.event_id}", data={"consent": "yes", "key": "c" * 32})
    for browser in (manager, own, at_desk(hall, LI)):
        page = words(browser.get("/registers/deeds").text)
        assert DEED in page and "借鉴意义 主动多走一步" in page and "王芳" in page
    assert "1 条" in words(manager.get("/registers").text)


def test_head_office_reads_every_hall_enters_and_takes_down(
    head: FlaskClient, hall: Machine, office: Machine
):
    publish(office, hall)
    consent(hall, 10, enter(hall))
    sync_round(hall, office)
    page = words(head.get("/registers/deeds").text)
    assert DEED in page and "皇姑分公司" in page
    head.post("/registers/deeds", data={"clerk": LI, "text": "教会二十位老人用手机交费"})
    (new,) = [
        one
        for one in entries.about(office.db, HERE, LI, office.today())
        if one.fact.role == "office"
    ]
    assert new.fact.branch == HERE
    down = f"/registers/deeds/{HERE}/{enter(hall)}/down"
    assert head.post(down).status_code == 303
    assert DEED not in head.get("/registers/deeds").text
    answer = head.post("/registers/deeds", data={"clerk": "9999", "text": "没有这个人"})
    assert answer.status_code == 404 and "没有这个人" in answer.text
    assert head.post(down.replace(HERE, "nowhere")).status_code == 404


def test_what_is_missing_is_named_and_nothing_typed_is_lost(
    manager: FlaskClient, hall: Machine, office: Machine
):
    publish(office, hall)
    page = manager.post("/registers/deeds", data={"clerk": WANG, "text": "", "text1": "主动"}).text
    assert 'data-code="text_required"' in page and "主动" in page and 'class="fault"' in page
    page = manager.post("/registers/deeds", data={"text": DEED, "text1": "字" * 501}).text
    assert 'data-code="long_comment"' in page and 'id="fault-text1"' in page and DEED in page
    hall.time.pass_by(3_600_000)
    manager.post("/registers/deeds", data={"text": DEED})
    (draft,) = hall.db.rows(Draft.select())
    assert DEED in draft.fields


def test_a_clerk_writes_and_reads_only_where_that_is_allowed(
    desk: FlaskClient, hall: Machine, office: Machine
):
    publish(office, hall)
    publish(office, hall, key="care", readers="managers")
    sign_in(desk, LI)
    assert "/registers/care" not in desk.get("/registers").text
    assert desk.get("/registers/care").status_code == 404
    assert 'name="text"' not in desk.get("/registers/deeds").text
    assert desk.post("/registers/deeds", data={"text": DEED}).status_code == 403
    entry_id = enter(hall)
    assert desk.post(f"/registers/deeds/{HERE}/{entry_id}/down").status_code == 403
    assert desk.get("/registers/none").status_code == 404
    assert desk.post("/registers/deeds", data={"text": DEED, "clerk": ZHAO}).status_code == 403


def test_a_hall_without_registers_says_so(manager: FlaskClient):
    assert "还没有登记簿" in manager.get("/registers").text
    assert manager.get("/registers/deeds").status_code == 404
