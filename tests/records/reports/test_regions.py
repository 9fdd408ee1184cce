"""The sums of regions say what those of their branches do."""

import datetime

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.ledger import tallies
from kiosk.records.ledger.regions.sums import (
    RegionDay,
    RegionMonth,
    RegionOf,
    RegionsPlaced,
    RegionWeek,
)
from kiosk.records.publishing import branches, documents
from kiosk.records.reports import figures, regions, weeks
from kiosk.records.reports.figures import Asked
from kiosk.records.upkeep import checks
from kiosk.vocabulary.documents import Branch, Publication
from tests.cast import HERE, LI, NORTH, THERE, Machine, by_visit, sync_round
from tests.records.cases.cast import file, k
from tests.records.feedback.cast import rate

D = datetime.date
WEEK = Asked(D(2026, 11, 16), D(2026, 11, 22))
MONDAY = D(2026, 11, 16)


@pytest.fixture
def heard(hall: Machine, office: Machine) -> Machine:
    """Twelve ratings, a complaint, and two cards of which one was taken back, half of it before the
    branches were placed."""
    for n in range(6):
        rate(hall, n + 1, "2" if n < 2 else "5")
    sync_round(hall, office)
    assert regions.place(office.db, office.today()) == 2
    for n in range(6, 12):
        rate(hall, n + 1, "5")
    visit = by_visit(hall.db, hall.time(), "v1")
    for n in (40, 42):
        cards.give(hall.db, visit, k(n), LI, "patient", "")
    thanks.undo(hall.db, visit, k(43), k(42))
    file(hall, 41)
    sync_round(hall, office)
    return office


def differences(office: Machine) -> list[str]:
    return [says for _, says in regions.differences(office.db)]


def move(office: Machine, region: str) -> None:
    """HERE belongs to another region from today on."""
    known = branches.of_branch(office.db, HERE, office.today())
    assert known is not None
    said = {name: getattr(known, name) for name in known.__struct_fields__}
    moved = Publication(HERE, Branch(**said | {"region": region}), office.today())
    documents.publish(office.db, [moved], "test", office.time().utc)


def test_what_arrives_is_added_to_its_region(heard: Machine):
    assert differences(heard) == []
    (found,) = regions.weeks(heard.db, [NORTH], MONDAY, MONDAY, ["region"], ["rated", "cards"])
    assert tuple(found) == (NORTH, 12, 1)


def test_pages_say_the_same_with_and_without_them(heard: Machine):
    def shown() -> list[object]:
        db, today, of = heard.db, heard.today(), frozenset({HERE})
        north = WEEK._replace(may=of)
        return [
            figures.by(db, "region", WEEK, today),
            *(figures.by(db, group, north, today) for group in ("month", "hour", "mark")),
            weeks.trend(db, "", MONDAY, 3, today, of),
            weeks.by_time(db, "", MONDAY, heard.today(), today, of),
            weeks.by_phone(db, "", MONDAY, today, of),
        ]

    kept = shown()
    assert regions.whole(heard.db, heard.today(), {HERE}) == (NORTH,)
    with heard.db.writing():
        heard.db.run(RegionsPlaced.delete())
    assert regions.whole(heard.db, heard.today(), {HERE}) is None
    assert shown() == kept


def test_a_branch_that_moves_takes_its_sums_along(heard: Machine):
    move(heard, "城西")
    assert regions.whole(heard.db, heard.today(), {HERE}) is None, "not placed yet"
    assert regions.place(heard.db, heard.today()) == 1
    assert differences(heard) == []
    assert regions.weeks(heard.db, ["城西"], MONDAY, MONDAY, ["region"], ["rated"]) == [
        ("城西", 12)
    ]
    assert regions.place(heard.db, heard.today()) == 0, "all of them are in their places"


def test_part_of_a_region_is_no_region(heard: Machine):
    move(heard, "城西")
    regions.place(heard.db, heard.today())
    today = heard.today()
    assert regions.whole(heard.db, today, {HERE}) is None
    assert regions.whole(heard.db, today, {HERE, THERE}) == ("城西",)
    assert regions.whole(heard.db, today, set()) is None
    assert regions.whole(heard.db, today, None) == ("城西",)


def test_sums_that_are_made_again_wait_until_branches_are_placed(heard: Machine):
    with heard.db.writing():
        tallies.rebuild_sums(heard.db)
    assert heard.db.rows(RegionOf.select()) == []
    assert regions.whole(heard.db, heard.today(), {HERE}) is None
    assert regions.place(heard.db, heard.today()) == 2
    assert differences(heard) == []


@pytest.mark.parametrize("model", [RegionDay, RegionMonth, RegionWeek])
def test_a_changed_sum_is_found(heard: Machine, model: type[RegionDay | RegionMonth | RegionWeek]):
    name = "rated" if model is RegionWeek else "n"
    with heard.db.writing():
        heard.db.run(model.update({getattr(model, name): 99}))
    found = checks.check(heard.db, heard.keys, at_office=True)
    assert found is not None and found.column == "row" and NORTH in found.says
