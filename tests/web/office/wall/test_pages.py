"""Head office's wall: halls and numbers, refreshed by itself, and nothing that a customer wrote."""

from flask.testing import FlaskClient

from kiosk.records.feedback import ratings
from kiosk.records.reports import changes
from kiosk.records.stations import states
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.rules.office.stations import SILENT_MS
from tests.cast import HERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import file, k
from tests.records.reports.test_changes import weeks
from tests.web.cast import words

WORDS, PHONE = "多收了20元没有给票", "13800001121"


def test_the_wall_shows_halls_and_numbers_alone(hall: Machine, office: Machine, head: FlaskClient):
    author = by_visit(hall.db, hall.time(), "visit")
    ratings.rate(hall.db, author, k(1), WANG, "1")
    ratings.remark(hall.db, author, k(2), k(1), ["fee"], "", WORDS)
    file(hall, 3, reach=True)
    sync_round(hall, office)
    weeks(office, HERE, 20, last=40)
    changes.judge(office.db, office.today())
    page = head.get("/wall").text
    said = words(page)
    for one in ("今日评价 1", "▼ 皇姑", "明显变差，平均", "终端全部在线", "没有超期工单"):
        assert one in said, one
    for hidden in (WORDS, PHONE, "王芳", "0317"):
        assert hidden not in page, hidden


def test_a_silent_station_and_an_overdue_case_are_on_it(
    hall: Machine, office: Machine, head: FlaskClient
):
    file(hall, 3)
    sync_round(hall, office)
    hall.time.pass_by(40 * 24 * HOUR_MS)
    now = hall.time().utc
    number, (one,) = (
        states.silent(office.db, now, None),
        states.longest_silent(office.db, now, None, 5),
    )
    assert (number, one.branch) == (1, HERE)
    assert states.silent(office.db, now, {"sb99"}) == 0
    assert states.longest_silent(office.db, now, {"sb99"}, 5) == []
    assert states.silent(office.db, one.since + SILENT_MS, None) == 0, "not before that moment"


def test_it_refreshes_by_itself_with_and_without_scripts(head: FlaskClient):
    page = head.get("/wall").text
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    assert 'hx-get="/wall/shown"' in page
    part = head.get("/wall/shown").text
    assert part.lstrip().startswith('<section id="display"') and "<html" not in part


def test_it_is_for_those_who_are_signed_in(office: Machine):
    answer = office.browser("office").get("/wall")
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
