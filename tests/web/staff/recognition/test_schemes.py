"""The pages of schemes: look, lock once, and look again; and what the clerk and the lobby show."""

import re
from decimal import Decimal

import msgspec
import pytest
from flask.testing import FlaskClient

from kiosk.records.hall import duty
from kiosk.records.ledger import security_log
from kiosk.records.people import authors
from kiosk.records.publishing import documents, presets
from kiosk.records.recognition import awards
from kiosk.vocabulary.documents import Publication, Said, Window
from kiosk.vocabulary.schemes import Quota
from tests.cast import HERE, LI, NOON, START_2014, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.feedback.cast import rate
from tests.records.recognition.cast import give, publish, scheme, tiers
from tests.web.cast import at_desk, at_office, rows_of, words

DAY = 86_400_000
NOON_DAY = "2026-11-21"
PAGE = "/schemes/tier-1?of=2025-01-01"


def locking(browser: FlaskClient, page: str = PAGE) -> dict[str, str]:
    """The fields of the form that locks."""
    form = re.search(r'<form[^>]*action="[^"]*/lock".*?</form>', browser.get(page).text, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group()))


@pytest.fixture
def anna(hall: Machine, office: Machine) -> FlaskClient:
    tiers(office)
    give(hall, WANG, 5)
    give(hall, LI, 2, more=20)
    sync_round(hall, office)
    return at_office(office)


def test_every_unit_has_its_steps_and_leads_to_what_they_are_made_of(anna: FlaskClient):
    page = anna.get(PAGE).text
    found = {row[1]: row for row in rows_of(page, "results")}
    assert found[f"王芳 {WANG}"][4] == "入选" and found[f"李敏 {LI}"][4] == "条件不符"
    assert "5P卡总数 25 × 1 = 25分" in found[f"王芳 {WANG}"][5]
    assert "最少的一种卡不少于3：2，不符合" in found[f"李敏 {LI}"][5]
    assert "待锁定，入选数 1" in words(page)
    link = re.search(r'href="(/lists/feedback\?[^"]*)"', page)
    assert link is not None and "first=2025-01-01" in link.group(1)
    assert anna.get(link.group(1).replace("&amp;", "&")).status_code == 200


def test_totals_are_printed_with_what_chance_can_do(anna: FlaskClient, office: Machine):
    found = {row[1]: row for row in rows_of(anna.get(PAGE).text, "results")}
    assert found[f"王芳 {WANG}"][3] == "25 ± 9.8" and found[f"赵强 {ZHAO}"][3] == "0"
    assert "可能只是偶然" not in anna.get(PAGE).text, "without a quota there is no cut"
    best = scheme("每年最佳", quota=Quota(Decimal(1), way="number"))
    publish(office, {"best-1": best})
    page = words(anna.get("/schemes/best-1?of=2025-01-01").text)
    assert "相差5分；差距小于14.5分时，可能只是偶然" in page


def test_a_page_narrows_to_a_hall_and_names_what_is_wrong(anna: FlaskClient):
    page = anna.get(f"{PAGE}&branch={THERE}").text
    assert [row[1] for row in rows_of(page, "results")] == [f"赵强 {ZHAO}"]
    assert 'action="/schemes/tier-1/lock"' not in page
    assert anna.get(f"{PAGE}&branch=nowhere").status_code == 422
    assert anna.get("/schemes/tier-9").status_code == 404
    assert anna.get("/schemes/tier-1?of=soon").status_code == 200
    assert anna.get("/schemes/tier-1?of=9999-12-31").status_code == 200
    assert "尚未结束" in anna.get("/schemes/tier-1?of=2026-01-01").text
    assert len(rows_of(anna.get("/schemes").text, "schemes")) == 3


def test_locking_is_a_fact_and_a_line_of_the_log_and_twice_is_once(
    anna: FlaskClient, office: Machine
):
    sent = locking(anna)
    first = anna.post("/schemes/tier-1/lock", data=sent)
    assert first.status_code == 303 and first.location == PAGE
    assert anna.post("/schemes/tier-1/lock", data=sent).location == PAGE
    assert len(awards.of_clerk(office.db, WANG)) == 1
    noted = [row for row in office.db.rows(security_log.SecurityLog.select())
             if row.action == "scheme_locked"]  # fmt: skip
    assert len(noted) == 1 and noted[0].subject == "tier-1" and noted[0].who
    page = words(anna.get(PAGE).text)
    assert "已锁定，入选数 1" in page and "重新计算，结果相同" in page
    assert rows_of(anna.get(f"/schemes/clerks/{WANG}").text, "awards")[0][0] == "5P铜牌"
    assert "还没有晋级" in anna.get(f"/schemes/clerks/{LI}").text


def test_what_comes_late_is_listed(anna: FlaskClient, hall: Machine, office: Machine):
    anna.post("/schemes/tier-1/lock", data=locking(anna))
    give(hall, LI, 1)
    sync_round(hall, office)
    page = words(anna.get(PAGE).text)
    assert "补到的记录会改变以下结果" in page and "现在 5P卡总数 35；最少的一种卡 3" in page


def test_results_that_changed_meanwhile_are_shown_again(
    anna: FlaskClient, hall: Machine, office: Machine
):
    sent = locking(anna)
    give(hall, LI, 1)
    sync_round(hall, office)
    refused = anna.post("/schemes/tier-1/lock", data=sent)
    assert refused.status_code == 409 and "数据已有变化" in refused.text
    assert awards.of_clerk(office.db, WANG) == []


def test_no_clerk_and_no_manager_of_a_hall_with_an_office_locks(
    hall: Machine, office: Machine, anna: FlaskClient, manager: FlaskClient
):
    sent = locking(anna)
    sync_round(hall, office)
    assert manager.post("/schemes/tier-1/lock", data=sent).status_code == 403
    assert manager.get(PAGE).status_code == 403
    assert at_desk(hall, WANG).post("/schemes/tier-1/lock", data=sent).status_code == 403
    assert hall.browser("desk").post("/schemes/tier-1/lock", data=sent).location == "/sign-in"
    assert hall.browser("lobby").get("/schemes").status_code == 404


def test_a_manager_alone_locks_at_the_desk(alone: Machine, alone_manager: FlaskClient):
    publish(alone, {"tier-1": scheme()})
    give(alone, LI, 2)
    done = alone_manager.post("/schemes/tier-1/lock", data=locking(alone_manager))
    assert done.status_code == 303 and awards.of_clerk(alone.db, LI)[0].by == WANG


def test_the_clerk_reads_the_tier_and_the_lobby_shows_it_until_it_expires(
    anna: FlaskClient, hall: Machine, office: Machine
):
    lobby, desk = hall.browser("lobby"), at_desk(hall, WANG)
    assert "5P铜牌" not in lobby.get("/").text and "晋级与称号" not in desk.get("/").text
    anna.post("/schemes/tier-1/lock", data=locking(anna))
    sync_round(hall, office)
    assert lobby.get("/").text.count("5P铜牌") == 1 and "5P铜牌" in lobby.get("/people").text
    assert "5P铜牌" in lobby.get(f"/clerks/{WANG}").text
    assert "5P铜牌" not in lobby.get(f"/clerks/{LI}").text
    page = words(desk.get("/").text)
    assert "晋级与称号" in page and "有效至2026-12-31" in page and "还差" not in page
    lobby.post("/language", data={"language": "en"})
    assert "5P bronze" in lobby.get("/").text
    hall.time.pass_by(45 * 86_400_000)
    assert "5P bronze" not in lobby.get("/").text


def test_what_is_needed_is_shown_only_if_it_is_announced(hall: Machine, office: Machine):
    publish(office, {"tier-1": scheme(announced=True)})
    sync_round(hall, office)
    page = words(at_desk(hall, WANG).get("/").text)
    assert "距“5P铜牌”还差5张顾客卡" in page


def test_a_hall_is_named_where_halls_take_part(anna: FlaskClient, office: Machine):
    publish(office, {"halls": scheme(unit="branch", level=0)})
    page = anna.get("/schemes/halls?of=2025-01-01").text
    assert [row[0] for row in rows_of(page, "results")] == ["1", "–"]
    anna.post("/schemes/halls/lock", data=locking(anna, "/schemes/halls?of=2025-01-01"))
    assert list(awards.of_branch(office.db, HERE)) == [""]


def test_a_star_of_windows_is_locked_on_the_page_and_shown_at_the_windows_tile(
    hall: Machine, office: Machine, time: Time
):
    starred(hall, office, time)
    page = at_desk(hall, LI).get("/").text
    assert "星级窗口" not in page, "a window's star is no clerk's"
    lobby = hall.browser("lobby")
    tile = re.search(rf'id="clerk-{LI}".*?</a>', lobby.get("/").text, re.DOTALL)
    assert tile is not None and "3号窗口 · 收费 星级窗口" in words(tile.group())
    assert "星级窗口" in lobby.get(f"/clerks/{LI}").text
    lobby.post("/language", data={"language": "en"})
    assert "Star window" in lobby.get("/").text
    time.pass_by(140 * DAY)
    assert "星级窗口" not in hall.browser("lobby").get("/").text, "it expires"


def starred(hall: Machine, office: Machine, time: Time) -> None:
    """Window 3 has its star; Li was at it, and is again."""
    star = presets.read_of_kind(office.db, "scheme", "stars", START_2014)
    window = Window(branch=HERE, number="3", name=Said("收费", "Pay"))
    made = [*star, Publication(f"{HERE}/3", window, START_2014)]
    made += [Publication(f"{HERE}/4", msgspec.structs.replace(window, number="4"), START_2014)]
    made += [Publication(f"{HERE}/5", msgspec.structs.replace(window, number="5"), START_2014)]
    made += [Publication(f"{HERE}/6", msgspec.structs.replace(window, number="6"), START_2014)]
    documents.publish(office.db, made, "anna", NOON)
    sign_on(hall, "1")
    for number in range(20):
        rate(hall, 100 + number, "5", LI)
    rate(hall, 200, "5", WANG)
    sync_round(hall, office)
    time.pass_by(45 * DAY)
    anna = at_office(office)
    path = f"/schemes/star-window?of={NOON_DAY}"
    page = anna.get(path).text
    assert "皇姑分公司：窗口不明的卡片和评价 1 条，不计入任何窗口。" in words(page)
    found = {row[1]: row for row in rows_of(page, "results")}
    assert found["3号窗口 · 收费"][4] == "入选"
    sent = locking(anna, path)
    assert anna.post("/schemes/star-window/lock", data=sent).status_code == 303
    assert "按现有记录重新计算，结果相同" in words(anna.get(path).text)
    sync_round(hall, office)
    sign_on(hall, "2")


def sign_on(hall: Machine, n: str) -> None:
    duty.change(hall.db, authors.at_desk(hall.db, LI, hall.time()), n * 32, True, "3")
