"""Head office's report of a period: chosen, read, downloaded, issued, and imported again."""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Sequence

import openpyxl
import pytest
from flask.testing import FlaskClient

from kiosk.files import reading
from kiosk.files.reports import paths
from kiosk.records.feedback import cards
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.oversight import flags
from kiosk.records.people import authors
from kiosk.records.publishing import as_tables, documents
from kiosk.records.recognition import measured
from kiosk.records.reports.periods import issued
from kiosk.records.reports.periods.reading import Around
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from kiosk.rules.office.suspicion.history import Finding
from kiosk.rules.spreadsheets import tables
from kiosk.vocabulary.reports import LINES, SECTIONS
from tests.cast import HERE, LI, NORTH, WANG, Machine, by_visit, sync_round
from tests.records.feedback.cast import rate
from tests.records.reports.test_changes import weeks
from tests.records.reports.test_target import set_target
from tests.web.cast import at_office, words

DAY_MS = 86_400_000
NOVEMBER = "/reports/month/2026-11-01"


def give(hall: Machine, office: Machine, *, unsent: bool = False) -> FlaskClient:
    """Three cards and twelve ratings in November, of which two are low, and a card that has not
    been sent; then it is December, and head office signs in."""
    for number, (badge, mark) in enumerate(((WANG, "polite"), (WANG, "polite"), (LI, "patient"))):
        words = "=HYPERLINK(1)" if number else "请回电13800138000，谢谢。"
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), hall.new_id(), badge, mark, words)
    for n in range(12):
        rate(hall, n + 1, "5" if n > 1 else "1")
    sync_round(hall, office)
    if unsent:
        visitor = by_visit(hall.db, hall.time(), "v")
        cards.give(hall.db, visitor, hall.new_id(), LI, "positive", "")
    hall.time.pass_by(14 * DAY_MS)
    return at_office(office, "admin")


def of_november(scope: str = "") -> Of:
    return Of("month", spans.of("month", datetime.date(2026, 11, 1)), scope)


def test_a_report_says_whether_the_weeks_reach_the_target(head: FlaskClient, office: Machine):
    weeks(office, HERE, 26)
    set_target(office, 80)
    said = words(head.get(NOVEMBER).text)
    assert "满意率目标80%，看截至2026-11-09那一周的各整周： ✓ 稳定达到目标" in said
    assert "满意率目标" not in words(head.get("/reports/month/2013-11-01").text), "none then"


def test_a_report_is_chosen_by_any_of_its_days(head: FlaskClient):
    page = head.get("/reports")
    assert page.status_code == 200 and "还没有出具过报表" in page.text
    for query, path in (
        ("period=month&day=2026-10-17", "/reports/month/2026-10-01"),
        ("period=quarter&day=2026-10-17", "/reports/quarter/2026-10-01"),
        ("period=year&day=2014-05-05", "/reports/year/2014-01-01"),
        ("period=week&day=2026-11-21", "/reports/week/2026-11-20"),
        (f"period=month&day=2026-10-17&branch={HERE}", f"/reports/month/2026-10-01?scope={HERE}"),
    ):
        answer = head.get(f"/reports?{query}")
        assert answer.status_code == 303 and answer.location == path, query
        assert head.get(path).status_code == 200
    assert "2026年10月" in words(head.get("/reports/month/2026-10-09").text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports?period=month&day=gestern", 422),
        ("/reports?period=month&day=2026-10-17&branch=nowhere", 422),
        ("/reports?period=decade&day=2026-10-17", 404),
        ("/reports/decade/2026-10-01", 404),
        ("/reports/month/gestern", 404),
        ("/reports/month/2026-10-01?scope=nowhere", 404),
        ("/reports/month/2026-10-01?scope=region.nowhere", 404),
        ("/reports/month/2026-10-01/report.docx", 404),
        ("/reports/month/2026-10-01/cards.pdf", 404),
    ],
)
def test_what_there_is_not_is_refused(head: FlaskClient, path: str, status: int):
    assert head.get(path).status_code == status


def test_page_spreadsheet_and_csv_say_the_same_numbers(office: Machine, hall: Machine):
    head = give(hall, office)
    page = words(head.get(NOVEMBER).text)
    assert "顾客赠送的5P卡 3 0 +3" in page
    assert "满意率（基本满意及以上） 83.3% 未登记 10 / 12 · 95%置信区间 55.2%–95.3%" in page
    assert "明查暗访 未登记 未登记" in page
    book = openpyxl.load_workbook(io.BytesIO(head.get(f"{NOVEMBER}/report.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    around = Around(flagged=Counter(), silences=Value(0))
    kept = issued.read(office.db, of_november(), office.time().utc, around)
    assert [row[2] for row in rows] == list(LINES)
    for row in rows:
        value = kept.now[row[2]]
        assert row[4] == (value.n if value.n is not None else "未登记") and row[5] == value.of
    listed = head.get(f"{NOVEMBER}/report.csv").data
    assert listed.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(listed.decode("utf-8-sig"))))[1:]
    assert [row[2:6] for row in table] == [
        [str(cell or "") if cell != 0 else "0" for cell in row[2:6]] for row in rows
    ]
    assert [row[1].value for row in book.worksheets[1].iter_rows(min_row=2)] == [
        "皇姑分公司", "铁西分公司",
    ]  # fmt: skip


def test_a_pdf_is_made_of_the_same(office: Machine, hall: Machine):
    head = give(hall, office)
    answer = head.get(f"{NOVEMBER}/report.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert answer.data == head.get(f"{NOVEMBER}/report.pdf").data


def test_scopes_are_counted_by_themselves(office: Machine, hall: Machine):
    head = give(hall, office)
    for scope, n in (("", 3), (HERE, 3), (f"region.{NORTH}", 3), ("sb02", 0), ("region.城西", 0)):
        kept = issued.read(office.db, of_november(scope), office.time().utc)
        assert kept.now["cards"].n == n, scope
        page = head.get(NOVEMBER, query_string={"scope": scope})
        assert f"顾客赠送的5P卡 {n} 0" in words(page.text)


def test_a_customers_number_is_hidden_until_read_not_even_shown(office: Machine, hall: Machine):
    head = give(hall, office)
    assert "13800138000" not in head.get(NOVEMBER).text


def test_each_figure_leads_to_a_page_that_is_there(head: FlaskClient):
    seen = set()
    for period in ("month", "year"):
        span = spans.of(period, datetime.date(2026, 10, 1))
        for code in LINES:
            for scope in ("", HERE, f"region.{NORTH}"):
                path = paths.of_figure(code, period, span, scope)
                if path and path not in seen:
                    seen.add(path)
                    assert head.get(path).status_code == 200, (code, path)
    without = {code for code in LINES if not paths.of_figure(code, period, span)}
    assert without == {"flagged_cards", "flagged_ratings", "inspections", "quizzes"}


def issue(head: FlaskClient, path: str = NOVEMBER) -> int:
    return int(head.post(f"{path}/issue", data={"scope": ""}).status_code)


def test_an_issued_report_stays_and_says_what_came_since(office: Machine, hall: Machine):
    head = give(hall, office, unsent=True)
    assert issue(head) == 303
    row = issued.find(office.db, of_november())
    assert row is not None and row.issued_by == "admin" and row.kept.now["cards"].n == 3
    assert "出具以后" not in head.get(NOVEMBER).text
    sync_round(hall, office)
    page = words(head.get(NOVEMBER).text)
    assert f"校验值 {row.digest[:16]}" in page and "顾客赠送的5P卡 3 0 +3" in page
    assert "出具以后又收到记录，" in page and "顾客赠送的5P卡 3 4" in page
    again = issue(head), issued.find(office.db, of_november())
    assert again[0] == 303 and again[1] is not None and again[1].digest == row.digest
    assert row.digest[:16] in head.get("/reports").text


def test_a_period_is_issued_once_it_is_over(office: Machine, hall: Machine):
    head = give(hall, office)
    december = "/reports/month/2026-12-01"
    assert "出具报表" not in head.get(december).text and issue(head, december) == 409
    assert issued.listed(office.db).number == 0


def imported(office: Machine, file: bytes) -> Sequence[object]:
    found = tables.arranged(reading.spreadsheet(file), tables.form("figure"))
    wanted, faults = as_tables.from_rows(office.db, "figure", found.rows)
    assert found.faults == [] and faults == []
    return list(wanted)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_each_clerks_cards_come_back_unchanged(office: Machine, hall: Machine, suffix: str):
    head = give(hall, office)
    file = head.get(f"{NOVEMBER}/cards.{suffix}").data
    assert documents.publish(office.db, imported(office, file), "admin", office.time().utc) == 2
    span = of_november().span
    read = measured.read(office.db, "clerk", ["report-polite", "report-patient"], *span)
    assert read == {WANG: {"report-polite": 2}, LI: {"report-patient": 1}}
    again = head.get(f"{NOVEMBER}/cards.{suffix}").data
    assert documents.publish(office.db, imported(office, again), "admin", office.time().utc) == 0


def test_every_figure_has_a_chapter_of_its_own():
    codes = [line.code for some in SECTIONS.values() for one in some for line in one.lines]
    assert len(codes) == len(set(codes)) == len(LINES)


def test_a_report_has_both_counts(office: Machine, hall: Machine):
    head = give(hall, office)
    before = words(head.get(NOVEMBER).text)
    assert "存疑卡片 0" in before and "存疑评价 0" in before
    ids = [one.event_id for one in office.db.rows(FeedbackNow.select()) if one.kind == "rating"]
    day = office.today()
    with office.db.writing():
        one = Finding("drip", WANG, day, day, 2, 9, 0.3, 1.1, tuple(sorted(ids)[:2]))
        flags.note(office.db, authors.at_office(office.db, HERE, "", office.time()), [one])
    page = words(head.get(NOVEMBER).text)
    assert "评价次数 12 不含存疑 10" in page and "非常不满意 2 不含存疑 0" in page
    december = words(head.get(NOVEMBER.replace("2026-11-01", "2026-12-01")).text)
    assert "不含存疑的评价次数 0 10" in december, "the period before has both counts, too"
    assert "评价次数 0 12 不含存疑 10" in december
    assert "皇姑分公司 12 不含存疑 10" in page
    assert "存疑评价 2" in page and "不含存疑的评价次数 10" in page and "评价次数 12" in page
