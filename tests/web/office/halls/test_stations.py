"""Head office trusts stations by one-time codes."""

import re

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk import VERSION
from kiosk.ground.keys import Keys
from kiosk.records.people import users
from kiosk.records.publishing import branches, documents
from kiosk.records.reports import regions
from kiosk.records.stations import enrolment
from kiosk.rules.people import roles
from kiosk.rules.people.roles import Reach
from kiosk.vocabulary.documents import Branch, Publication
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Enrol
from tests.cast import HERE, NOON, THERE, Machine, sync_round
from tests.records.reports.test_changes import weeks
from tests.records.stations.test_states import enrolled
from tests.sync.cast import counts, tap
from tests.web.cast import rows_of, words


def test_a_code_is_shown_and_enrols_a_station(head: FlaskClient, office: Machine, tmp_path):
    page = head.post("/codes", data={"branch": THERE}).text
    code = re.search(r"<output>([A-Z0-9-]{19}:[a-z0-9]{24})</output>", page)
    assert code is not None
    secret, _ = enrolment.split_code(code.group(1))
    key = Keys.load(tmp_path / "new.key").public
    taken = enrolment.enrol(office.db, Enrol(secret, key), office.keys, b"r" * 32, NOON)
    assert taken.branch == THERE
    assert head.post("/codes", data={"branch": "nowhere"}).status_code == 404


def test_a_station_is_revoked_and_its_entries_released_on_the_page(
    head: FlaskClient, office: Machine, hall: Machine
):
    name = hall.keys.fingerprint
    page = head.get("/stations").text
    assert name in page and "使用中" in page
    assert head.post(f"/stations/{name}/revoke", data={"note": ""}).status_code == 422
    assert head.post(f"/stations/{name}/revoke", data={"note": "报失"}).status_code == 303
    tap(hall, 1)
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)
    page = head.get("/stations").text
    assert "已停用" in page and "报失" in page and "停用后上传 1 条，未计入" in words(page)
    assert counts(office) == {}
    assert head.post(f"/stations/{name}/release", data={"note": "已核实"}).status_code == 303
    assert counts(office) == counts(hall) != {}
    assert head.post("/stations/nobody/release", data={"note": "x"}).status_code == 403


def test_the_page_of_codes_says_what_a_code_is_for(
    head: FlaskClient, office: Machine, hall: Machine
):
    name = hall.keys.fingerprint
    page = head.post("/codes", data={"branch": HERE, "replaces": name, "decided": "3"}).text
    assert "enrol --new-key" in page
    (drawn,) = office.db.rows(
        enrolment.EnrolmentCode.select().where(enrolment.EnrolmentCode.replaces == name)
    )
    assert drawn.decided == 3
    assert head.post("/codes", data={"branch": HERE, "decided": "viele"}).status_code == 422


def test_each_station_is_listed_with_its_last_call_chain_and_manifest(
    head: FlaskClient, office: Machine, hall: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    chain = office.db.sql("SELECT head FROM chain").fetchone()[0]
    at = "2026-11-21 12:00:00"
    seen = words(head.get("/stations").text)
    assert f"正常 {at} {VERSION} 0 使用中" in seen
    seen = words(head.get(f"/stations/{hall.keys.fingerprint}").text)
    assert f"发布批次 {at} 已校验记录数 1 · {bytes(chain).hex()[:12]}" in seen
    assert "系统时间 与总部一致 硬盘剩余" in seen
    assert hall.keys.fingerprint in head.get(f"/stations?branch={HERE}").text
    assert hall.keys.fingerprint not in head.get(f"/stations?branch={THERE}").text
    assert "没有这个网点" in head.get("/stations?branch=nowhere").text


def test_regions_are_counted_and_lead_to_the_stations_concerned(
    head: FlaskClient, office: Machine, hall: Machine
):
    silent = enrolled(office, THERE)
    page = head.get("/stations").text
    assert rows_of(page, "stations")[0] == ["全部", "2", "1", "0", "0", "0", "0"]
    assert ["城北", "1", "0", "0", "0", "0", "0"] in rows_of(page, "stations")
    listed = head.get("/stations?state=silent").text
    assert silent in listed and hall.keys.fingerprint not in listed
    listed = head.get("/stations?region=城北").text
    assert silent not in listed and hall.keys.fingerprint in listed
    assert silent in head.get(f"/stations?branch={THERE}").text
    assert head.get("/stations?state=odd").status_code == 400
    assert "1 台超过24小时未通信" in words(head.get("/").text)


def test_a_list_of_many_stations_has_fifty_a_page(head: FlaskClient, office: Machine):
    names = {enrolled(office) for _ in range(53)}
    pages = [head.get(f"/stations?state=silent&page={n}").text for n in (1, 2)]
    shown = [{name for name in names if name in page} for page in pages]
    assert [len(one) for one in shown] == [50, 3] and shown[0] | shown[1] == names


def move(office: Machine, branch: str, region: str) -> None:
    """Publishes a branch as one of a region from today on."""
    known = documents.read(office.db, "branch", branch, office.today())
    assert isinstance(known, Branch)
    moved = Publication(branch, replace(known, region=region), office.today())
    documents.publish(office.db, [moved], "anna", office.time.utc)


def test_regions_are_summed_as_a_tree(head: FlaskClient, office: Machine, hall: Machine):
    other = enrolled(office, THERE)
    move(office, HERE, "江苏/南京/鼓楼")
    move(office, THERE, "江苏/苏州")
    page = head.get("/stations").text
    rows = {row[0].split(" ")[0]: row for row in rows_of(page, "stations")}
    assert rows["江苏"][1] == "2" and "下级区域 2 个" in rows["江苏"][0]
    assert "<details>" in page and "region=%E6%B1%9F%E8%8B%8F/%E5%8D%97%E4%BA%AC" in page
    below = rows_of(head.get("/stations?region=江苏").text, "stations")
    assert [(row[0].split(" ")[0], row[1]) for row in below] == [
        ("江苏", "2"), ("苏州", "1"), ("南京", "1"),
    ], "what is silent comes first"  # fmt: skip
    page = head.get("/stations?region=江苏/南京").text
    assert hall.keys.fingerprint in page and other not in page
    for page in ("figures", "figures/changes", "cards", "lists/cards", "compare", "rated-share"):
        assert head.get(f"/{page}?region=江苏").status_code == 200, page
    assert head.get("/reports/month/2026-11-01?scope=region.江苏").status_code == 200
    assert head.get("/figures?region=江").status_code == 404


@pytest.mark.parametrize("placed", [False, True])
def test_a_regions_figures_are_those_of_the_regions_in_it(
    head: FlaskClient, office: Machine, placed: bool
):
    weeks(office, HERE, 2)
    weeks(office, THERE, 2)
    move(office, HERE, "江苏/南京/鼓楼")
    move(office, THERE, "江苏/苏州")
    if placed:
        regions.place(office.db, office.today())
    for path, heading, lines in (
        ("/figures", "by", [("江苏", "400")]),
        ("/figures?region=江苏", "by", [("江苏/南京", "200"), ("江苏/苏州", "200")]),
        ("/figures?region=江苏/南京", "by", [("江苏/南京/鼓楼", "200")]),
    ):
        rows = rows_of(head.get(path).text, heading)
        assert [(row[0], row[1]) for row in rows] == lines


def test_a_user_of_a_region_sees_the_halls_of_those_in_it(office: Machine, hall: Machine):
    move(office, HERE, "江苏/南京")
    reach = users.reach_of(office.db, "江苏", office.today())
    assert reach == Reach(frozenset({"江苏"}))
    assert roles.halls(reach, branches.by_region(office.db, office.today())) == {HERE}
