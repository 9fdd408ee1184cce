"""A clerk reads what is entered about him or her, and lets it be shown or not."""

from flask.testing import FlaskClient

from tests.cast import LI, MANAGER, WANG, Machine
from tests.records.recognition.registers.cast import DEED, enter, publish
from tests.web.cast import at_desk, words


def test_a_clerk_consents_and_takes_it_back(clerk: FlaskClient, hall: Machine, office: Machine):
    publish(office, hall)
    entry_id = enter(hall)
    page = words(clerk.get("/about-me").text)
    assert DEED in page and "等您同意" in page and "登记人：孙静" in page
    clerk.post(f"/about-me/{entry_id}", data={"consent": "yes"})
    assert "展示中" in words(clerk.get("/about-me").text)
    hall.time.pass_by(1_000)
    clerk.post(f"/about-me/{entry_id}", data={"consent": "no"})
    page = clerk.get("/about-me").text
    assert "展示中" not in words(page) and 'value="yes"' in page


def test_no_one_consents_for_another(hall: Machine, office: Machine):
    publish(office, hall)
    entry_id = enter(hall)
    for badge in (LI, MANAGER):
        other = at_desk(hall, badge)
        answer = other.post(f"/about-me/{entry_id}", data={"consent": "yes"})
        assert answer.status_code == 403 and DEED not in other.get("/about-me").text
    own = at_desk(hall, WANG)
    assert own.post(f"/about-me/{entry_id}", data={"consent": "?"}).status_code == 400
    assert own.post(f"/about-me/{'9' * 32}", data={"consent": "yes"}).status_code == 404


def test_without_anything_entered_the_page_says_so(clerk: FlaskClient):
    assert "没有关于您的登记。" in clerk.get("/about-me").text
