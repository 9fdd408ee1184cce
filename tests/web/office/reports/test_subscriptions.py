"""Head office subscribes people to its reports, and sees what was sent."""

from flask.testing import FlaskClient

from kiosk.records.alerts import reports, subscriptions
from tests.cast import NORTH, Machine
from tests.web.cast import words

PAGE = "/report-subscriptions"
FORM = {
    "name": "陈主任", "mailbox": "chen@example.com", "period": "week",
    "scope": f"region.{NORTH}", "hour": "8", "language": "zh",
}  # fmt: skip


def test_a_person_is_subscribed_and_sent_to_and_ended(head: FlaskClient, office: Machine):
    assert "还没有订阅" in head.get(PAGE).text
    assert head.post(PAGE, data=FORM).status_code == 303
    page = words(head.get(PAGE).text)
    assert "陈主任 周报 区域：城北 8:00 chen@example.com admin 新增" in page
    (one,) = subscriptions.every(office.db)
    assert head.post(f"{PAGE}/{one.key}/send").status_code == 303
    assert "陈主任" in head.get("/deliveries").text
    reports.queue(office.db, office.time().utc + 7 * 86_400_000)
    page = words(head.get(PAGE).text)
    assert "陈主任 周报 · 2026-11-20 至 2026-11-26 · 区域：城北" in page
    assert head.post(f"{PAGE}/{one.key}/end").status_code == 303
    page = words(head.get(PAGE).text)
    assert "停止，邮箱已删除" in page and "chen@example.com" not in page
    assert head.post(f"{PAGE}/{one.key}/send").status_code == 409


def test_a_refused_form_says_which_field_and_keeps_the_rest(head: FlaskClient, office: Machine):
    answer = head.post(PAGE, data=FORM | {"mailbox": "chen"})
    assert answer.status_code == 422
    assert "邮箱有误" in answer.text and "陈主任" in answer.text and 'value="chen"' in answer.text
    for wrong, status in (
        ({"hour": "25"}, 422), ({"hour": "早上"}, 422), ({"period": "decade"}, 400),
        ({"scope": "region.nowhere"}, 404), ({"language": "xx"}, 400), ({"name": " "}, 422),
    ):  # fmt: skip
        assert head.post(PAGE, data=FORM | wrong).status_code == status, wrong
    assert subscriptions.every(office.db) == []


def test_what_there_is_not_can_not_be_sent_or_ended(head: FlaskClient):
    for step in ("send", "end"):
        assert head.post(f"{PAGE}/{'0' * 32}/{step}").status_code == 404
