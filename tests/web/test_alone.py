"""A hall without an office: its manager publishes at the desk."""

import datetime
import io
import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kiosk.files import uploads
from kiosk.records.ledger import identity, ledger
from kiosk.records.people import pins
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Clerk, FeeItem, Fees, Flat, Publication, Said
from tests.cast import (
    ALONE,
    HERE,
    LI,
    NOON,
    START_2014,
    WANG,
    Machine,
    Time,
    by_machine,
    sync_round,
)

PIN = "482915"
TABLE = (
    "编号,标题,文号,项目,计价单位,价格,计费公式,生效日期\n"
    "box,信箱租用,宁邮〔2026〕3号,信箱,元/月,{price},flat {price},{day}\n"
)
DAY_MS = 86_400_000


def signed_in(hall: Machine, badge: str) -> FlaskClient:
    pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), badge, PIN)
    browser = hall.browser("desk")
    assert browser.post("/sign-in", data={"badge": badge, "pin": PIN}).status_code == 303
    return browser


@pytest.fixture
def manager(alone: Machine) -> FlaskClient:
    return signed_in(alone, WANG)


def hand_in(browser: FlaskClient, kind: str, data: bytes):  # type: ignore[no-untyped-def]
    file = {"file": (io.BytesIO(data), "t.csv")}
    return browser.post(f"/documents/{kind}", data=file, follow_redirects=True)


def release(browser: FlaskClient, price: str, day: datetime.date) -> str:
    """Hands in, looks, publishes; returns the release's path."""
    shown = hand_in(browser, "fees", TABLE.format(price=price, day=day).encode("gb18030"))
    assert "信箱租用" in shown.text and "/releases/" in shown.request.path
    assert browser.post(f"{shown.request.path}/publish").status_code == 303
    return str(shown.request.path)


def test_what_the_manager_publishes_is_in_the_lobby_at_once(alone: Machine, manager: FlaskClient):
    release(manager, "12.00", alone.today())
    page = alone.browser("lobby").get("/fees/box").text
    assert "12.00" in page and "宁邮〔2026〕3号" in page
    assert f"资料截至 {alone.today()}" in page and "可能有更新" not in page


def test_a_later_date_flips_at_midnight_and_can_be_taken_back(
    alone: Machine, manager: FlaskClient, time: Time
):
    tomorrow = alone.today() + datetime.timedelta(1)
    release(manager, "12.00", alone.today())
    taken_back = release(manager, "13.00", tomorrow)
    assert manager.post(f"{taken_back}/withdraw").status_code == 303
    release(manager, "14.00", tomorrow)
    lobby = alone.browser("lobby")
    assert "12.00" in lobby.get("/fees/box").text
    time.pass_by(12 * 3_600_000)
    assert "14.00" in lobby.get("/fees/box").text
    manager = signed_in(alone, WANG)
    assert manager.post(f"{taken_back}/withdraw").status_code == 409


def test_after_years_on_its_own_nothing_is_stale(alone: Machine, manager: FlaskClient, time: Time):
    release(manager, "12.00", alone.today())
    time.pass_by(700 * DAY_MS)
    page = alone.browser("lobby").get("/fees/box").text
    assert "可能有更新" not in page and f"资料截至 {alone.today()}" in page


def test_the_manager_puts_a_clerk_on_the_roster_by_a_form(alone: Machine, manager: FlaskClient):
    cells = {"badge": "0999", "name": "周雪", "branch": ALONE, "group": "收费",
             "in_force": alone.today().isoformat()}  # fmt: skip
    shown = manager.post("/documents/clerk/new", data=cells, follow_redirects=True)
    manager.post(f"{shown.request.path}/publish")
    assert "周雪" in alone.browser("lobby").get("/").text
    assert signed_in(alone, "0999").get("/").status_code == 200


def test_a_hall_in_another_zone_goes_by_its_own_date(alone: Machine, manager: FlaskClient):
    hall = documents.read(alone.db, "branch", ALONE, alone.today())
    assert isinstance(hall, Branch)
    cells = {"key": ALONE, "name": hall.name, "hall": hall.hall, "zone": "Asia/Urumqi",
             "organisation": hall.organisation, "in_force": alone.today().isoformat()}  # fmt: skip
    shown = manager.post("/documents/branch/new", data=cells, follow_redirects=True)
    manager.post(f"{shown.request.path}/publish")
    assert identity.me(alone.db).zone == "Asia/Urumqi"


@pytest.mark.parametrize("path", ["/documents", "/documents/fees", "/releases/x"])
def test_no_other_clerk_and_no_stranger_publishes(alone: Machine, path: str):
    clerk = signed_in(alone, LI)
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
    manager = signed_in(hall, WANG)
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


def test_two_managers_where_two_are_wanted(alone: Machine, manager: FlaskClient):
    alone.config.two_person_release = True
    li = Clerk(name="李敏", name_en="Li Min", branch=ALONE, manager=True)
    documents.publish(alone.db, [Publication(LI, li, START_2014)], "t", alone.time.utc)
    shown = hand_in(manager, "fees", TABLE.format(price="1", day=alone.today()).encode())
    assert manager.post(f"{shown.request.path}/publish").status_code == 403
    assert signed_in(alone, LI).post(f"{shown.request.path}/publish").status_code == 303


def test_all_versions_say_who_published_them_when(alone: Machine, manager: FlaskClient):
    release(manager, "12.00", alone.today())
    release(manager, "13.00", alone.today() + datetime.timedelta(30))
    page = manager.get("/documents/fees/versions/box").text
    assert "12.00" in page and "宁邮〔2026〕3号" in page and WANG in page and "2026-11-21" in page
    assert "现行" in page and "待生效" in page
    later = manager.get("/documents/fees/versions/box?version=2").text
    assert "13.00" in later
    assert manager.get("/documents/fees/versions/nothing").status_code == 404
    assert manager.get("/documents/nonsense/versions/box").status_code == 404


# What time it is, where the clock is in doubt.


def dear(alone: Machine) -> None:
    """The box costs 12 yuan, and 99 from a day within the year."""
    for price, days in (("12.00", 0), ("99.00", 200)):
        item = FeeItem(Said("信箱"), Said("元/月"), Said(price), Flat(Decimal(price)))
        content = Fees(title=Said("信箱租用"), basis=Said("3号"), items=(item,))
        day = alone.today() + datetime.timedelta(days)
        documents.publish(alone.db, [Publication("box", content, day)], "t", alone.time.utc)


def the_form(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(key|shown)" value="([0-9a-f]+)"', page))


def test_a_year_off_the_manager_confirms_and_fees_flip(
    alone: Machine, manager: FlaskClient, time: Time
):
    dear(alone)
    identity.note_time(alone.db, time())
    time.reboot()
    time.step(365 * DAY_MS)
    lobby = alone.browser("lobby")
    page = lobby.get("/fees/box").text
    assert "12.00" in page and "可能有更新" in page
    clerk = signed_in(alone, LI)
    told = clerk.get("/").text
    assert "系统时间可能有误" in told and "确认时间无误" not in told
    refused = clerk.post("/clock", data={"key": "a" * 32, "shown": str(time.utc)})
    assert refused.status_code == 403
    manager = signed_in(alone, WANG)
    form = the_form(manager.get("/").text)
    for _ in range(2):  # sent twice it is one word
        assert manager.post("/clock", data=form).status_code == 303
    page = lobby.get("/fees/box").text
    assert "99.00" in page and "可能有更新" not in page
    assert "系统时间可能有误" not in manager.get("/").text
    (row,) = alone.db.rows(ledger.Ledger.select().where(ledger.Ledger.kind == "time_confirmed"))
    fact = facts.decode(bytes(row.body))
    assert isinstance(fact, facts.TimeConfirmed)
    assert (fact.clerk, fact.confirmed) == (WANG, time.utc)
    assert fact.confirmed - fact.believed > 300 * DAY_MS
    time.pass_by(60_000)
    time.step(-400 * DAY_MS)  # from here on the monotonic clock counts again
    assert "99.00" in lobby.get("/fees/box").text


@pytest.mark.parametrize(
    "moved, form, status",
    [
        (0, {"key": "b" * 32, "shown": str(NOON)}, 409),  # nothing is in doubt
        (365 * DAY_MS, {"key": "b" * 32, "shown": "1"}, 409),  # not the time that was shown
        (365 * DAY_MS, {"key": "b" * 32, "shown": "soon"}, 409),
        (365 * DAY_MS, {"key": "", "shown": "1"}, 422),
    ],
)
def test_a_time_that_was_not_shown_is_not_confirmed(
    alone: Machine, time: Time, moved: int, form: dict[str, str], status: int
):
    identity.note_time(alone.db, time())
    time.reboot()
    time.step(moved)
    manager = signed_in(alone, WANG)
    assert manager.post("/clock", data=form).status_code == status
    kinds = {row.kind for row in alone.db.rows(ledger.Ledger.select())}
    assert "time_confirmed" not in kinds


def test_with_an_office_the_managers_word_moves_fees_and_no_fact_back(
    hall: Machine, office: Machine, time: Time
):
    """The office alone may say that today is earlier than a fact already filed."""
    wang = Clerk(name="王芳", name_en="Wang Fang", branch=HERE, manager=True)
    documents.publish(office.db, [Publication(WANG, wang, office.today())], "t", office.time.utc)
    sync_round(hall, office)
    identity.note_time(hall.db, time())
    time.reboot()
    time.step(365 * DAY_MS)
    manager = signed_in(hall, WANG)
    assert manager.post("/clock", data=the_form(manager.get("/").text)).status_code == 303
    me = identity.me(hall.db)
    assert me.anchor is not None and me.anchor.boot == "boot1", "only the office signs the time"
    assert me.believed_utc == time.utc


def test_a_flat_battery_locks_no_clerk_out(alone: Machine, time: Time):
    pins.set_pin(alone.db, by_machine(alone.db, time()), alone.keys, alone.new_id(), WANG, PIN)
    identity.note_time(alone.db, time())
    time.reboot()
    time.step(-20_000 * DAY_MS)
    browser = alone.browser("desk")
    assert browser.post("/sign-in", data={"badge": WANG, "pin": PIN}).status_code == 303
    assert "系统时间可能有误" in browser.get("/").text


def test_a_portrait_is_handed_in_at_the_desk_and_shown_in_two_sizes(
    alone: Machine, manager: FlaskClient
):
    out = io.BytesIO()
    face = Image.radial_gradient("L").resize((1000, 1300)).convert("RGB")
    face.save(out, "PNG", compress_level=0)
    assert 1_000_000 < len(out.getvalue()) < uploads.UPLOAD_LIMIT
    data = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": alone.today().isoformat()}
    shown = manager.post(f"/documents/clerk/pictures/{LI}", data=data, follow_redirects=True)
    assert manager.post(f"{shown.request.path}/publish").status_code == 303
    clerk = documents.read(alone.db, "clerk", LI, alone.today())
    assert isinstance(clerk, Clerk)
    lobby = alone.browser("lobby")
    for name, size in ((clerk.portrait, (320, 400)), (clerk.portrait_2x, (640, 800))):
        picture = lobby.get(f"/pictures/{name}.webp").data
        assert Image.open(io.BytesIO(picture)).format == "WEBP"
        assert Image.open(io.BytesIO(picture)).size == size
    assert f"{clerk.portrait_2x}.webp 2x" in lobby.get("/").text


def test_a_file_that_is_too_large_is_refused_at_the_desk(alone: Machine, manager: FlaskClient):
    data = {"file": (io.BytesIO(bytes(uploads.UPLOAD_LIMIT + 100_000)), "w.jpg"),
            "in_force": alone.today().isoformat()}  # fmt: skip
    assert manager.post(f"/documents/clerk/pictures/{LI}", data=data).status_code == 413
    clerk = signed_in(alone, LI)
    again = {"file": (io.BytesIO(bytes(200_000)), "w.jpg")}
    assert clerk.post("/documents/fees", data=again).status_code == 403
