"""Publishing in the browser's words: a table in, a preview, a release."""

import datetime
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kiosk import sheets
from kiosk.documents import Clerk, Notice
from kiosk.records import documents, users
from tests.conftest import HERE, WANG, Machine, sync_round

PASSWORD = "eight words would be better"


def signed_in(office: Machine, name: str = "anna") -> FlaskClient:
    users.set_password(office.db, office.keys, name, PASSWORD)
    browser = office.browser("office")
    browser.post("/sign-in", data={"name": name, "password": PASSWORD})
    return browser


@pytest.fixture
def publisher(office: Machine) -> FlaskClient:
    return signed_in(office)


def hand_in(browser: FlaskClient, kind: str, data: bytes, name: str = "t.csv"):  # type: ignore[no-untyped-def]
    return browser.post(
        f"/documents/{kind}", data={"file": (io.BytesIO(data), name)}, follow_redirects=True
    )


def clerks_table(*more: str, day: str = "2026-12-01") -> bytes:
    lines = ["工号,名称,网点,执行日期", f"0900,周雪,{HERE},{day}", *more]
    return "\n".join(lines).encode("gb18030")


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
        (b"PK\x03\x04 no zip", "t.xlsx", 422, "读不出这个文件"),
        ("工号,名称\n1,2\n".encode(), "t.csv", 422, "表头缺少必填的列"),
        ("工号*,名称*,网点*,执行日期*\n".encode(), "t.csv", 200, "表格里没有内容"),
    ],
)
def test_a_file_that_is_no_table_is_refused(publisher: FlaskClient, data, name, status, says):
    answer = hand_in(publisher, "clerk", data, name)
    assert answer.status_code == status and says in answer.text


def test_templates_and_exports_open_again(office: Machine, publisher: FlaskClient):
    for kind in ("branch", "clerk", "fees", "guide", "service"):
        for suffix in ("csv", "xlsx"):
            empty = publisher.get(f"/documents/{kind}/table.{suffix}?empty=1").data
            assert sheets.read(empty)[1] == []
            full = publisher.get(f"/documents/{kind}/table.{suffix}").data
            again = hand_in(publisher, kind, full, f"t.{suffix}")
            assert "与现行内容完全相同" in again.text, (kind, suffix)
    assert publisher.get("/documents/clerk/table.exe").status_code == 404
    assert publisher.get("/documents/nonsense").status_code == 404


def test_one_document_is_written_in_the_page(office: Machine, publisher: FlaskClient):
    cells = {"key": "warm", "title": "停气通知", "text": "周六停气", "in_force": "2026-12-01"}
    wrong = publisher.post("/documents/notice/new", data=cells | {"text": ""})
    assert 'aria-invalid="true"' in wrong.text and "停气通知" in wrong.text
    shown = publisher.post("/documents/notice/new", data=cells, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    found = documents.read(office.db, "notice", "warm", datetime.date(2026, 12, 1))
    assert isinstance(found, Notice) and found.text.zh == "周六停气"
    assert "停气通知" in publisher.get("/documents/notice").text
    assert publisher.get(f"/documents/clerk/edit/{WANG}").text.count("王芳") >= 1


def test_a_portrait_is_cleaned_and_released_like_the_rest(
    office: Machine, hall: Machine, publisher: FlaskClient
):
    out = io.BytesIO()
    Image.new("RGB", (800, 800), "teal").save(out, "JPEG", comment=b"PLANTED")
    today = office.today().isoformat()
    data = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": today}
    shown = publisher.post(f"/documents/clerk/pictures/{WANG}", data=data, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    sync_round(hall, office)
    clerk = documents.read(hall.db, "clerk", WANG, hall.today())
    assert isinstance(clerk, Clerk) and clerk.portrait and clerk.portrait_2x
    for name in (clerk.portrait, clerk.portrait_2x):
        picture = hall.browser("lobby").get(f"/pictures/{name}.webp")
        assert picture.status_code == 200 and b"PLANTED" not in picture.data
    bad = {"file": (io.BytesIO(b"<svg/>"), "x.svg"), "in_force": today}
    assert publisher.post(f"/documents/clerk/pictures/{WANG}", data=bad).status_code == 422
    bad = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": "once"}
    assert publisher.post(f"/documents/clerk/pictures/{WANG}", data=bad).status_code == 422


def test_two_persons_where_the_office_wants_two(office: Machine):
    office.config.two_person_release = True
    anna, bert = signed_in(office), signed_in(office, "bert")
    shown = hand_in(anna, "clerk", clerks_table())
    assert anna.post(f"{shown.request.path}/publish").status_code == 403
    assert bert.post(f"{shown.request.path}/publish").status_code == 303
    assert bert.post(f"{shown.request.path}/withdraw").status_code == 303


def test_nobody_publishes_without_signing_in(office: Machine):
    stranger = office.browser("office")
    closed = ("/documents", "/documents/clerk/table.csv", "/releases/x", "/pictures/x.webp")
    for path in (*closed, f"/documents/clerk/pictures/{WANG}"):
        assert stranger.get(path).headers["Location"] == "/sign-in", path
    assert hand_in(stranger, "clerk", clerks_table()).request.path == "/sign-in"
