"""The manager's pages of feedback: figures, the list, what was withdrawn, the export."""

import csv
import datetime
import io
import re

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards, handling, registers, thanks
from kiosk.records.ledger import security_log
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from tests.cast import HERE, LI, MANAGER, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk as at_desk
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate, remark
from tests.web.cast import rows_of, sign_in, words

SAID = "多收20元，没开收据，电话13812345678"
PAGES = ("/ratings", "/ratings/list", "/ratings/withdrawn", "/ratings/table.csv")


def fill(hall: Machine) -> None:
    """Eleven good ratings of Wang, a low one with words, one of the manager with words, one that
    was taken back, a card and a letter with words."""
    for n in range(100, 111):
        rate(hall, n, "5")
    rate(hall, 1, "1")
    remark(hall, 1, key=k(501), reasons=["fee", "attitude"], service="1-pay", comment=SAID)
    rate(hall, 2, "2", MANAGER)
    remark(hall, 2, key=k(502), reasons=["waited"], comment="负责人没有来")
    rate(hall, 3, "2", LI)
    remark(hall, 3, key=k(503), reasons=["unclear"], comment="点错了=1+1")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(703), k(3))
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(4), LI, "polite", "谢谢李敏")
    of = at_desk(hall)
    registers.enter_praise(hall.db, of, k(5), "letter", LI, "送老人回家", of.day)


@pytest.mark.parametrize("path", PAGES)
def test_only_the_manager_sees_them(desk: FlaskClient, hall: Machine, path: str):
    assert desk.get(path).location == "/sign-in"
    sign_in(desk, WANG)
    assert desk.get(path).status_code == 403
    assert "/ratings" not in desk.get("/").text
    desk.post("/sign-out")
    sign_in(desk, MANAGER)
    assert desk.get(path).status_code == 200
    assert 'href="/ratings"' in desk.get("/").text


def test_figures_by_day_hour_clerk_service_and_reason(manager: FlaskClient, hall: Machine):
    fill(hall)
    page = manager.get("/ratings").text
    day = ["11", "0", "0", "1", "1", "13", "84.6%"]
    assert rows_of(page, "by-time")[0][:8] == ["11月21日 星期六", *day]
    assert rows_of(page, "by-hour")[0][:8] == ["12:00–13:00", *day]
    assert [row[:8] for row in rows_of(page, "by-clerk")] == [
        ["王芳 0317", "11", "0", "0", "0", "1", "12", "91.7%"],
        ["孙静 0320", "0", "0", "0", "1", "0", "1", "样本不足"],
    ]
    assert ["燃气费收取", "0", "0", "0", "0", "1", "1", "样本不足"] in [
        row[:8] for row in rows_of(page, "by-service")
    ]
    reasons = {row[0]: row[6] for row in rows_of(page, "by-reason")}
    assert reasons == {"收费不清楚": "1", "态度不好": "1"}, "nor the manager's"
    assert rows_of(page, "sources") == [["评价", "13", "0", "0"], ["5P卡", "1", "0", "0"]]
    assert "满意率（基本满意及以上）84.6%，共 13 次评价" in words(page)
    assert "真实满意率大约在 57.8%–95.7%" in words(page)


def test_no_figure_says_why_the_manager_was_rated_low(manager: FlaskClient, hall: Machine):
    fill(hall)
    page = manager.get(f"/ratings?clerk={MANAGER}").text
    assert rows_of(page, "whole")[3][:2] == ["不满意", "1"]
    assert "等得太久" not in page and "不含涉及网点负责人的评价" in page


def test_who_has_left_is_named_and_can_be_looked_for(
    manager: FlaskClient, hall: Machine, office: Machine
):
    fill(hall)
    gone = Publication(LI, Ended(), hall.today(), kind="clerk")
    documents.publish(office.db, [gone], "test", office.time.utc)
    sync_round(hall, office)
    page = manager.get(f"/ratings/list?clerk={LI}&reason=gone&service=gone").text
    assert f'<option value="{LI}" selected>李敏 {LI}</option>' in page
    assert page.count('<option value="gone" selected>gone</option>') == 2
    page = manager.get("/ratings/list?clerk=0999").text
    assert '<option value="0999" selected>0999</option>' in page
    assert "李敏" in rows_of(manager.get("/ratings/withdrawn").text, "counted")[0][0]


def test_few_ratings_give_no_share(manager: FlaskClient, hall: Machine):
    assert "该时段没有评价" in words(manager.get("/ratings").text)
    rate(hall, 1, "5")
    assert "共 1 次评价，样本不足，暂不计算满意率" in words(manager.get("/ratings").text)


def test_the_words_of_a_low_rating_are_on_the_first_page_until_handled(
    manager: FlaskClient, hall: Machine
):
    fill(hall)
    page = words(manager.get("/ratings").text)
    assert "待处理 3 条" in page and "多收20元，没开收据，电话〔号码已隐去〕" in page
    assert "负责人没有来" not in page and "涉及网点负责人的评价由总部处理" in page
    for n in (1, 3, 4):
        handling.handle(hall.db, at_desk(hall), k(n + 900), k(n), "noted", "")
    page = words(manager.get("/ratings").text)
    assert "待处理 0 条" in page and "多收20元" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "1345"), ("?state=waiting", "134"), ("?state=withdrawn", "3"), ("?mark=low", "13"),
        ("?mark=1", "1"), ("?mark=card", "4"), ("?mark=praise_entered", "5"),
        ("?reason=fee", "1"), ("?service=1-pay", "1"), (f"?clerk={LI}", "345"),
        ("?words=收据", "1"), ("?words=%25", ""), ("?first=2026-11-21&last=2026-11-21", "1345"),
        ("?last=2026-11-20", ""), ("?clerk=nobody", ""),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_what_is_in_the_address(
    manager: FlaskClient, hall: Machine, query: str, found: str
):
    fill(hall)
    said = {"1": "多收20元", "3": "点错了", "4": "谢谢李敏", "5": "送老人回家"}
    page = words(manager.get(f"/ratings/list{query}").text)
    assert "".join(n for n, text in said.items() if text in page) == found
    assert "负责人没有来" not in page


@pytest.mark.parametrize("query", ["?mark=9", "?state=burnt", "?mark=low'--"])
def test_an_odd_filter_is_refused(manager: FlaskClient, query: str):
    assert manager.get(f"/ratings/list{query}").status_code == 400
    assert manager.get(f"/ratings/table.csv{query}").status_code == 400


def test_odd_days_are_named(manager: FlaskClient, hall: Machine):
    for path in ("/ratings", "/ratings/list", "/ratings/withdrawn"):
        answer = manager.get(f"{path}?first=2026-02-30")
        assert answer.status_code == 422 and "没有这一天" in answer.text
    assert manager.get("/ratings?first=2026-11-21&last=2026-11-01").status_code == 422
    assert manager.get("/ratings/table.csv?first=x").status_code == 422
    assert manager.get("/ratings?first=0001-01-01&last=9999-12-31").status_code == 422
    assert manager.get("/ratings?first=1900-01-01&last=2199-12-31").status_code == 200
    assert manager.get("/ratings/table.pdf").status_code == 404


def test_a_long_period_is_counted_by_month(manager: FlaskClient, hall: Machine):
    fill(hall)
    page = manager.get("/ratings?first=2026-01-01&last=2026-12-31").text
    assert [row[0] for row in rows_of(page, "by-time")] == ["2026-11"]


def test_long_lists_are_paged_with_their_filters(manager: FlaskClient, hall: Machine):
    for n in range(1001, 1031):
        rate(hall, n, "1")
        remark(hall, n, key=k(n + 5000), comment="等" * 500)
    page = manager.get("/ratings/list?mark=1").text
    assert (
        page.count('class="waits"') == 25
        and len(page.encode()) < 300_000
        and "共 30 条" in words(page)
    )
    after = re.search(r'rel="next" href="([^"]+)"', page)
    assert after is not None
    shown = manager.get(after.group(1).replace("&amp;", "&")).text
    assert shown.count('class="waits"') == 5 and '<option value="1" selected>' in shown


def test_what_was_withdrawn_is_shown_per_clerk_and_station(manager: FlaskClient, hall: Machine):
    fill(hall)
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(8), WANG, "patient", "")
    thanks.undo(hall.db, visitor, k(708), k(8))
    thanks.undo(hall.db, visitor, k(702), k(2))
    page = manager.get("/ratings/withdrawn").text
    station = hall.keys.fingerprint[:8]
    assert rows_of(page, "counted") == [
        ["王芳", station, "耐心卡", "1"], ["李敏", station, "不满意", "1"],
        ["孙静", station, "不满意", "1"],
    ]  # fmt: skip
    shown = words(page)
    assert "没有讲清楚" in shown and "点错了" in shown
    assert "负责人没有来" not in shown, "the manager does not read what is about the manager"


def test_a_former_manager_who_is_a_clerk_now_is_a_clerk_to_the_manager(
    manager: FlaskClient, hall: Machine, office: Machine
):
    """What was given in the days of charge is head office's, what was given since is not."""
    rate(hall, 1, "1", LI)
    remark(hall, 1, key=k(501), reasons=["waited"])
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(701), k(1))
    before = hall.today() - datetime.timedelta(1)
    led = Clerk(name="李敏", name_en="Li Min", branch=HERE, manager=True)
    led_no_more = msgspec.structs.replace(led, manager=False)
    news = [Publication(LI, led, before), Publication(LI, led_no_more, hall.today())]
    for one in news:
        documents.publish(office.db, [one], "test", office.time.utc)
    sync_round(hall, office)
    assert "等得太久" in words(manager.get("/ratings/withdrawn").text)
    assert "等得太久" in words(manager.get("/ratings/list?state=withdrawn").text)


def test_an_export_holds_the_list_as_it_is_filtered(manager: FlaskClient, hall: Machine):
    fill(hall)
    handling.handle(hall.db, at_desk(hall), k(901), k(1), "talked", "")
    answer = manager.get("/ratings/table.csv?mark=low")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    heads, *lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert heads[:5] == ["日期", "时间", "类别", "评价等级或卡种", "工号"]
    by_words = {line[8]: dict(zip(heads, line, strict=True)) for line in lines}
    assert set(by_words) == {"多收20元，没开收据，电话〔号码已隐去〕", "点错了=1+1"}
    one = by_words["多收20元，没开收据，电话〔号码已隐去〕"]
    assert one["评价等级或卡种"] == "非常不满意" and one["原因"] == "收费不清楚、态度不好"
    assert (one["工号"], one["窗口人员"], one["服务项目"]) == (WANG, "王芳", "燃气费收取")
    assert (one["处理情况"], one["处理人"]) == ("已与窗口人员沟通", "孙静")
    assert by_words["点错了=1+1"]["是否撤销"] == "已撤销"
    (logged,) = security_log.every(hall.db, "exported", None)
    assert (logged.subject, logged.number) == ("ratings", 2)


def test_the_same_as_a_workbook_in_which_nothing_is_a_formula(manager: FlaskClient, hall: Machine):
    rate(hall, 1, "1")
    remark(hall, 1, key=k(501), comment="=HYPERLINK(0)")
    answer = manager.get("/ratings/table.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.values)
    assert rows[0][0] == "日期" and len(rows) == 2
    assert rows[1][8] == "'=HYPERLINK(0)" and rows[1][4] == WANG
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_in_english_the_heads_are_english(manager: FlaskClient, hall: Machine):
    rate(hall, 1, "1")
    manager.post("/language", data={"language": "en"})
    text = manager.get("/ratings/table.csv").data.decode("utf-8-sig")
    assert "Very dissatisfied" in text and text.startswith("Date,")
    for path in PAGES[:3]:
        page = words(manager.get(path).text).replace("中文", "").replace("皇姑", "")
        assert not re.search(r"[\u4e00-\u9fff]", page)
