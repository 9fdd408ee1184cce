"""Documents are written in a form, row by row."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.publishing import documents
from kiosk.rules.spreadsheets.columns import LAYOUTS
from kiosk.vocabulary.documents import (
    ALERTS,
    POLICY,
    AlertPolicy,
    Clerk,
    Ended,
    Fees,
    Group,
    Notice,
    Publication,
    Said,
    Topic,
)
from kiosk.web.staff.documents import AT_A_DESK
from tests.cast import ALONE, HERE, NORTH, THERE, WANG, Machine
from tests.web.cast import at_desk, words


def test_one_document_is_written_in_the_page(office: Machine, publisher: FlaskClient):
    cells = {"key": "warm", "title": "停气通知", "text": "周六停气", "in_force": "2026-12-01"}
    wrong = publisher.post("/documents/notice/new", data=cells | {"text": ""})
    assert 'aria-invalid="true"' in wrong.text and "停气通知" in wrong.text
    shown = publisher.post("/documents/notice/new", data=cells, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    found = documents.read(office.db, "notice", "warm", datetime.date(2026, 12, 1))
    assert isinstance(found, Notice) and found.text.zh == "周六停气"
    assert "停气通知" in publisher.get("/documents/notice").text
    assert publisher.get(f"/documents/clerk/edit/{WANG}").text.count("王芳") >= 1


ENDED = {
    "branch": THERE, "clerk": WANG, "window": f"{HERE}/3", "service": "wash", "fees": "gas",
    "notice": "warm", "topic": "gas_smell", "reason": "waited", "deed": "warm", "group": "cashier",
    "policy": POLICY, "deadline": "general", "workday": "2027-02-14",
    "alerts": ALERTS, "support": "help",
}  # fmt: skip


@pytest.mark.parametrize("kind", AT_A_DESK)
def test_what_has_ended_is_written_anew_in_the_page(
    office: Machine, publisher: FlaskClient, kind: str
):
    """The form holds its key, that it has ended, and nothing else."""
    key, today = ENDED[kind], office.today()
    documents.publish(office.db, [Publication(key, Ended(), today, kind)], "test", 1)
    form = publisher.get(f"/documents/{kind}/edit/{key}")
    assert form.status_code == 200
    options = [one for one in re.findall(r"<option[^>]*>", form.text) if " selected" in one]
    selected = {re.sub(r'.*value="([^"]*)".*', r"\1", one) for one in options}
    filled = set(re.findall(r'<input name="\w+" value="([^"]+)"', form.text))
    assert "是" in selected
    parts = key.split("/") if kind == "window" else [key]
    assert filled | selected >= {*parts, today.isoformat()}
    assert filled <= {*parts, today.isoformat()}
    assert "王芳" not in form.text


def test_where_alerts_are_announced_is_ticked_in_the_page(office: Machine, publisher: FlaskClient):
    new = publisher.get("/documents/alerts/new").text
    assert new.count("checked") == 7 * 4 and 'value="alerts"' in new
    cells = {"key": ALERTS, "low_grade": ["", "柜台", "推送"], "new_case": ["总部"],
             "quiet_from": "21:00", "quiet_to": "08:00", "in_force": "2026-12-01"}  # fmt: skip
    wrong = publisher.post("/documents/alerts/new", data=cells | {"quiet_to": "8 Uhr"})
    assert wrong.text.count("checked") == 3 and 'aria-invalid="true"' in wrong.text
    shown = publisher.post("/documents/alerts/new", data=cells, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    found = documents.read(office.db, "alerts", ALERTS, datetime.date(2026, 12, 1))
    assert found == AlertPolicy(
        low_grade=("desk", "webhook"), new_case=("office",), late_case=(), help_call=(),
        silent_station=(), silent_tickets=(), alarm=(), quiet_from="21:00", quiet_to="08:00",
    )  # fmt: skip
    again = publisher.get(f"/documents/alerts/edit/{ALERTS}").text
    assert again.count("checked") == 3 and 'value="21:00"' in again


@pytest.mark.parametrize("kind", sorted(set(LAYOUTS) - set(AT_A_DESK)))
def test_what_takes_many_rows_is_not_written_in_the_page(publisher: FlaskClient, kind: str):
    assert publisher.get(f"/documents/{kind}/edit/move").status_code == 404


def test_the_manager_puts_a_clerk_on_the_roster_by_a_form(
    alone: Machine, alone_manager: FlaskClient
):
    cells = {"badge": "0999", "name": "周雪", "branch": ALONE, "group": "收费",
             "in_force": alone.today().isoformat()}  # fmt: skip
    shown = alone_manager.post("/documents/clerk/new", data=cells, follow_redirects=True)
    alone_manager.post(f"{shown.request.path}/publish")
    assert "周雪" in alone.browser("lobby").get("/").text
    assert at_desk(alone, "0999").get("/").status_code == 200


# The lines of a fee schedule --------------------------------------------------------

LINE = {"key": "counter", "title": "营业厅服务收费", "basis": "演示数据", "unit": "元/张"}


def counter(office: Machine, key: str = "counter") -> list[tuple[str, str]]:
    """The items of the newest version, with their prices."""
    content = documents.newest(office.db, "fees", key)
    assert isinstance(content, Fees)
    return [(one.item.zh, str(getattr(one.tariff, "price", one.price.zh))) for one in content.items]


def write(publisher: FlaskClient, office: Machine, **more: str) -> str:
    """Writes a line of the schedule `counter`, publishes; returns what the preview says."""
    day = (office.today() + datetime.timedelta(1)).isoformat()
    line = LINE | {"of": "counter", "in_force": day} | more
    shown = publisher.post("/documents/fees/new", data=line, follow_redirects=True)
    assert "/releases/" in shown.request.path, words(shown.text)
    publisher.post(f"{shown.request.path}/publish")
    return words(shown.text)


BEFORE = [("IC卡补卡", "20"), ("燃气胶管", ""), ("过户更名", "免费"), ("改装管道上门勘察", "60")]


def test_one_line_is_changed_and_the_others_stay(office: Machine, publisher: FlaskClient):
    assert counter(office) == BEFORE
    said = write(publisher, office, line="0", item="IC卡补卡", method="单价", rate="２５")
    assert "IC卡补卡 单价或费率 20 25" in said and "25.00 元" in said
    assert counter(office) == [("IC卡补卡", "25"), *BEFORE[1:]]


def test_a_line_is_added_and_taken_out(office: Machine, publisher: FlaskClient):
    write(publisher, office, line="4", item="查询", price="免费")
    assert counter(office) == [*BEFORE, ("查询", "免费")]
    write(publisher, office, line="0", item="IC卡补卡", method="单价", rate="20", remove="yes")
    assert counter(office) == [*BEFORE[1:], ("查询", "免费")]


def test_a_region_gets_its_own_schedule_from_the_common_one(
    office: Machine, publisher: FlaskClient
):
    said = write(
        publisher, office, line="0", item="IC卡补卡", method="单价", rate="25", region=NORTH
    )
    assert f"区域：{NORTH}" in said and "单价或费率 20 25" in said, "what its halls show now"
    assert counter(office) == BEFORE
    assert counter(office, f"counter@region.{NORTH}") == [("IC卡补卡", "25"), *BEFORE[1:]]


TIERS = {
    "item": "居民用气",
    "method": "阶梯",
    "band_1": "300",
    "price_1": "2.75",
    "price_2": "3.30",
}


def test_a_tariff_is_tried_out_before_it_is_handed_in(office: Machine, publisher: FlaskClient):
    typed = LINE | TIERS | {"in_force": "2026-12-01", "try": "yes", "try_amount": "400"}
    shown = publisher.post("/documents/fees/new", data=typed, follow_redirects=True)
    assert "第1档：不超过 300 张" in words(shown.text) and "1155.00" in shown.text
    assert 'value="居民用气"' in shown.text, "nothing typed is lost"
    none = publisher.post("/documents/fees/new", data=typed | {"try_amount": "-1"},
                          follow_redirects=True)  # fmt: skip
    assert "这个数量没有价格" in none.text
    assert "/releases/" not in publisher.get("/documents").text


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"band_1": "1e9"}, "band_1", "数字超出允许范围"),
        ({"price_1": ""}, "price_1", "必填"),
        ({"price": "9.99"}, "price", "不一致"),
        ({"region": NORTH, "branch": HERE}, "branch", "只能填一项"),
    ],
)
def test_a_fault_is_shown_at_its_field(
    publisher: FlaskClient, wrong: dict[str, str], field: str, says: str
):
    typed = LINE | TIERS | {"in_force": "2026-12-01"} | wrong
    page = publisher.post("/documents/fees/new", data=typed, follow_redirects=True).text
    fault = re.search(rf'id="fault-{field}">(.*?)</small>', page, re.DOTALL)
    assert fault is not None and says in fault[1]
    assert 'value="3.30"' in page


def test_the_last_line_is_not_taken_out(office: Machine, publisher: FlaskClient):
    line = LINE | {"of": "gas", "key": "gas", "line": "0", "item": "x", "remove": "yes",
                   "in_force": "2026-12-01"}  # fmt: skip
    refused = publisher.post("/documents/fees/new", data=line)
    assert "至少要有一个项目" in refused.text
    assert publisher.get("/documents/fees/edit/gas?line=9").status_code == 422


def test_a_topic_is_written_in_the_page(office: Machine, publisher: FlaskClient):
    cells = {"key": "smell", "name": "闻到燃气味", "name_en": "Smell of gas", "safety": "是",
             "cases": ["投诉", "咨询"], "order": "3", "in_force": "2026-12-01"}  # fmt: skip
    wrong = publisher.post("/documents/topic/new", data=cells | {"name": ""})
    assert wrong.text.count(" checked") == 2, "ticks come back"
    shown = publisher.post("/documents/topic/new", data=cells, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    found = documents.read(office.db, "topic", "smell", datetime.date(2026, 12, 1))
    assert found == Topic(name=Said("闻到燃气味", "Smell of gas"), cases=("complaint", "question"),
                          safety=True, order=3)  # fmt: skip
    again = publisher.get("/documents/topic/edit/smell").text
    assert again.count(" checked") == 2 and 'value="3"' in again


def test_a_clerk_gets_a_published_role_group_by_a_form(office: Machine, publisher: FlaskClient):
    field = Publication("field", Group(name=Said("安检维修", "Safety checks")), office.today())
    documents.publish(office.db, [field], "anna", 1)
    form = publisher.get("/documents/clerk/new").text
    assert '<option value="field">安检维修</option>' in form and ">收费</option>" in form
    cells = {"badge": "0999", "name": "周雪", "branch": HERE, "group": "field",
             "in_force": "2026-12-01"}  # fmt: skip
    shown = publisher.post("/documents/clerk/new", data=cells, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    found = documents.read(office.db, "clerk", "0999", datetime.date(2026, 12, 1))
    assert isinstance(found, Clerk) and found.group_code == "field"
    assert '<option value="field" selected>' in publisher.get("/documents/clerk/edit/0999").text
