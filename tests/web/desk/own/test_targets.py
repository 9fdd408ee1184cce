"""Targets on the clerk's first page and on the manager's: seen by these two alone, without a
ranking."""

from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from tests.cast import LI, MANAGER, THERE, WANG, ZHAO, Machine, sync_round
from tests.records.recognition.own.test_targets import NOVEMBER, aim
from tests.records.recognition.test_measured import enter
from tests.web.cast import at_desk, rows_of, words


def bring(hall: Machine, office: Machine) -> None:
    aim(office, {WANG: 300, LI: 200, MANAGER: 10})
    aim(office, {ZHAO: 5}, branch=THERE)
    enter(office, {WANG: 270, LI: 250}, NOVEMBER)
    sync_round(hall, office)


def test_a_clerk_reads_the_own_targets_and_no_one_elses(hall: Machine, office: Machine):
    bring(hall, office)
    page = at_desk(hall, WANG).get("/").text
    assert rows_of(page, "targets") == [
        ["业务量", "不少于 300", "270", "还差 30", "2026-11-01–2026-11-30", "10 天"],
    ]  # fmt: skip
    assert "250" not in words(page)
    assert at_desk(hall, LI).get("/targets").status_code == 403


def test_without_a_target_nothing_is_shown(hall: Machine, office: Machine, manager: FlaskClient):
    assert "我的指标" not in at_desk(hall, WANG).get("/").text
    assert "本期没有发布指标" in manager.get("/targets").text


def test_a_manager_reads_those_of_the_own_hall_by_badge_and_it_is_noted(
    hall: Machine, office: Machine, manager: FlaskClient
):
    bring(hall, office)
    page = manager.get("/targets").text
    assert [row[:5] for row in rows_of(page, "targets")] == [
        [f"王芳 {WANG}", "业务量", "不少于 300", "270", "还差 30"],
        [f"李敏 {LI}", "业务量", "不少于 200", "250", "已达到"],
        [f"{manager_name(page)} {MANAGER}", "业务量", "不少于 10", "还没有数据", "–"],
    ], "in the order of badges, whoever reached more; no number is no 0"  # fmt: skip
    assert ZHAO not in words(page)
    assert {row.detail for row in security_log.about(hall.db, WANG, ()).rows} == {"targets"}
    manager.post("/language", data={"language": "en"})
    assert "no number yet" in words(manager.get("/targets").text)


def manager_name(page: str) -> str:
    return rows_of(page, "targets")[2][0].split()[0]


def test_no_screen_of_the_lobby_shows_a_target(
    hall: Machine, office: Machine, customer: FlaskClient
):
    bring(hall, office)
    for path in ("/", f"/clerks/{WANG}", "/news", "/news/1"):
        assert "指标" not in customer.get(path).text
    assert customer.get("/targets").status_code == 404
