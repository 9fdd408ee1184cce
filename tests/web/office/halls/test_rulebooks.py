"""Head office sees how many of each branch have read which version."""

from flask.testing import FlaskClient

from tests.cast import LI, NORTH, Machine, sync_round
from tests.records.standards.cast import publish, rules
from tests.records.standards.test_rulebooks import confirm
from tests.web.cast import rows_of, words


def test_each_branch_and_version_with_its_share(head: FlaskClient, hall: Machine, office: Machine):
    assert "还没有发布制度规范" in words(head.get("/rulebooks").text)
    publish(office, hall, "ban", rules())
    publish(office, hall, f"ban@region.{NORTH}", rules("城北"), hall.today())
    confirm(hall, 1, LI)
    sync_round(hall, office)
    page = head.get("/rulebooks").text
    assert rows_of(page, "reading") == [
        ["皇姑分公司 sb01", "禁令", "—", "2026-11-21", "1 / 3", "33%"],
        ["铁西分公司 sb02", "禁令", "—", "2014-01-01", "0 / 1", "0%"],
    ]
    assert "李敏" not in words(page)
    assert 'href="/rulebooks"' in head.get("/meetings").text


def test_no_one_else_reads_it(office: Machine):
    assert office.browser("office").get("/rulebooks").location == "/sign-in"
