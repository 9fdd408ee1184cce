"""Head office's lists: what all halls heard, searched, narrowed and exported."""

import csv
import io

import openpyxl
import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import steps
from kiosk.records.feedback import cards, registers, thanks
from kiosk.records.hall import help
from kiosk.records.ledger.security_log import SecurityLog
from kiosk.records.reports import everywhere
from kiosk.rules.cases import numbering
from tests.cast import HERE, LI, MANAGER, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import rate, remark
from tests.web.cast import at_office, file, words
from tests.web.office.test_overview import link_to

LISTS = ("feedback", "praise", "cases", "help", "boxes", "withdrawn")


def fill(hall: Machine, office: Machine) -> None:
    """Something on each list."""
    rate(hall, 1, "1")
    remark(hall, 1, key=k(501), reasons=["fee"], service="1-pay",
           comment="=多收20元，100%没开收据")  # fmt: skip
    rate(hall, 2, "5", LI)
    rate(hall, 3, "2", MANAGER)
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(4), LI, "patient", "讲得很清楚")
    rate(hall, 5, "1", LI)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(505), k(5))
    registers.enter_praise(hall.db, desk(hall), k(6), "banner", WANG, "雨夜抢修", hall.today())
    registers.open_box(hall.db, desk(hall), k(7), LI, 2)
    file(hall, 8, text="排队四十分钟")
    help.ring(hall.db, visitor, k(9))
    sync_round(hall, office)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("feedback", "收费不清楚"), ("praise", "雨夜抢修"), ("cases", "排队四十分钟"),
        ("help", "无人到场"), ("boxes", "2"), ("withdrawn", "非常不满意"),
    ],
)  # fmt: skip
def test_each_list_says_what_and_where(
    head: FlaskClient, office: Machine, hall: Machine, path: str, said: str
):
    fill(hall, office)
    seen = words(head.get(f"/lists/{path}").text)
    assert said in seen and "皇姑分公司" in seen


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 5), ("words=收据", 1), ("words=100%25没", 1), ("words=%25", 1), ("words=_", 0),
        ("words=" + "长" * 500, 0), (f"branch={HERE}", 5), (f"branch={THERE}", 0),
        ("branch=皇姑分公司", 5), (f"clerk={LI}", 3), ("kind=card", 1), ("kind=rating", 4),
        ("grade=low", 3), ("grade=good", 1), ("grade=1", 2), ("reason=fee", 1), ("reason=hall", 0),
        ("service=1-pay", 1), ("show=waiting", 4), ("show=managers", 1), ("show=ours", 1),
        ("show=written", 2), ("show=withdrawn", 1), ("show=counted", 4), ("entry=screen", 5),
        ("entry=paper", 0), ("hour=12", 5), ("hour=11", 0), ("weekday=5", 5), ("weekday=0", 0),
        ("last=2026-11-20", 0), ("help?hour=12", 1), ("help?hour=11", 0),
        (f"cards?hour=12&branch={HERE}", 1), (f"cards?hour=13&branch={HERE}", 0),
        (f"cards?hour=12&branch={THERE}", 0), ("cards?kind=patient", 1),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_what_the_address_says(
    head: FlaskClient, office: Machine, hall: Machine, query: str, number: int
):
    fill(hall, office)
    path = query if "?" in query else f"feedback?{query}"
    assert f"共 {number} 条" in words(head.get(f"/lists/{path}").text)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1), ("words=四十", 1), ("words=五十", 0), ("kind=complaint", 1), ("kind=praise", 0),
        ("topic=waiting", 1), ("topic=fees", 0), ("state=opened", 1), ("state=closed", 0),
        ("answer=pending", 1), ("answer=late", 0), (f"clerk={WANG}", 1), ("show=managers", 0),
        ("number=1121-3333", 0),
    ],
)  # fmt: skip
def test_cases_are_found_by_words_number_topic_clerk_and_state(
    head: FlaskClient, office: Machine, hall: Machine, query: str, number: int
):
    fill(hall, office)
    assert f"共 {number} 条" in words(head.get(f"/lists/cases?{query}").text)


@pytest.mark.parametrize("widen", [False, True])
def test_a_case_is_found_by_its_number_whatever_the_days_and_however_it_is_typed(
    head: FlaskClient, office: Machine, hall: Machine, widen: bool
):
    number = numbering.number(hall.today(), file(hall, 8))
    sync_round(hall, office)
    typed = "".join(chr(ord(one) + 0xFEE0) for one in number) if widen else number.lower()
    page = head.get(f"/lists/cases?number={typed}&first=2026-01-01&last=2026-01-02").text
    assert "共 1 条" in words(page) and number in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("shoes", 404), ("feedback?grade=9", 400), ("feedback?hour=99", 400),
        ("feedback?branch=nowhere", 422), ("cards?hour=12", 422), ("help?region=no", 400),
        ("feedback?first=x", 422), ("cases?number=zz", 422), ("help?first=2026-01-01", 422),
        (f"help?first=2026-01-01&branch={HERE}", 200), ("help?after=" + "." * 900, 200),
    ],
)  # fmt: skip
def test_what_no_list_can_hold_is_refused(head: FlaskClient, path: str, status: int):
    assert head.get(f"/lists/{path}").status_code == status


def test_a_list_is_read_part_by_part_without_gaps(
    head: FlaskClient, office: Machine, hall: Machine
):
    for n in range(1, 61):
        rate(hall, n, "5" if n % 2 else "1")
    sync_round(hall, office)
    path, seen = "/lists/feedback", []
    for _ in range(3):
        page = head.get(path).text
        seen += ids_on(page)
        path = link_to(page, "下一页") if "下一页" in page else ""
    assert path == "" and sorted(seen) == [k(n) for n in range(1, 61)]


def ids_on(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split(f'href="/feedback/{HERE}/')[1:]]


def test_head_office_handles_what_is_about_the_manager(
    head: FlaskClient, office: Machine, hall: Machine
):
    fill(hall, office)
    listed = head.get("/lists/feedback?show=ours").text
    path = link_to(listed, "不满意")
    said = {"outcome": "talked", "note": "已与负责人谈话"}
    assert head.post(f"{path}/handled", data=said).status_code == 303
    assert "共 0 条" in words(head.get("/lists/feedback?show=ours").text)
    assert "已与负责人谈话" in head.get(path).text


def test_what_was_undone_is_counted_by_clerk_and_station(
    head: FlaskClient, office: Machine, hall: Machine
):
    fill(hall, office)
    page = head.get("/lists/withdrawn").text
    assert "皇姑分公司 1" in words(page)
    seen = words(head.get(link_to(page, "皇姑分公司")).text)
    assert f"李敏 {hall.keys.fingerprint[:8]} 非常不满意 1" in seen
    assert "非常不满意 · 已撤销" in seen


def test_who_came_to_a_call_and_how_fast(head: FlaskClient, office: Machine, hall: Machine):
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(9))
    hall.time.pass_by(75_000)
    help.came(hall.db, desk(hall), k(10), k(9))
    sync_round(hall, office)
    assert "1 分 15 秒" in words(head.get("/lists/help?answer=came").text)
    assert "共 0 条" in words(head.get("/lists/help?answer=open").text)


def table(head: FlaskClient, path: str) -> list[list[str]]:
    data = head.get(path).data
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_exported_with_chinese_heads_and_a_note_in_the_log(
    head: FlaskClient, office: Machine, hall: Machine, name: str
):
    fill(hall, office)
    heads, *rows = table(head, f"/lists/{name}/table.csv")
    assert rows and {len(row) for row in rows} == {len(heads)}
    assert "网点" in heads and not any(one.isascii() for one in heads)
    book = openpyxl.load_workbook(io.BytesIO(head.get(f"/lists/{name}/table.xlsx").data))
    assert [cell.value for cell in book.active[1]] == heads
    logged = office.db.rows(SecurityLog.select().where(SecurityLog.action == "exported"))
    assert {(row.subject, row.number) for row in logged} == {(name, len(rows))}
    assert head.get(f"/lists/{name}/table.exe").status_code == 404


def test_no_exported_cell_is_a_formula(head: FlaskClient, office: Machine, hall: Machine):
    fill(hall, office)
    cells = [cell for row in table(head, "/lists/feedback/table.csv") for cell in row]
    assert "'=多收20元，100%没开收据" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_an_export_that_is_too_long_is_refused(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch
):
    fill(hall, office)
    monkeypatch.setattr("kiosk.web.office.lists.ALL_ROWS", everywhere.Place(most=2))
    answer = head.get("/lists/feedback/table.csv")
    assert answer.status_code == 422 and "缩小日期" in answer.text


def test_a_search_says_if_too_much_was_written(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch
):
    fill(hall, office)
    assert "只搜索了" not in head.get("/lists/feedback?words=多收").text
    monkeypatch.setattr(everywhere, "MOST_SEARCHED", 1)
    assert "只搜索了" in head.get("/lists/feedback?words=多收").text


def test_a_clerks_words_about_a_customer_hide_numbers(
    head: FlaskClient, office: Machine, hall: Machine
):
    file(hall, 8, text="请打13812345678")
    sync_round(hall, office)
    for path in ("/lists/cases", "/lists/cases/table.csv"):
        page = head.get(path).text
        assert "13812345678" not in page and "〔号码已隐去〕" in page


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_complete_in_english(
    head: FlaskClient, office: Machine, hall: Machine, name: str
):
    fill(hall, office)
    head.set_cookie("ts_office_lang", "en")
    page = head.get(f"/lists/{name}").text
    assert 'lang="en"' in page
    assert table(head, f"/lists/{name}/table.csv")[0][-1].isascii()


def test_a_late_case_that_was_answered_late_is_on_the_list_of_late_ones(
    office: Machine, hall: Machine
):
    case_id = file(hall, 8)
    hall.time.pass_by(60 * 86_400_000)
    of = desk(hall)
    taken = steps.accept(hall.db, of, hall.case(case_id), k(20), LI, False, "")
    steps.reply(hall.db, of, taken, k(21), "fixed", "")
    sync_round(hall, office)
    head = at_office(office)
    query = "first=2026-11-01&last=2026-12-31"
    assert "超期答复" in head.get(f"/lists/cases?{query}&answer=late").text
    assert "共 0 条" in words(head.get(f"/lists/cases?{query}&answer=on_time").text)
