"""Whoever opens a page with customers' words is written down; what stands there is not."""

import peewee
import pytest
from flask.testing import FlaskClient

from kiosk.records.people import looks, users
from kiosk.rules.people import access
from kiosk.rules.people.roles import EVERYWHERE, Reach
from kiosk.vocabulary.security import PAGES
from tests.cast import HERE, NORTH, Machine, Time, refusal_in
from tests.web.cast import at_office, words
from tests.web.office.test_lists import fill


@pytest.fixture
def anna(office: Machine, hall: Machine) -> FlaskClient:
    fill(hall, office)
    return at_office(office)


def noted(office: Machine) -> list[tuple[str, str, str]]:
    found = looks.listed(office.db, looks.Filters(), "Asia/Shanghai")
    return [(row.who, row.path, row.halls) for row in reversed(found.rows)]


def test_a_page_with_words_is_written_down_and_what_was_searched_is_not(
    anna: FlaskClient, office: Machine
):
    page = anna.get("/lists/feedback?words=收据")
    assert "收据" in page.text
    assert noted(office) == [("anna", "/lists/feedback", "")]


def test_with_it_go_the_halls_that_it_was_narrowed_to(
    anna: FlaskClient, office: Machine, time: Time
):
    for path in (f"/lists/feedback?branch={HERE}", "/cases?branch=no such hall", "/cards"):
        anna.get(path)
        time.pass_by(1_000)
    users.set_password(office.db, office.keys, "boss", "x")
    users.assign(office.db, "anna", "region", Reach(regions=frozenset({NORTH})), "boss")
    anna.get("/cards")
    assert [halls for _, _, halls in noted(office)] == [HERE, "", "", NORTH]


def test_what_was_refused_or_shows_no_one_is_not_written_down(anna: FlaskClient, office: Machine):
    for path in ("/stations", "/no-such-page", "/left", "/documents"):
        anna.get(path)
    users.set_password(office.db, office.keys, "boss", "x")
    users.assign(office.db, "anna", "viewer", EVERYWHERE, "boss")
    assert anna.get("/users").status_code == 403
    office.browser("office").get("/lists/feedback")
    assert noted(office) == []


def test_a_file_that_is_taken_out_is_written_down(anna: FlaskClient, office: Machine):
    anna.get("/lists/feedback/table.csv")
    assert noted(office) == [("anna", "/lists/feedback/table.csv", "")]


def test_those_who_see_to_it_read_it_by_user_and_day(anna: FlaskClient, office: Machine):
    anna.get(f"/lists/feedback?branch={HERE}")
    boss = at_office(office, "boss")
    page = words(boss.get("/looks?who=anna").text)
    assert "反馈列表" in page and HERE in page and "/lists/feedback" in page
    today = office.today().isoformat()
    assert "共 1 条" in words(boss.get(f"/looks?who=anna&day={today}").text)
    assert "没有符合条件的记录" in boss.get("/looks?who=anna&day=2014-01-01").text
    assert "日期" in boss.get("/looks?day=yesterday").text


@pytest.mark.parametrize("role, status", [("auditor", 200), ("viewer", 403), ("region", 403)])
def test_no_other_role_reads_it(office: Machine, role: str, status: int):
    at_office(office, "boss")
    anna = at_office(office)
    users.assign(office.db, "anna", role, EVERYWHERE, "boss")
    assert anna.get("/looks").status_code == status


def test_the_pages_that_are_left_out_are_addresses_of_head_office():
    assert set(access.TABLE) >= access.NOT_NOTED


def test_every_page_that_is_written_down_has_a_name(office: Machine):
    pages = {
        rule.endpoint
        for rule in office.app("office").url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    noted = (pages & set(access.TABLE)) - access.OPEN - access.NOT_NOTED
    assert {one.partition(".")[0] for one in noted} <= set(PAGES)


def test_a_page_that_can_not_be_written_down_is_not_shown(
    anna: FlaskClient, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise peewee.OperationalError("disk is full")

    monkeypatch.setattr(office.db, "store_apart", full)
    for path in ("/lists/feedback", "/lists/feedback/table.csv", "/users"):
        page = anna.get(path)
        assert page.status_code == 503 and refusal_in(page.text) == "not_noted"
        assert "收据" not in page.text
    for path in ("/stations", "/machine-check"):
        assert anna.get(path).status_code == 200, "where to see what is wrong"
