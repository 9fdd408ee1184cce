"""What the machine's checks found is shown to the manager and to head office."""

from kiosk.records.upkeep import checked
from kiosk.records.upkeep.checked import Result
from kiosk.vocabulary.checks import CHECKS
from tests.cast import MANAGER, WANG, Machine
from tests.web.cast import at_desk, at_office, words

PAGE = "/machine-check"


def test_a_fault_is_shown_with_what_to_do_and_what_is_well_without(hall: Machine):
    manager = at_desk(hall, MANAGER)
    assert "还没有检查结果" in manager.get(PAGE).text
    results = [Result("database", "ok", "12 MB"), Result("stick", "fault", "<b>-</b>")]
    checked.store(hall.db, results, hall.time())
    page = manager.get(PAGE).text
    assert page.index("U盘备份") < page.index("12 MB"), "the worst first"
    assert CHECKS["stick"].todo in page and CHECKS["database"].todo not in page
    assert "&lt;b&gt;" in page and "自2026-11-21" in words(page)
    assert PAGE in manager.get("/alarms").text


def test_head_office_has_the_same_page_and_no_one_else(hall: Machine, office: Machine):
    checked.store(office.db, [Result("space", "warning", "1.2 GB")], office.time())
    assert "1.2 GB" in at_office(office).get(PAGE).text
    assert at_desk(hall, WANG).get(PAGE).status_code == 403
    assert hall.browser("desk").get(PAGE).location == "/sign-in"
    assert hall.browser("lobby").get(PAGE).status_code == 404
