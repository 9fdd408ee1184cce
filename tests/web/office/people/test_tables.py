"""An admin keeps users as a table: checks it, looks at it, confirms it, hands the links over."""

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.ledger import security_log
from kiosk.records.people import users
from kiosk.records.people.provider import accounts
from kiosk.rules.people.roles import Reach
from tests.cast import HERE, NORTH, Machine
from tests.web.cast import PASSWORD, at_office, words

HEADS = "用户名*,姓名,电子邮件,角色*,负责的区域或网点*,停用\n"
CARLA = f"carla,卡拉,carla@example.cn,检查员,{NORTH}、{HERE},\n"


@pytest.fixture
def anna(office: Machine) -> FlaskClient:
    users.set_password(office.db, office.keys, "bert", PASSWORD)
    return at_office(office)


def upload(browser: FlaskClient, text: str | bytes, name: str = "t.csv") -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    file = {"file": (io.BytesIO(data), name), "key": "c" * 32}
    return browser.post("/user-tables", data=file, follow_redirects=True)


def confirm(browser: FlaskClient, page: str, own: str = PASSWORD) -> TestResponse:
    found = re.search(r'name="digest" value="(\w+)"', page)
    said = {"own": own, "digest": found.group(1) if found else ""}
    return browser.post("/user-tables/" + "c" * 32, data=said)


def test_a_table_is_looked_at_confirmed_and_its_links_are_handed_over(
    anna: FlaskClient, office: Machine
):
    page = upload(anna, HEADS + CARLA + "bert,,,查阅人员,,是\n").text
    said = words(page)
    assert "变更 2 项，无变化 0 项" in said and f"{NORTH}、{HERE}" in said
    assert "carla 新增" in said and "bert 停用" in said
    assert [one.name for one in users.every(office.db)] == ["anna", "bert"], "nothing yet"
    done = confirm(anna, page)
    assert done.location == "/user-tables/" + "c" * 32 + "/invitations"
    links = anna.get(done.location)
    found = re.search(r"http://localhost(/invitations/[0-9a-f]{40})<", links.text)
    assert found is not None and "mailto:carla@example.cn?subject=" in links.text
    chosen = {"new": "four words and a dog", "again": "four words and a dog"}
    assert office.browser("office").post(found.group(1), data=chosen).location == "/sign-in"
    assert users.find(office.db, "bert").state == "blocked"
    assert users.entitled(office.db, "carla") == (
        "inspector", Reach(frozenset({NORTH}), frozenset({HERE})).stored,
    )  # fmt: skip
    page = words(anna.get("/users").text)
    assert "carla 卡拉" in page and "carla@example.cn" in page
    logged = [row.action for row in security_log.every(office.db, who="anna")]
    assert [one for one in logged if one.startswith("user")] == [
        "users_table_uploaded", "user_invited", "user_assigned", "user_blocked",
        "users_table_carried_out",
    ]  # fmt: skip


def test_each_bad_cell_is_named_and_nothing_is_kept(anna: FlaskClient, office: Machine):
    page = upload(anna, HEADS + "a b,,x,国王,火星,maybe\nanna,,,查阅人员,,\n")
    said = words(page.text)
    for cell, says in (("A2", "只能使用字母"), ("C2", "电子邮件有误"), ("D2", "角色只能填"),
                       ("E2", "没有这个区域或网点"), ("F2", "停用只能填")):  # fmt: skip
        assert re.search(rf"{cell} .*{says}", said), cell
    assert "有 5 处需要修改" in said
    own = words(upload(anna, HEADS + "anna,,,查阅人员,,\n").text)
    assert "A2 用户名 anna 不能更改或停用本人" in own
    for wrong in ("", HEADS, "用户名,角色\ncarla,查阅人员\n"):
        assert "需要修改" in upload(anna, wrong).text
    assert "未保存任何内容" in said and len(users.every(office.db)) == 2


def test_a_wrong_own_password_keeps_the_table_and_changes_nothing(
    anna: FlaskClient, office: Machine
):
    page = upload(anna, HEADS + CARLA).text
    again = confirm(anna, page, "a guess")
    assert again.status_code == 403 and "您的密码有误" in again.text and "carla" in again.text
    assert len(users.every(office.db)) == 2
    assert confirm(anna, again.text).status_code == 303


def test_a_change_in_between_is_looked_at_first(anna: FlaskClient, office: Machine):
    page = upload(anna, HEADS + "bert,,,查阅人员,,\n").text
    users.assign(office.db, "bert", "auditor", Reach(), "anna")
    late = confirm(anna, page)
    assert late.status_code == 409 and "审计人员" in late.text
    assert confirm(anna, late.text).location == "/users"
    assert confirm(anna, late.text).location == "/users", "the same form twice"
    assert users.entitled(office.db, "bert").role == "viewer"


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_table_that_is_downloaded_changes_nothing_when_it_comes_back(
    anna: FlaskClient, office: Machine, suffix: str
):
    accounts.describe(office.db, "bert", "-王, 五", "bert@example.cn")
    users.assign(office.db, "bert", "region", Reach(frozenset({NORTH})), "anna")
    users.change(office.db, "bert", "block", "anna")
    file = anna.get(f"/user-tables/users.{suffix}")
    assert "没有变更" in upload(anna, file.data, f"t.{suffix}").text
    if suffix == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
        assert sheet.max_row == 3
        empty = anna.get("/user-tables/users.xlsx?empty=1")
        assert openpyxl.load_workbook(io.BytesIO(empty.data)).active.max_row == 1
    assert next(security_log.every(office.db, "exported")).subject.startswith("users-")
    assert anna.get("/user-tables/users.pdf").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "region", "viewer"])
def test_no_other_role_opens_it(anna: FlaskClient, office: Machine, role: str):
    bert = at_office(office, "bert")
    users.assign(office.db, "bert", role, Reach(), "anna")
    for path in ("/user-tables", "/user-tables/users.csv"):
        assert bert.get(path).status_code == 403
    assert upload(bert, HEADS + CARLA).status_code == 403


def test_with_two_persons_new_users_wait_for_a_third(anna: FlaskClient, office: Machine):
    office.config.two_person_release = True
    page = upload(anna, HEADS + CARLA).text
    assert "须由另一位用户确认" in page
    confirm(anna, page)
    assert users.find(office.db, "carla").state == "waiting"
    bert = at_office(office, "bert")
    assert bert.post("/users/carla/confirm", data={"own": PASSWORD}).status_code == 303


def test_a_link_that_ran_out_is_drawn_again(anna: FlaskClient, office: Machine):
    confirm(anna, upload(anna, HEADS + CARLA).text)
    again = anna.post("/users/carla/password", data={"own": PASSWORD, "how": "invite"})
    assert again.location.startswith("/users/invitations/")
    assert "carla" in anna.get(again.location).text
