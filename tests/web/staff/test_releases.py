"""A release is looked at, published by the right person, and taken back in time."""

import datetime

import pytest
from flask.testing import FlaskClient

from kiosk.files.spreadsheets import xlsx_file
from kiosk.records.cases.state import CaseNow
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import ALONE, HERE, LI, START_2014, WANG, Machine, Time
from tests.web.cast import at_desk, at_office, form_key, hand_in, words
from tests.web.staff.cast import TABLE, clerks_table, proposed, release, state


def test_two_persons_where_the_office_wants_two(office: Machine):
    office.config.two_person_release = True
    anna, bert = at_office(office), at_office(office, "bert")
    shown = hand_in(anna, "clerk", clerks_table())
    assert anna.post(f"{shown.request.path}/publish").status_code == 403
    assert bert.post(f"{shown.request.path}/publish").status_code == 303


def test_a_withdrawal_takes_as_many_persons_as_the_release(office: Machine):
    office.config.two_person_release = True
    anna, bert = at_office(office), at_office(office, "bert")
    path = proposed(anna)
    bert.post(f"{path}/publish")
    for one in (anna, bert):
        assert one.post(f"{path}/withdraw").status_code == 403, "no one asked for it"
    assert "/withdrawal" in bert.get(path).text and '/withdraw"' not in bert.get(path).text
    for _ in range(2):
        assert bert.post(f"{path}/withdrawal").status_code == 303
    assert anna.post(f"{path}/withdrawal").status_code == 303
    assert "bert 申请撤回" in anna.get(path).text, "the first who asked"
    assert bert.post(f"{path}/withdraw").status_code == 403
    assert '/withdraw"' not in bert.get(path).text and '/withdraw"' in anna.get(path).text
    assert anna.post(f"{path}/withdraw").status_code == 303
    assert state(anna, path) == "已撤回"
    for step in ("withdrawal", "withdrawal/drop", "withdraw"):
        assert anna.post(f"{path}/{step}").status_code == 409


def test_a_withdrawal_that_was_asked_for_is_dropped_by_one(office: Machine):
    office.config.two_person_release = True
    anna, bert = at_office(office), at_office(office, "bert")
    path = proposed(anna)
    bert.post(f"{path}/publish")
    bert.post(f"{path}/withdrawal")
    assert bert.post(f"{path}/withdrawal/drop").status_code == 303
    assert anna.post(f"{path}/withdraw").status_code == 403
    assert state(anna, path) == "已发布"


def test_a_release_waits_for_its_day_and_says_so_when_that_has_begun(publisher: FlaskClient):
    later = publisher.get(proposed(publisher)).text
    assert "发布后立即生效" not in later and "2026-12-01" in later
    table = f"工号,名称,网点,生效日期\n{WANG},王小芳,{HERE},2026-11-01\n"
    past = hand_in(publisher, "clerk", table.encode()).text
    assert "其中 1 项的生效日期为今天或更早" in past


def test_a_release_is_published_once_and_put_aside_once(office: Machine, publisher: FlaskClient):
    path = proposed(publisher)
    assert state(publisher, path) == "待发布"
    assert publisher.post(f"{path}/withdraw").status_code == 409, "not published yet"
    assert publisher.post(f"{path}/publish").status_code == 303
    assert state(publisher, path) == "已发布"
    for action in ("publish", "drop"):
        assert publisher.post(f"{path}/{action}").status_code == 409
    aside = proposed(publisher, name="周雨")
    assert publisher.post(f"{aside}/drop").status_code == 303
    assert state(publisher, aside) == "已放弃"
    for action in ("publish", "drop", "withdraw"):
        assert publisher.post(f"{aside}/{action}").status_code == 409
    assert len(documents.versions(office.db, "clerk", "0900")) == 1


def test_a_release_is_taken_back_until_the_night_before(
    office: Machine, publisher: FlaskClient, time: Time
):
    tomorrow = (office.today() + datetime.timedelta(1)).isoformat()
    first, second = proposed(publisher, tomorrow), proposed(publisher, tomorrow, "周雨")
    for path in (first, second):
        publisher.post(f"{path}/publish")
    assert publisher.post(f"{first}/withdraw").status_code == 409, "another took its place"
    assert publisher.post(f"{second}/withdraw").status_code == 303
    assert state(publisher, second) == "已撤回"
    assert publisher.post(f"{second}/withdraw").status_code == 409
    third = proposed(publisher, tomorrow, "周雷")
    publisher.post(f"{third}/publish")
    assert "/withdraw" in publisher.get(third).text
    time.pass_by(12 * 3_600_000)
    publisher = at_office(office)
    assert "/withdraw" not in publisher.get(third).text
    assert publisher.post(f"{third}/withdraw").status_code == 409
    clerk = documents.read(office.db, "clerk", "0900", office.today())
    assert isinstance(clerk, Clerk) and clerk.name == "周雷"


@pytest.mark.parametrize("action", ["publish", "drop", "withdraw"])
def test_a_release_that_nobody_proposed_is_refused(publisher: FlaskClient, action: str):
    assert publisher.get("/releases/nothing").status_code == 404
    assert publisher.post(f"/releases/nothing/{action}").status_code == 404


def test_where_two_are_wanted_the_proposer_sees_no_button_and_may_put_aside(office: Machine):
    office.config.two_person_release = True
    anna, bert = at_office(office), at_office(office, "bert")
    path = proposed(anna)
    assert "/publish" not in anna.get(path).text and "另一人" in anna.get(path).text
    assert "/publish" in bert.get(path).text
    assert bert.post(f"{path}/publish").status_code == 303
    aside = proposed(anna, name="周雨")
    assert anna.post(f"{aside}/drop").status_code == 303


def test_a_later_date_flips_at_midnight_and_can_be_taken_back(
    alone: Machine, alone_manager: FlaskClient, time: Time
):
    tomorrow = alone.today() + datetime.timedelta(1)
    release(alone_manager, "12.00", alone.today())
    taken_back = release(alone_manager, "13.00", tomorrow)
    assert alone_manager.post(f"{taken_back}/withdraw").status_code == 303
    release(alone_manager, "14.00", tomorrow)
    lobby = alone.browser("lobby")
    assert "12.00" in lobby.get("/fees/box").text
    time.pass_by(12 * 3_600_000)
    assert "14.00" in lobby.get("/fees/box").text
    alone_manager = at_desk(alone, WANG)
    assert alone_manager.post(f"{taken_back}/withdraw").status_code == 409


def test_two_managers_where_two_are_wanted(alone: Machine, alone_manager: FlaskClient):
    alone.config.two_person_release = True
    li = Clerk(name="李敏", name_en="Li Min", branch=ALONE, manager=True)
    documents.publish(alone.db, [Publication(LI, li, START_2014)], "t", alone.time.utc)
    shown = hand_in(alone_manager, "fees", TABLE.format(price="1", day=alone.today()).encode())
    assert alone_manager.post(f"{shown.request.path}/publish").status_code == 403
    assert at_desk(alone, LI).post(f"{shown.request.path}/publish").status_code == 303


def roster(*badges: str) -> bytes:
    lines = [f"{badge},周雪,{HERE},2026-12-01" for badge in badges]
    return "\n".join(["工号,名称,网点,生效日期", *lines]).encode()


def test_a_roster_of_mostly_new_clerks_is_asked_about_once_more(
    office: Machine, publisher: FlaskClient
):
    shown = hand_in(publisher, "clerk", roster("0901", "0902", "0903", "0904"))
    assert "超过一半是新增" in shown.text and 'name="mostly_new"' in shown.text
    path = shown.request.path
    refused = publisher.post(f"{path}/publish")
    assert refused.status_code == 409 and "超过一半的行是新增" in refused.text
    assert documents.versions(office.db, "clerk", "0901") == []
    assert publisher.post(f"{path}/publish", data={"mostly_new": "yes"}).status_code == 303
    assert len(documents.versions(office.db, "clerk", "0901")) == 1
    assert "超过一半是新增" not in publisher.get(path).text


def test_a_few_new_clerks_are_not_asked_about(publisher: FlaskClient):
    shown = hand_in(publisher, "clerk", roster("0901", "0902", "0903"))
    assert "超过一半是新增" not in shown.text
    assert publisher.post(f"{shown.request.path}/publish").status_code == 303


def test_badges_without_their_zeros_are_those_of_the_roster(
    office: Machine, publisher: FlaskClient
):
    """0317 came back from a spreadsheet as 317: nothing is new."""
    shown = hand_in(publisher, "clerk", roster(WANG.lstrip("0"), LI.lstrip("0")))
    assert "新增" not in shown.text and shown.text.count("修改") >= 2
    assert f"<code>{WANG}</code>" in shown.text


def test_the_sheet_that_was_read_is_named(publisher: FlaskClient):
    cells = {"badge": "0900", "name": "周雪", "branch": HERE, "in_force": "2026-12-01"}
    shown = hand_in(publisher, "clerk", xlsx_file("clerk", [cells]), "t.xlsx")
    assert "读取的工作表：“Sheet”" in shown.text
    wrong = hand_in(publisher, "clerk", xlsx_file("clerk", [cells | {"name": ""}]), "t.xlsx")
    assert "1 处需要修改" in wrong.text and "读取的工作表：“Sheet”" in wrong.text
    assert "读取的工作表" not in hand_in(publisher, "clerk", clerks_table()).text


def test_a_hall_starts_with_its_trades_preset(alone: Machine, alone_manager: FlaskClient):
    """From the page of publishing to the case of a customer, and what staff read of it."""
    assert 'action="/documents/preset"' in alone_manager.get("/documents").text
    assert "用预设开始" in alone_manager.get("/documents/topic").text
    wrong = alone_manager.post("/documents/preset", data={"trade": "gas", "in_force": "soon"})
    assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.text
    asked = {"trade": "gas", "in_force": alone.today().isoformat()}
    shown = alone_manager.post("/documents/preset", data=asked, follow_redirects=True)
    assert "变更 34 项" in shown.text and "评价原因 · 全部网点 · 新增" in words(shown.text)
    lobby = alone.browser("lobby")
    assert "用气安全" in lobby.get("/feedback/complaint").text, "until it is published"
    assert alone_manager.post(f"{shown.request.path}/publish").status_code == 303
    assert 'action="/documents/preset"' not in alone_manager.get("/documents").text
    assert "行业预设" in alone_manager.get("/documents").text
    page = lobby.get("/feedback/complaint").text
    assert "闻到燃气味" in page and "用气安全" not in page
    assert "闻到燃气味" not in lobby.get("/feedback/praise").text
    lobby.post("/language", data={"language": "en"})
    assert "Smell of gas" in lobby.get("/feedback/question").text
    said = {"key": form_key(lobby, "/feedback/complaint"), "topic": "gas_smell"}
    assert lobby.post("/feedback/complaint", data=said).status_code == 303
    (row,) = alone.db.rows(CaseNow.select())
    assert row.urgent and "闻到燃气味" in alone_manager.get(f"/cases/{ALONE}/{row.case_id}").text
    assert "闻到燃气味" in alone_manager.get("/counter").text


def test_a_preset_waits_for_the_second_person(office: Machine):
    office.config.two_person_release = True
    anna, bert = at_office(office), at_office(office, "bert")
    asked = {"trade": "telecom", "in_force": "2026-12-01"}
    path = anna.post("/documents/preset", data=asked, follow_redirects=True).request.path
    assert anna.post(f"{path}/publish").status_code == 403
    assert documents.versions(office.db, "topic") == []
    assert bert.post(f"{path}/publish").status_code == 303
    assert len(documents.versions(office.db, "group")) == 4


def test_only_publishers_start_with_a_preset(hall: Machine, manager: FlaskClient):
    asked = {"trade": "gas", "in_force": "2026-12-01"}
    assert manager.post("/documents/preset", data=asked).status_code == 403
    assert hall.browser("desk").post("/documents/preset", data=asked).location == "/sign-in"
    assert "/documents/preset" not in manager.get("/documents").text


def test_schemes_start_with_a_preset_once(alone: Machine, alone_manager: FlaskClient):
    page = alone_manager.get("/documents/scheme").text
    assert 'action="/documents/scheme/preset"' in page and "5P卡晋级" in page
    wrong = {"preset": "tiers", "in_force": "soon"}
    assert alone_manager.post("/documents/scheme/preset", data=wrong).status_code == 422
    asked = {"preset": "tiers", "in_force": alone.today().isoformat()}
    shown = alone_manager.post("/documents/scheme/preset", data=asked, follow_redirects=True)
    assert "变更 3 项" in shown.text and "条件 最少的一种卡" in words(shown.text)
    assert alone_manager.post(f"{shown.request.path}/publish").status_code == 303
    assert "/documents/scheme/preset" not in alone_manager.get("/documents/scheme").text
    one = alone_manager.get("/documents/scheme/versions/tier-1").text
    assert "5P铜牌" in one and "不少于" in one
    assert alone_manager.post("/documents/topic/preset", data=asked).status_code == 404
    assert alone_manager.post(
        "/documents/scheme/preset", data=asked | {"preset": "gas"}
    ).status_code == 422  # fmt: skip
