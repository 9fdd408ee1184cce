"""A user who is there for one region reads nothing of another one: no word, no name, no number, no
count, on any page that is open to such users."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import state
from kiosk.records.oversight import flags
from kiosk.records.people import authors, users
from kiosk.records.publishing import branches, documents
from kiosk.rules.office.suspicion.history import Finding
from kiosk.rules.people import access
from kiosk.rules.people.roles import Reach
from kiosk.vocabulary.documents import Branch, Publication, Reason, Said
from tests.cast import HERE, NOON, NORTH, START_2014, THERE, WANG, Machine
from tests.records.cases.cast import k
from tests.web.cast import at_office, words
from tests.web.office import test_lists as lists
from tests.web.office.test_lists import LISTS

WEST = "城西"
NORTHERN = ("皇姑", "sb01", "0317", "0318", "0320", "王芳", "李敏", "孙静", "收据", "雨夜抢修",
            "四十分钟", "讲得很清楚", "北区自办", "1121-")  # fmt: skip
"""What only the other region's halls have."""
PAGES = [
    "/", f"/?branch={HERE}", "/?branch=皇姑", "/stations", f"/stations?branch={HERE}", "/cases",
    *(f"/cases?by={by}" for by in ("branch", "kind", "class", "cause", "level")),
    *(f"/case-lists/{one}" for one in ("late", "erasing", "disputed", "ours", "extended")),
    f"/case-lists/late?branch={HERE}",
    *(f"/lists/{name}" for name in LISTS),
    *(f"/lists/{name}/table.csv" for name in LISTS),
    f"/lists/feedback?branch={HERE}", "/lists/feedback?branch=皇姑", "/lists/feedback?words=收据",
    "/lists/feedback?clerk=0317", "/lists/cases?words=排队", "/lists/feedback?show=managers",
    *(f"/cards?by={by}" for by in ("branch", "clerk", "month")), "/cards/table.csv",
    f"/cards?branch={HERE}",
    *(f"/rated-share?by={by}" for by in ("branch", "clerk", "day", "month")),
    "/rated-share/table.csv",
    *(f"/figures?by={by}" for by in ("region", "branch", "month", "hour", "mark")),
    *(f"/figures/table.csv?by={by}" for by in ("region", "branch")),
    "/figures/changes", "/figures/changes?change=few", "/figures/changes/table.csv?change=few",
    "/wall/shown",
    f"/figures?branch={HERE}", "/figures?region=皇姑", "/compare", "/compare/table.csv",
    f"/compare?branch={HERE}", "/flags", "/flags?state=open", f"/flags?branch={HERE}",
    "/reports", "/reports?period=month&branch=皇姑",
    *(f"/reports/{one}/2026-11-21" for one in ("week", "month", "year")),
    "/reports/month/2026-11-21/report.csv", "/reports/month/2026-11-21/cards.csv",
    f"/reports/month/2026-11-21?scope=region.{WEST}",
]  # fmt: skip


@pytest.fixture
def western(office: Machine) -> FlaskClient:
    return limited(office, "wanda", WEST)


def limited(office: Machine, name: str, region: str) -> FlaskClient:
    at_office(office, "boss")
    of = at_office(office, name)
    users.assign(office.db, name, "region", Reach(regions=frozenset({region})), "boss")
    return of


def fill(hall: Machine, office: Machine) -> None:
    """Something on each list, and a flag of what Wang was given."""
    lists.fill(hall, office)
    day, author = office.today(), authors.at_office(office.db, HERE, "", office.time())
    one = Finding("burst", WANG, day, day, 1, 1, 0.1, 1.1, (k(1),))
    with office.db.writing():
        flags.note(office.db, author, [one])


def read(of: FlaskClient, path: str) -> str:
    """A page without its forms' keys."""
    return re.sub(r"[0-9a-f]{32}", "", of.get(path).text)


def asked_for(page: str) -> str:
    """A page without what the address asked for, which a form gives back."""
    return re.sub(r'(value|href)="[^"]*"', "", page)


def test_nothing_that_another_region_does_changes_a_page(
    western: FlaskClient, office: Machine, hall: Machine
):
    before = {path: read(western, path) for path in PAGES}
    fill(hall, office)
    for path in PAGES:
        page = read(western, path)
        assert page == before[path], path
        assert [one for one in NORTHERN if one in asked_for(page)] == [], path


def test_a_report_of_other_halls_is_refused(western: FlaskClient, office: Machine, hall: Machine):
    fill(hall, office)
    for of in (HERE, f"region.{NORTH}"):
        page = western.get(f"/reports/month/2026-11-21?scope={of}")
        assert page.status_code >= 400 and "皇姑" not in page.text


def test_the_same_pages_show_it_to_that_regions_user(office: Machine, hall: Machine):
    fill(hall, office)
    northern = limited(office, "nora", NORTH)
    seen = {path: asked_for(read(northern, path)) for path in PAGES}
    for path in ("/", "/stations", "/lists/feedback", "/lists/cases/table.csv", "/cards?by=branch"):
        assert "皇姑" in seen[path], path
    assert "待核查 1 件" in seen["/flags"]
    assert "5 条" in seen["/lists/feedback"] and "收据" in seen["/lists/feedback/table.csv"]


def test_a_case_is_found_by_its_number_in_the_own_halls_alone(
    western: FlaskClient, office: Machine, hall: Machine
):
    fill(hall, office)
    case = office.db.first(state.CaseNow.select())
    path = f"/lists/cases?number={case.number}"
    assert "共 0 条" in words(western.get(path).text)
    assert "共 1 条" in words(limited(office, "nora", NORTH).get(path).text)


def test_words_of_another_region_are_not_offered(western: FlaskClient, office: Machine):
    own = Reason(name=Said(zh="北区自办", en="north only"), grades="low")
    documents.publish(
        office.db, [Publication(f"ours@region.{NORTH}", own, START_2014)], "test", NOON
    )
    assert "北区自办" not in western.get("/lists/feedback").text
    assert "北区自办" in limited(office, "nora", NORTH).get("/lists/feedback").text


def test_every_address_for_some_halls_alone_is_walked_or_names_its_branch(office: Machine):
    walked = {"overview.overview", "stations.every_station", "cases.listed", "cases.one_list",
              "lists.listed", "lists.listed/praise", "lists.table", "cards.counted", "cards.table",
              "rated_share.counted", "rated_share.table", "figures.counted", "figures.table",
              "changes.listed", "changes.table", "wall.page", "wall.shown",
              "compare.compared", "compare.table", "flags.listed", "reports.listed", "reports.page",
              "reports.file", "reports.cards"}  # fmt: skip
    own = {"drafts.keep", "drafts.left", "drafts.stay", "second_factor.own",
           "second_factor.codes", "second_factor.renew"}  # fmt: skip
    own.add("station.page")  # tests/web/office/halls/test_stations.py
    rules = {rule.endpoint: rule for rule in office.app("office").url_map.iter_rules()}
    for endpoint, of in access.TABLE.items():
        if of.scoped and endpoint not in walked | own:
            assert "branch" in rules[endpoint].arguments, endpoint


def test_a_hall_that_moves_to_another_region_moves_out_of_sight(office: Machine):
    day = office.today()
    assert branches.by_region(office.db, day)[NORTH] == [HERE]
    moved = branches.of_branch(office.db, HERE, day)
    assert isinstance(moved, Branch)
    there = Branch(
        **{name: getattr(moved, name) for name in moved.__struct_fields__} | {"region": WEST}
    )
    documents.publish(office.db, [Publication(HERE, there, day)], "test", NOON)
    assert branches.by_region(office.db, day) == {WEST: sorted([HERE, THERE])}
