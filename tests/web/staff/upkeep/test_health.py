"""What the machine's checks found is shown to the manager and to head office."""

from kiosk.records.ledger.archives import checking
from kiosk.records.upkeep import checked
from kiosk.records.upkeep.checked import Result
from kiosk.vocabulary.checks import CHECKS
from tests.cast import MANAGER, WANG, Machine, sync_round
from tests.records.upkeep.archives.cast import files, moved
from tests.sync.cast import tap
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


def test_head_office_sees_what_is_archived_and_whether_it_held(hall: Machine, office: Machine):
    assert "没有设置保留期" in at_office(office).get(PAGE).text
    tap(hall, 1)
    sync_round(hall, office)
    moved(office)
    office.config.keep_months = 36
    page = words(at_office(office).get(PAGE).text)
    assert "保留 36 个月" in page and "2026-11 1 1 1 0.0 MB" in page
    (file,) = files(office)
    file.unlink()
    checking.check(office.db, office.time().utc)
    page = words(at_office(office).get(PAGE).text)
    assert "2026-11/sb01 1 故障" in page and "文件缺失" in page
    assert "归档" not in at_desk(hall, MANAGER).get(PAGE).text
