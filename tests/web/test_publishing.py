"""Publishing in the browser's words: a table in, a preview, a release."""

import datetime
import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kiosk.files import spreadsheets
from kiosk.records.people import users
from kiosk.records.publishing import documents
from kiosk.rules.publishing.columns import LAYOUTS
from kiosk.vocabulary.documents import POLICY, Clerk, Ended, Notice, Publication
from kiosk.web.staff.documents import AT_A_DESK
from tests.cast import HERE, THERE, WANG, Machine, Time, sync_round
from tests.files.cast import planted

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
    lines = ["工号,名称,网点,生效日期", f"0900,周雪,{HERE},{day}", *more]
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
        (b"PK\x03\x04 no zip", "t.xlsx", 422, "无法读取文件"),
        ("工号,名称\n1,2\n".encode(), "t.csv", 422, "表头缺少必填列"),
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
            assert spreadsheets.read(empty)[1] == []
            full = publisher.get(f"/documents/{kind}/table.{suffix}").data
            again = hand_in(publisher, kind, full, f"t.{suffix}")
            assert "与已发布的内容相同" in again.text, (kind, suffix)
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


def proposed(browser: FlaskClient, day: str = "2026-12-01", name: str = "周雪") -> str:
    """Hands in a clerk; returns the path of the release to look at."""
    table = f"工号,名称,网点,生效日期\n0900,{name},{HERE},{day}\n"
    return str(hand_in(browser, "clerk", table.encode()).request.path)


def state(browser: FlaskClient, path: str) -> str:
    found = re.search(r"<strong>(待发布|已发布|已放弃|已撤回)</strong>", browser.get(path).text)
    assert found is not None
    return found.group(1)


def test_fifty_planted_faults_are_the_fifty_on_the_page(office: Machine, publisher: FlaskClient):
    data, cells = planted()
    page = hand_in(publisher, "fees", data).text
    assert "有 50 处需要修改" in page
    listed = re.findall(r"<code>([A-Z]+\d+)</code>", page)
    assert len(listed) == 50 and set(listed) == cells
    assert documents.versions(office.db, "fees", "k1") == []
    assert "/releases/" not in publisher.get("/documents").text


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
    publisher = signed_in(office)
    assert "/withdraw" not in publisher.get(third).text
    assert publisher.post(f"{third}/withdraw").status_code == 409
    clerk = documents.read(office.db, "clerk", "0900", office.today())
    assert isinstance(clerk, Clerk) and clerk.name == "周雷"


ENDED = {
    "branch": THERE, "clerk": WANG, "window": f"{HERE}/3", "service": "wash", "notice": "warm",
    "policy": POLICY, "deadline": "general", "workday": "2027-02-14",
}  # fmt: skip


@pytest.mark.parametrize("kind", AT_A_DESK)
def test_what_has_ended_is_written_anew_in_the_page(
    office: Machine, publisher: FlaskClient, kind: str
):
    """The form holds its key, that it has ended, and nothing else."""
    key, today = ENDED[kind], office.today()
    documents.publish(office.db, [Publication(key, Ended(), today, kind)], "test", 1)
    form = publisher.get(f"/documents/{kind}/edit/{key}")
    assert form.status_code == 200
    options = [one for one in re.findall(r"<option[^>]*>", form.text) if " selected" in one]
    selected = {re.sub(r'.*value="([^"]*)".*', r"\1", one) for one in options}
    filled = set(re.findall(r'<input name="\w+" value="([^"]+)"', form.text))
    assert "是" in selected
    parts = key.split("/") if kind == "window" else [key]
    assert filled | selected >= {*parts, today.isoformat()}
    assert filled <= {*parts, today.isoformat()}
    assert "王芳" not in form.text


@pytest.mark.parametrize("kind", sorted(set(LAYOUTS) - set(AT_A_DESK)))
def test_what_takes_many_rows_is_not_written_in_the_page(publisher: FlaskClient, kind: str):
    assert publisher.get(f"/documents/{kind}/edit/gas").status_code == 404


@pytest.mark.parametrize("action", ["publish", "drop", "withdraw"])
def test_a_release_that_nobody_proposed_is_refused(publisher: FlaskClient, action: str):
    assert publisher.get("/releases/nothing").status_code == 404
    assert publisher.post(f"/releases/nothing/{action}").status_code == 404


def test_where_two_are_wanted_the_proposer_sees_no_button_and_may_put_aside(office: Machine):
    office.config.two_person_release = True
    anna, bert = signed_in(office), signed_in(office, "bert")
    path = proposed(anna)
    assert "/publish" not in anna.get(path).text and "另一人" in anna.get(path).text
    assert "/publish" in bert.get(path).text
    assert bert.post(f"{path}/publish").status_code == 303
    aside = proposed(anna, name="周雨")
    assert anna.post(f"{aside}/drop").status_code == 303


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
    assert "2.60" in ended and "467号" in ended and "计费公式" in ended


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
