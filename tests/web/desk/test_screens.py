"""The manager pairs screens and sees them."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from tests.cast import Machine, Time
from tests.web.cast import words


def test_a_code_is_shown_once_and_the_screen_is_listed(
    hall: Machine, manager: FlaskClient, time: Time
):
    assert "还没有配对的屏幕" in manager.get("/screens").text
    made = manager.post("/screens", data={"name": " 大厅东墙 ", "shows": "wall"})
    code = re.search(r"<output>(\w{4}-\w{4})</output>", made.text)
    assert code is not None and "“大厅东墙”的配对码" in made.text
    assert "http://localhost/wall" in made.text
    page = manager.get("/screens").text
    assert code.group(1) not in page and "等待填入配对码" in page
    wall = hall.browser("desk")
    wall.post("/wall", data={"code": code.group(1)})
    assert "大厅东墙 求助屏 2026-11-21 12:00:00 还没有打开过" in words(manager.get("/screens").text)
    wall.get("/wall")
    assert "大厅东墙 求助屏 2026-11-21 12:00:00 在线" in words(manager.get("/screens").text)
    actions = [row.action for row in security_log.every(hall.db)]
    assert actions[-2:] == ["screen_code_drawn", "screen_paired"]


def test_a_clerk_pairs_nothing(clerk: FlaskClient):
    assert clerk.get("/screens").status_code == 403
    assert clerk.post("/screens", data={"name": "x"}).status_code == 403
    assert clerk.post("/screens/" + "a" * 32 + "/end").status_code == 403
    assert "大厅屏幕" not in clerk.get("/").text


@pytest.mark.parametrize("name", ["", "  ", "长" * 21, "a\x00b"])
def test_a_name_that_can_not_be_is_asked_for_again(manager: FlaskClient, name: str):
    page = manager.post("/screens", data={"name": name, "shows": "wall"})
    assert page.status_code == 422 and 'id="fault-name"' in page.text
    assert "等待填入配对码" not in page.text


def test_an_unknown_screen_is_refused(manager: FlaskClient):
    assert manager.post("/screens/" + "a" * 32 + "/end").status_code == 404
