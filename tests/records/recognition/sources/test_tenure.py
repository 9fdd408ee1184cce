"""Months on the roster as a condition: computed from published rosters, alike on every machine."""

import datetime
from decimal import Decimal

from kiosk.records.publishing import documents
from kiosk.records.recognition import evaluating
from kiosk.records.recognition.sources import tenure
from kiosk.rules.recognition.schemes import Step
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from kiosk.vocabulary.schemes import Condition
from tests.cast import HERE, LI, NOON, THERE, WANG, ZHAO, Machine, sync_round
from tests.records.recognition.cast import FIRST, LAST, give, publish, scheme

NEW, GONE = "0777", "0778"


def clerk(branch: str = HERE, name: str = "王芳") -> Clerk:
    return Clerk(name=name, name_en="", branch=branch)


def on(day: str, badge: str, content: Clerk | Ended) -> Publication:
    kind = "clerk" if isinstance(content, Ended) else ""
    return Publication(badge, content, datetime.date.fromisoformat(day), kind)


def rosters(office: Machine) -> None:
    made = [
        on("2025-03-15", NEW, clerk()),
        on("2025-01-01", GONE, clerk()),
        on("2025-05-01", GONE, Ended()),
        on("2025-11-01", GONE, clerk()),
        on("2025-06-10", WANG, clerk(THERE)),
        on("2025-09-01", WANG, clerk(HERE, "王小芳")),
    ]
    documents.publish(office.db, made, "anna", NOON)


def test_joined_left_came_back_moved_and_renamed(hall: Machine, office: Machine):
    rosters(office)
    sync_round(hall, office)
    for machine in (hall, office):
        found = tenure.months(machine.db, [NEW, GONE, WANG, LI, "0999"], LAST)
        since_2014 = 12 * 12
        assert found == {NEW: 9, GONE: 6, WANG: since_2014, LI: since_2014, "0999": 0}


def test_a_version_that_was_withdrawn_counts_no_more(office: Machine):
    rosters(office)
    rows = [row for row in documents.history(office.db, "clerk", GONE)
            if row.in_force == datetime.date(2025, 5, 1)]  # fmt: skip
    with office.db.writing():
        documents.withdraw(office.db, rows, NOON)
    assert tenure.months(office.db, [GONE], LAST) == {GONE: 12}


def test_a_tier_asks_for_a_year_on_the_roster_and_prints_it_as_a_step(
    hall: Machine, office: Machine
):
    rosters(office)
    year = Condition(Decimal(12), figure="roster_months", way="at_least")
    publish(office, {"tier-1": scheme(conditions=(year,))})
    sync_round(hall, office)
    for badge in (NEW, WANG):
        give(hall, badge, 2)
    sync_round(hall, office)
    of = evaluating.find(office.db, "tier-1", LAST)
    found = {one.unit: one for one in evaluating.evaluate(office.db, of, FIRST, LAST).results}
    assert found[WANG].chosen and found[ZHAO].inputs["roster_months"] == 144
    assert (found[NEW].reason, found[NEW].wrong) == ("not_met", (
        Step("condition", "at_least", "roster_months", Decimal(9), Decimal(12), None, False),
    ))  # fmt: skip
