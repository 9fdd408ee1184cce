"""Tables in, a preview, and what has been published: who may, and who may look."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from kiosk.files import spreadsheets
from kiosk.records.publishing import documents
from kiosk.rules.spreadsheets.tables import form
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, LI, WANG, Machine, sync_round
from tests.files.cast import planted
from tests.web.cast import at_desk, hand_in
from tests.web.staff.cast import TABLE, clerks_table, proposed, release


def test_a_table_is_looked_at_released_and_reaches_the_hall(
    office: Machine, hall: Machine, publisher: FlaskClient
):
    today = office.today().isoformat()
    shown = hand_in(publisher, "clerk", clerks_table(day=today))
    release = shown.request.path.split("/")[2]
    assert "周雪" in shown.text and "新增" in shown.text
    assert publisher.post(f"/releases/{release}/publish").status_code == 303
    sync_round(hall, office)
    assert "周雪" in hall.browser("lobby").get("/").text


def test_faults_name_their_cells_and_nothing_is_stored(office: Machine, publisher: FlaskClient):
    before = publisher.get("/documents").text.count("/releases/")
    shown = hand_in(publisher, "clerk", clerks_table("0901,,sb77,morgen"))
    for cell in ("B3", "C3", "D3"):
        assert f"<code>{cell}</code>" in shown.text
    assert publisher.get("/documents").text.count("/releases/") == before
    assert documents.read(office.db, "clerk", "0900", datetime.date.max) is None


@pytest.mark.parametrize(
    "data, name, status, says",
    [
        (b"", "", 422, "请先选一个文件"),
        (b"PK\x03\x04 no zip", "t.xlsx", 200, "文件已损坏或不是 xlsx"),
        (b"\xd0\xcf\x11\xe0", "t.xls", 200, "旧版 xls"),
        ("工号,名称\n1,2\n".encode(), "t.csv", 200, "表头缺少这一列"),
        ("工号,名称,网点,生效日期,颜色\n".encode(), "t.csv", 200, "没有这个列名"),
        ("工号*,名称*,网点*,生效日期*\n".encode(), "t.csv", 200, "表格没有内容"),
    ],
)
def test_a_file_that_is_no_table_is_refused(publisher: FlaskClient, data, name, status, says):
    answer = hand_in(publisher, "clerk", data, name)
    assert answer.status_code == status and says in answer.text


def test_templates_and_exports_open_again(office: Machine, publisher: FlaskClient):
    for kind in ("branch", "clerk", "fees", "guide", "service"):
        for suffix in ("csv", "xlsx"):
            empty = publisher.get(f"/documents/{kind}/table.{suffix}?empty=1").data
            assert spreadsheets.read(empty, form(kind)).rows == []
            full = publisher.get(f"/documents/{kind}/table.{suffix}").data
            again = hand_in(publisher, kind, full, f"t.{suffix}")
            assert "与已发布的内容相同" in again.text, (kind, suffix)
    assert publisher.get("/documents/clerk/table.exe").status_code == 404
    assert publisher.get("/documents/nonsense").status_code == 404


def test_nobody_publishes_without_signing_in(office: Machine):
    stranger = office.browser("office")
    closed = ("/documents", "/documents/clerk/table.csv", "/releases/x", "/pictures/x.webp")
    for path in (*closed, f"/documents/clerk/pictures/{WANG}"):
        assert stranger.get(path).headers["Location"] == "/sign-in", path
    assert hand_in(stranger, "clerk", clerks_table()).request.path == "/sign-in"


def test_fifty_planted_faults_are_the_fifty_on_the_page(office: Machine, publisher: FlaskClient):
    data, cells = planted()
    page = hand_in(publisher, "fees", data).text
    assert "有 50 处需要修改" in page
    listed = re.findall(r"<code>([A-Z]+\d+)</code>", page)
    assert len(listed) == 50 and set(listed) == cells
    assert documents.versions(office.db, "fees", "k1") == []
    assert "/releases/" not in publisher.get("/documents").text


def test_what_a_version_said_and_who_published_it_stays_readable(
    office: Machine, publisher: FlaskClient
):
    publisher.post(f"{proposed(publisher)}/publish")
    publisher.post(f"{proposed(publisher, '2026-12-24', '周雨')}/publish")
    page = publisher.get("/documents/clerk/versions/0900").text
    assert "周雨" in page and "anna" in page and "2026-12-24" in page
    first = publisher.get("/documents/clerk/versions/0900?version=1").text
    assert "<dd>周雪</dd>" in first
    assert 'href="/documents/clerk/versions/0900"' in publisher.get("/documents/clerk").text
    ended = publisher.get("/documents/fees/versions/gas?version=1").text
    assert "2.60" in ended and "467号" in ended and "第1档单价" in ended


def test_deadlines_and_moved_days_are_published_and_go_by_in_the_hall(
    office: Machine, hall: Machine, publisher: FlaskClient
):
    today = office.today().isoformat()
    for kind, said in (
        ("deadline", {"key": "question", "days": "3", "working": "否"}),
        ("deadline", {"key": "contact", "days": "4", "working": "否"}),
        ("workday", {"key": "2026-11-23", "working": "否"}),
    ):
        assert f'name="{next(iter(said))}"' in publisher.get(f"/documents/{kind}/new").text
        shown = publisher.post(f"/documents/{kind}/new", data=said | {"in_force": today})
        assert publisher.post(f"{shown.location}/publish").status_code == 303
    assert "3 个自然日" in publisher.get("/documents/deadline").text
    assert "放假" in publisher.get("/documents/workday").text
    sync_round(hall, office)
    customer = hall.browser("lobby")
    customer.get("/")
    for kind, day in (("question", "11月24日 星期二"), ("suggestion", "11月25日 星期三")):
        said = {"key": f"{len(kind):032x}", "topic": "fees"}
        filed = customer.post(f"/feedback/{kind}", data=said)
        assert f"我们最迟 {day} 答复您" in customer.get(filed.location).text
    rated = customer.post(f"/clerks/{WANG}/ratings", data={"key": "d" * 32, "grade": "1"})
    assert "最迟 11月25日 星期三 与您联系" in customer.get(f"{rated.location}/case").text
    wrong = {"key": "soon", "days": "0", "working": "", "in_force": today}
    assert publisher.post("/documents/deadline/new", data=wrong).text.count("aria-describedby") >= 1


def test_what_the_manager_publishes_is_in_the_lobby_at_once(
    alone: Machine, alone_manager: FlaskClient
):
    release(alone_manager, "12.00", alone.today())
    page = alone.browser("lobby").get("/fees/box").text
    assert "12.00" in page and "宁邮〔2026〕3号" in page
    assert f"资料截至 {alone.today()}" in page and "可能有更新" not in page


@pytest.mark.parametrize("path", ["/documents", "/documents/fees", "/releases/x"])
def test_no_other_clerk_and_no_stranger_publishes(alone: Machine, path: str):
    clerk = at_desk(alone, LI)
    refused = clerk.get(path)
    assert refused.status_code == 403 and "仅限网点负责人" in refused.text
    assert clerk.post("/documents/fees", data={}).status_code == 403
    assert "/documents" not in clerk.get("/").text
    stranger = alone.browser("desk")
    assert stranger.get(path).headers["Location"] == "/sign-in"
    assert stranger.post("/documents/fees").headers["Location"] == "/sign-in"


def test_the_lobby_has_no_page_that_publishes(alone: Machine):
    lobby = alone.browser("lobby")
    for path in ("/documents", "/documents/fees", "/releases/x", "/print"):
        assert lobby.get(path).status_code == 404
    assert lobby.post("/documents/fees").status_code == 404


def test_where_there_is_an_office_its_manager_only_looks(hall: Machine, office: Machine):
    wang = Clerk(name="王芳", name_en="Wang Fang", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(WANG, wang, office.today())], "t", office.time.utc)
    sync_round(hall, office)
    manager = at_desk(hall, WANG)
    for path in ("/documents", "/documents/fees", "/documents/fees/versions/gas",
                 "/documents/fees/table.xlsx"):  # fmt: skip
        page = manager.get(path)
        assert page.status_code == 200
        assert "上传并预览".encode() not in page.data
    assert "由总部发布" in manager.get("/documents/fees").text
    day = hall.today()
    for refused in (
        hand_in(manager, "fees", TABLE.format(price="1", day=day).encode()),
        manager.get("/documents/clerk/new"), manager.get(f"/documents/clerk/pictures/{WANG}"),
        manager.post("/documents/clerk/new", data={}), manager.get("/releases/x"),
        manager.post("/releases/x/publish"),
    ):  # fmt: skip
        assert refused.status_code == 403 and "由总部发布" in refused.text
    assert documents.versions(hall.db, "fees", "box") == []


def test_all_versions_say_who_published_them_when(alone: Machine, alone_manager: FlaskClient):
    release(alone_manager, "12.00", alone.today())
    release(alone_manager, "13.00", alone.today() + datetime.timedelta(30))
    page = alone_manager.get("/documents/fees/versions/box").text
    assert "12.00" in page and "宁邮〔2026〕3号" in page and WANG in page and "2026-11-21" in page
    assert "现行" in page and "待生效" in page
    later = alone_manager.get("/documents/fees/versions/box?version=2").text
    assert "13.00" in later
    assert alone_manager.get("/documents/fees/versions/nothing").status_code == 404
    assert alone_manager.get("/documents/nonsense/versions/box").status_code == 404
