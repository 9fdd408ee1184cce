"""The place where a clerk pauses, and who reads of it afterwards."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.hall.pauses.state import PauseNow
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.hall.pauses.cast import (
    on_duty,
    open_windows,
    pause,
    paused,
    published,
    waiting,
    written,
)
from tests.web.cast import at_desk, rows_of, sign_in, words


def ending(page: str) -> str:
    found = re.search(r'action="(/pauses/\w+/end)"', page)
    assert found is not None
    return found.group(1)


def again(page: str) -> str:
    found = re.search(r'hx-get="(/pauses/now\?seen=\w+)"', page)
    assert found is not None
    return found.group(1)


def test_six_waiting_are_refused_with_what_would_be_possible_and_five_begin(
    hall: Machine, clerk: FlaskClient, time: Time
):
    assert "暂停5分钟" not in clerk.get("/").text, "off duty"
    open_windows(hall)
    assert "现在等候人数" in clerk.get("/").text
    waiting(hall, 6)
    page = words(clerk.get("/").text)
    assert "叫号系统显示6人等候，5人及以下时可以暂停。" in page and "现在等候人数" not in page
    refused = clerk.post("/pauses")
    assert refused.status_code == 409
    assert "现在有6人等候，5人及以下时可以暂停。" in words(refused.text)
    waiting(hall, 5)
    assert clerk.post("/pauses").location == "/#pause"
    page = clerk.get("/").text
    assert "正在暂停服务 约5分钟后恢复（12:05）" in words(page)
    assert "暂停5分钟" not in page
    assert clerk.get(again(page)).status_code == 204
    time.pass_by(60_000)
    page = clerk.get(again(page)).text
    assert "约4分钟后恢复" in page
    assert clerk.post(ending(page)).status_code == 303
    assert "今天已用1次，最多2次。" in words(clerk.get("/").text) and paused(hall) == {}
    assert len(written(hall)) == 3


def test_the_page_shows_by_itself_that_a_pause_is_over(
    hall: Machine, clerk: FlaskClient, time: Time
):
    open_windows(hall)
    clerk.post("/pauses", data={"waiting": "5"})
    page = clerk.get("/").text
    time.pass_by(300_000)
    sign_in(clerk)
    page = clerk.get(again(page)).text
    assert "暂停5分钟" in page and "hx-get" not in page


def test_the_clerk_is_asked_for_a_number_and_it_stays_in_the_form(
    hall: Machine, clerk: FlaskClient
):
    open_windows(hall)
    assert clerk.post("/pauses").status_code == 422
    refused = clerk.post("/pauses", data={"waiting": "ten"})
    assert refused.status_code == 422 and 'value="ten"' in refused.text
    assert "现在有7人等候" in clerk.post("/pauses", data={"waiting": "7"}).text
    assert clerk.post("/pauses", data={"waiting": "2"}).status_code == 303


def test_where_pauses_are_switched_off_there_is_no_place_for_them(
    alone: Machine, alone_manager: FlaskClient
):
    open_windows(alone)
    assert "暂停5分钟" in alone_manager.get("/").text
    published(alone, pause_most=0)
    assert "暂停" not in words(alone_manager.get("/").text)
    assert alone_manager.post("/pauses", data={"waiting": "1"}).status_code == 409


def test_a_clerk_reads_the_own_pauses_alone(hall: Machine, time: Time):
    lived(hall, time)
    clerk = at_desk(hall, WANG)
    page = clerk.get("/pauses").text
    assert rows_of(page, "sums") == [["王芳", "1", "0", "5 分 0 秒"]]
    assert rows_of(page, "refused-tries") == [["等候人数较多", "1"]]
    assert "李敏" not in page and 'name="clerk"' not in page
    assert "李敏" not in clerk.get(f"/pauses?clerk={LI}").text
    other = at_desk(hall, LI).get("/pauses").text
    assert "王芳" not in other and rows_of(other, "sums")[0][1] == "1"


def test_a_manager_reads_everyones_pauses_but_refused_tries_without_names(
    hall: Machine, time: Time
):
    lived(hall, time)
    manager = at_desk(hall, MANAGER)
    page = manager.get("/pauses").text
    assert rows_of(page, "sums") == [
        ["王芳", "1", "0", "5 分 0 秒"], ["李敏", "1", "0", "5 分 0 秒"],
    ]  # fmt: skip
    each = rows_of(page, "each")
    assert each[0][1:] == ["12:05", "李敏", "1", "0 本人填报", "–", "正在暂停"]
    assert each[1][1:] == ["12:00", "王芳", "3", "5 叫号系统", "5 分 0 秒", "到时恢复"]
    for clerk in (WANG, LI):
        one = manager.get(f"/pauses?clerk={clerk}").text
        assert len(rows_of(one, "sums")) == 1
        assert rows_of(one, "refused-tries") == [["等候人数较多", "1"]], "the hall's, not hers"


def lived(hall: Machine, time: Time) -> None:
    """Wang tries with six waiting, then pauses with five; Li's pause is running."""
    open_windows(hall)
    waiting(hall, 6)
    with pytest.raises(Exception, match="pause_queue"):
        pause(hall)
    waiting(hall, 5)
    pause(hall)
    time.pass_by(300_000)
    pause(hall, LI, "0")


def test_a_month_ago_is_found_and_a_wrong_day_is_named(hall: Machine, time: Time):
    lived(hall, time)
    manager = at_desk(hall, MANAGER)
    assert "该时段没有暂停" in manager.get("/pauses?first=2026-10-01&last=2026-10-31").text
    assert manager.get("/pauses?first=soon").status_code == 422


def test_no_one_pauses_without_signing_in(hall: Machine):
    browser = hall.browser("desk")
    for path in ("/pauses", "/pauses/now"):
        assert browser.get(path).location.startswith("/sign-in")
    assert browser.post("/pauses").location.startswith("/sign-in")
    assert hall.db.rows(PauseNow.select()) == []


def test_a_colleague_can_not_end_a_pause(hall: Machine, clerk: FlaskClient):
    open_windows(hall)
    clerk.post("/pauses", data={"waiting": "0"})
    path = ending(clerk.get("/").text)
    assert at_desk(hall, LI).post(path).status_code == 404
    on_duty(hall, LI, "1")
    assert WANG in paused(hall)


def test_a_page_that_counts_down_keeps_no_one_signed_in(
    hall: Machine, clerk: FlaskClient, time: Time
):
    open_windows(hall)
    clerk.post("/pauses", data={"waiting": "0"})
    page = clerk.get("/").text
    for _ in range(3):
        time.pass_by(61_000)
        answer = clerk.get(again(page))
        page = answer.text if answer.status_code == 200 else page
    assert answer.location.startswith("/sign-in")
