"""A region's sums follow those branches that were placed."""

import datetime

from kiosk.records.ledger import tallies
from kiosk.records.ledger.regions import sums
from kiosk.records.ledger.regions.sums import RegionMonth, RegionOf, RegionWeek
from tests.cast import HERE, NORTH, Machine

DAY = {"day": "2026-11-21", "hour": 10, "kind": "rating", "mark": "5", "giver": "customer",
       "entry": "screen"}  # fmt: skip
WEEK = {"week": "2026-11-16"} | dict.fromkeys(sums.FIGURES, 1)


def test_a_branch_that_is_not_placed_is_in_no_sum(office: Machine):
    with office.db.writing():
        sums.add(office.db, HERE, 0, [DAY | {"n": 3}], [WEEK])
    assert office.db.rows(RegionWeek.select()) == []


def test_days_weeks_and_months_add_up_in_their_lanes(office: Machine):
    with office.db.writing():
        office.db.run(RegionOf.insert(branch=HERE, region=NORTH))
        for lane in (0, 1, 1):
            later = DAY | {"day": "2026-11-22", "n": 1}
            sums.add(office.db, HERE, lane, [DAY | {"n": 3}, later], [WEEK])
    days = tallies.sums(office.db, ["region", "day"], regions=[NORTH])
    first = datetime.date(2026, 11, 21)
    assert days == {(NORTH, first): 9, (NORTH, first + datetime.timedelta(1)): 3}
    assert {row.lane: row.n for row in office.db.rows(RegionMonth.select())} == {0: 4, 1: 8}
    assert {row.lane: row.rated for row in office.db.rows(RegionWeek.select())} == {0: 1, 1: 2}
    with office.db.writing():
        sums.empty(office.db)
    assert tallies.sums(office.db, ["region"], regions=[NORTH]) == {}
