"""Head office's first page: how satisfied customers were, where not, and what changed."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import thanks
from kiosk.records.hall import help
from kiosk.records.ledger import alarms, times
from kiosk.records.ledger.ledger import ChainId
from tests.cast import HERE, LI, NOON, THERE, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.feedback.cast import by_phone, rate, remark
from tests.records.oversight.cast import question
from tests.web.cast import at_office, file, words

pytestmark = pytest.mark.both

DAY_MS = 86_400_000


def fill(hall: Machine, office: Machine) -> FlaskClient:
    """A week of ten ratings, two of them low; then one with eleven, one of them low, one undone.
    Head office signs in after them."""
    for n in range(10):
        rate(hall, n, "1" if n < 2 else "5")
    hall.time.pass_by(3 * DAY_MS)  # the Tuesday after
    for n in range(20, 31):
        rate(hall, n, "2" if n == 20 else "5", LI)
    remark(hall, 20, key=k(520), reasons=["fee"], comment="多收20元，没开收据")
    rate(hall, 40, "1")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(541), k(40))
    sync_round(hall, office)
    return at_office(office)


def link_to(page: str, text: str) -> str:
    """The address behind a text of the page."""
    links = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    found = [path for path, said in links if text in words(said)]
    assert found, text
    return found[0].replace("&amp;", "&")


def test_the_page_says_how_satisfied_and_what_changed(office: Machine, hall: Machine):
    head = fill(hall, office)
    seen = words(head.get("/?week=2026-11-24").text)
    assert "11 次评价中 10 次基本满意及以上" in seen and "90.9%" in seen
    assert "真实满意率大约在 62.3%–98.4%" in seen
    assert "前12周为 80.0%：" in seen and "高 10.9 个百分点，属正常波动" in seen
    assert "皇姑分公司 11 1 90.9% 80.0%" in seen
    assert "收费不清楚 1" in seen
    assert "2026-11-16 10 2 80.0%" in seen and "2026-11-23 11 1 90.9%" in seen


def test_what_is_flagged_is_taken_out_beside(office: Machine, hall: Machine):
    head = fill(hall, office)
    assert "不含存疑" not in head.get("/?week=2026-11-24").text
    question(office, LI, k(20), k(21))
    seen = words(head.get("/?week=2026-11-24").text)
    assert "11 次评价中 10 次基本满意及以上" in seen
    assert "不含存疑：9 次评价，满意率 样本不足" in seen
    assert "皇姑分公司 11 不含存疑 9 1 90.9% 不含存疑 样本不足 80.0%" in seen
    assert seen.count("11 不含存疑 9") >= 4, "the figure, the branch, an hour, a weekday, the week"
    earlier = words(head.get("/?week=2026-11-17").text)
    assert "不含存疑" not in earlier


def test_a_clear_change_is_called_one(office: Machine, hall: Machine):
    for n in range(30):
        rate(hall, n, "5")
    hall.time.pass_by(7 * DAY_MS)
    for n in range(100, 130):
        rate(hall, n, "1" if n < 115 else "5")
    sync_round(hall, office)
    assert "▼ 低 50.0 个百分点，变化明显" in words(at_office(office).get("/").text)


def test_few_ratings_are_counts_and_no_share(head: FlaskClient, office: Machine, hall: Machine):
    rate(hall, 1, "5")
    sync_round(hall, office)
    seen = words(head.get("/").text)
    assert "共 1 次评价，样本不足" in seen and "真实满意率" not in seen


def test_each_number_leads_to_its_list_and_the_list_to_the_words(office: Machine, hall: Machine):
    head = fill(hall, office)
    page = head.get("/?week=2026-11-24").text
    lows = head.get(link_to(page, "不满意的评价")).text
    assert "共 1 条" in words(lows) and "多收20元，没开收据" in lows
    item = head.get(link_to(lows, "不满意")).text
    assert "多收20元，没开收据" in item and "保存处理结果" in item
    assert "共 11 条" in words(head.get(link_to(page, "评价 11")).text)
    assert "共 1 条" in words(head.get(link_to(page, "已撤销")).text)


def test_ratings_from_phones_are_in_no_other_figure(office: Machine, hall: Machine):
    head = fill(hall, office)
    before = head.get("/?week=2026-11-24").text
    by_phone(hall, 201, "1")
    sync_round(hall, office)
    page = head.get("/?week=2026-11-24").text
    assert link_to(page, "评价 11") == link_to(before, "评价 11")
    assert "手机评价 1 次，其中不满意 1 次 单独统计" in words(page)
    assert "共 1 条" in words(head.get(link_to(page, "不满意的评价")).text), "as the figure says"
    listed = words(head.get(link_to(page, "手机评价")).text)
    assert "共 1 条" in listed and "手机" in listed


def test_late_without_an_answer_is_late_and_leads_to_the_case(office: Machine, hall: Machine):
    file(hall, text="排队太久")
    sync_round(hall, office)
    office.time.pass_by(60 * DAY_MS)
    head = at_office(office)
    page = head.get("/?week=2026-11-16").text
    assert "工单按时答复 0.0%" in words(page) and "超期 1（含未答复）" in words(page)
    listed = head.get(link_to(page, "工单按时答复")).text
    assert "共 1 条" in words(listed) and "超期未答复" in listed and "排队太久" in listed


def test_help_without_an_answer_is_counted(head: FlaskClient, office: Machine, hall: Machine):
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1))
    sync_round(hall, office)
    page = head.get("/").text
    assert "求助 1 次 · 无人到场 1 次" in words(page)
    assert "无人到场" in words(head.get(link_to(page, "求助有人到场")).text)


def test_a_branch_has_a_page_of_its_own(office: Machine, hall: Machine):
    head = fill(hall, office)
    page = head.get(link_to(head.get("/?week=2026-11-24").text, "皇姑分公司")).text
    assert "皇姑分公司满意度" in page and "90.9%" in page and "哪些网点" not in page
    assert "共 0 次评价" in words(head.get(f"/?week=2026-11-24&branch={THERE}").text)
    assert "皇姑分公司满意度" in head.get("/?branch=皇姑分公司").text, "by its name"


@pytest.mark.parametrize(
    ("query", "status"),
    [("week=yesterday", 422), ("week=2026-02-30", 422), ("branch=nowhere", 422),
     ("week=2100-01-01", 200), ("week=1900-01-01", 200)],
)  # fmt: skip
def test_what_is_wrong_in_the_address_is_named_at_its_field(
    head: FlaskClient, query: str, status: int
):
    answer = head.get(f"/?{query}")
    assert answer.status_code == status
    assert ("aria-invalid" in answer.text) == (status == 422)


def test_every_kind_of_alarm_is_counted_however_many_there_are_of_one(
    head: FlaskClient, office: Machine
):
    assert "待处理告警" not in head.get("/").text
    alarms.alarm(office.db, ChainId(THERE, "t" * 24, 1), 1, "conflict", "", NOON)
    with office.db.writing():
        for seq in range(60):
            of = ChainId(HERE, "s" * 24, 1)
            alarms.alarm(office.db, of, seq, "broken_chain", "", NOON + 1 + seq)
    page = head.get("/").text
    assert "同一编号存在两种内容" in page
    seen = words(page)
    assert "账本校验链断裂 60" in seen and "同一编号存在两种内容 1" in seen
    assert "/alarms?code=conflict" in page


def test_an_office_in_doubt_about_the_time_asks_and_goes_by_the_answer(office: Machine, time: Time):
    times.note_time(office.db, time())
    time.reboot("b")
    time.step(30 * 86_400_000)
    head = at_office(office)
    page = head.get("/").text
    assert "系统时间可能有误" in page and "2026-11-21 12:00" in page and "2026-12-21 12:00" in page
    form = dict(re.findall(r'name="(key|shown)" value="(\w+)"', page))
    assert head.post("/clock", data=form | {"shown": "5"}).status_code == 409
    assert head.post("/clock", data=form).status_code == 303
    assert "系统时间可能有误" not in head.get("/").text
    assert head.post("/clock", data=form).status_code == 409, "nothing is left to confirm"
