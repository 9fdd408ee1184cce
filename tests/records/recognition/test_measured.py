"""Imported figures: which values count for a period, and what a scheme makes of them."""

import datetime
from decimal import Decimal
from typing import Any

from kiosk.records.publishing import documents, in_halls, offered, presets
from kiosk.records.recognition import awards, evaluating, figures, measured
from kiosk.vocabulary.documents import Ended, Measured, Publication, Said
from kiosk.vocabulary.schemes import Source
from tests.cast import HERE, LI, NOON, START_2014, THERE, WANG, Machine, sync_round
from tests.records.recognition.cast import give, publish, scheme
from tests.records.recognition.test_awards import lock

JANUARY = datetime.date(2025, 1, 1)
FEBRUARY, MARCH = JANUARY.replace(month=2), JANUARY.replace(month=3)


def enter(
    office: Machine, values: dict[str, int], day: datetime.date, branch: str = HERE, **more: Any
) -> None:
    """Publishes the workload, or another figure, of a branch from this day on."""
    key = f"{more.pop('code', 'workload')}@branch.{branch}"
    content = Measured(
        name=Said(""), values={badge: Decimal(n) for badge, n in values.items()}, **more
    )
    documents.publish(office.db, [Publication(key, content, day)], "anna", NOON)


def read(machine: Machine, last: datetime.date, code: str = "workload") -> dict[str, Decimal]:
    found = measured.read(machine.db, "clerk", [code], JANUARY, last)
    return {badge: own[code] for badge, own in found.items()}


def test_months_are_summed_and_both_days_count(office: Machine):
    enter(office, {WANG: 300, LI: 200}, JANUARY)
    enter(office, {WANG: 50}, FEBRUARY)
    assert read(office, JANUARY) == {WANG: 300, LI: 200}
    assert read(office, FEBRUARY - datetime.timedelta(1)) == {WANG: 300, LI: 200}
    assert read(office, FEBRUARY) == {WANG: 350, LI: 200}
    assert measured.read(office.db, "clerk", ["workload"], MARCH, MARCH) == {}
    assert measured.read(office.db, "clerk", ["errors"], JANUARY, MARCH) == {}


def test_a_mean_is_taken_of_the_months_that_have_a_value(office: Machine):
    enter(office, {WANG: 90, LI: 100}, JANUARY, code="exam", combined="mean")
    for day in (FEBRUARY, MARCH):
        enter(office, {WANG: 85}, day, code="exam", combined="mean")
    assert read(office, MARCH, "exam") == {WANG: Decimal("86.6667"), LI: 100}


def test_a_table_published_again_takes_the_place_of_the_first(office: Machine):
    enter(office, {WANG: 300, LI: 200}, JANUARY)
    enter(office, {WANG: 50}, FEBRUARY)
    enter(office, {WANG: 310}, JANUARY)
    assert read(office, FEBRUARY) == {WANG: 360}
    ended = Publication(f"workload@branch.{HERE}", Ended(), JANUARY, "figure")
    documents.publish(office.db, [ended], "anna", NOON)
    assert read(office, FEBRUARY) == {WANG: 50}


def test_a_clerk_who_moved_has_the_values_of_both_branches(office: Machine):
    enter(office, {WANG: 300}, JANUARY)
    enter(office, {WANG: 20}, FEBRUARY, THERE)
    assert read(office, FEBRUARY) == {WANG: 320}


def test_a_branchs_own_value_is_no_clerks(office: Machine):
    enter(office, {"": 5_000, WANG: 300}, JANUARY)
    assert read(office, JANUARY) == {WANG: 300}
    found = measured.read(office.db, "branch", ["workload"], JANUARY, JANUARY)
    assert found == {HERE: {"workload": 5_000}}


def test_a_windows_value_is_its_own_alone(office: Machine):
    enter(office, {"": 5_000, "/3": 700, WANG: 300}, JANUARY)
    enter(office, {"/3": 40}, FEBRUARY, THERE)
    found = measured.read(office.db, "window", ["workload"], JANUARY, FEBRUARY)
    assert found == {f"{HERE}/3": {"workload": 700}, f"{THERE}/3": {"workload": 40}}
    assert read(office, FEBRUARY) == {WANG: 300}


def test_who_has_no_value_is_missing_and_not_0(office: Machine):
    one = scheme(sources=(Source(Decimal("0.1"), figure="workload", way="each"),), conditions=())
    publish(office, {"work": one})
    enter(office, {WANG: 300}, JANUARY)
    of = evaluating.find(office.db, "work", FEBRUARY)
    found = {r.unit: r for r in evaluating.evaluate(office.db, of, JANUARY, FEBRUARY).results}
    assert (found[WANG].points, found[WANG].reason) == (30, "chosen")
    assert (found[LI].points, found[LI].reason) == (None, "missing")


def test_own_figures_are_read_beside_the_imported_ones(hall: Machine, office: Machine):
    give(hall, WANG, 1, day="01-10")
    sync_round(hall, office)
    enter(office, {WANG: 300}, JANUARY)
    performance, _ = presets.read_of_kind(office.db, "scheme", "performance", START_2014)
    found = figures.of_scheme(office.db, performance.content, [WANG], JANUARY, FEBRUARY)
    assert (found[WANG]["workload"], found[WANG]["cards"]) == (300, 5)
    assert found[WANG]["satisfaction_low"] is None


def test_a_hall_gets_the_figures_of_its_own_branch_alone(hall: Machine, office: Machine):
    enter(office, {WANG: 300}, JANUARY)
    enter(office, {"0900": 7}, JANUARY, THERE)
    sync_round(hall, office)
    assert read(hall, JANUARY) == {WANG: 300}
    assert set(in_halls.contents(hall.db, "figure", hall.today())) == {"workload"}


def test_what_is_not_public_is_no_award_on_a_screen(hall: Machine, office: Machine):
    publish(office, {"tier-1": scheme(public=False)})
    give(hall, WANG, 1)
    sync_round(hall, office)
    assert lock(office) == 1
    sync_round(hall, office)
    assert [one.scheme for one in awards.of_clerk(hall.db, WANG)] == ["tier-1"]
    assert awards.badges(hall.db, HERE, hall.today())[WANG] == []


def test_a_figure_is_called_as_its_newest_table_says(office: Machine):
    for day, name in ((JANUARY, "关怀次数"), (FEBRUARY, "走访次数"), (MARCH, "")):
        content = Measured(name=Said(name), values={WANG: Decimal(1)})
        documents.publish(
            office.db, [Publication(f"care@branch.{HERE}", content, day)], "anna", NOON
        )
    assert offered.figures(office.db) == {"care": Said("走访次数")}
    words = offered.figure_words(office.db)
    assert words["workload"] == "业务量" and words["cards"] == "5P卡总数"
