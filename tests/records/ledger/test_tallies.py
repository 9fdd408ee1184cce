"""Tallies say what the ledger says, in its transaction."""

import datetime
from typing import Any

import pytest

from kiosk.records.exchange import tallying
from kiosk.records.feedback import cards, ratings, thanks
from kiosk.records.hall import help
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import (
    BranchDay,
    BranchWeek,
    ClerkMonth,
    DayTotal,
    Tally,
    WeekTotal,
)
from kiosk.records.ledger.writing import Author
from kiosk.records.upkeep import checks
from tests.cast import HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import file, k

DAY = datetime.date(2026, 11, 21)
HOUR_MS = 3_600_000


def visitor(hall: Machine) -> Author:
    return by_visit(hall.db, hall.time(), "visit")


def given(hall: Machine) -> None:
    """A day: two cards and a low rating at noon, a card an hour later, one taken back."""
    cards.give(hall.db, visitor(hall), k(1), LI, "polite", "")
    cards.give(hall.db, visitor(hall), k(2), LI, "polite", "")
    ratings.rate(hall.db, visitor(hall), k(3), WANG, "1")
    hall.time.pass_by(HOUR_MS)
    cards.give(hall.db, visitor(hall), k(4), LI, "patient", "")
    cards.give(hall.db, visitor(hall), k(5), LI, "patient", "")
    thanks.undo(hall.db, visitor(hall), k(6), k(5))


def said(machine: Machine) -> list[str]:
    return [says for _, says in tallying.differences(machine.db, machine.keys)]


def test_every_counted_fact_is_tallied_by_hour_clerk_and_mark(hall: Machine, office: Machine):
    given(hall)
    sync_round(hall, office)
    for machine in (hall, office):
        assert tallies.sums(machine.db, ["hour", "kind", "clerk", "mark"], branch=HERE) == {
            (12, "card", LI, "polite"): 2,
            (12, "rating", WANG, "1"): 1,
            (13, "card", LI, "patient"): 1,
            (13, "voided", LI, "patient"): 1,
        }
        assert said(machine) == []


def test_a_form_sent_twice_is_tallied_once(hall: Machine):
    for _ in range(2):
        cards.give(hall.db, visitor(hall), k(1), LI, "polite", "")
    assert tallies.sums(hall.db, ["kind"]) == {("card",): 1}


def test_a_void_is_tallied_in_the_hour_of_its_fact(hall: Machine):
    hall.time.pass_by(HOUR_MS - 1000)
    cards.give(hall.db, visitor(hall), k(1), LI, "polite", "")
    hall.time.pass_by(2000)
    thanks.undo(hall.db, visitor(hall), k(2), k(1))
    assert tallies.sums(hall.db, ["hour", "kind"]) == {(12, "voided"): 1}
    assert said(hall) == []


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ({"clerk": LI}, 4),
        ({"kinds": ("card",)}, 3),
        ({"marks": ("1",)}, 1),
        ({"giver": "customer"}, 5),
        ({"entry": "paper"}, None),
        ({"first": DAY, "last": DAY}, 5),
        ({"first": DAY + datetime.timedelta(1)}, None),
        ({"branch": "elsewhere"}, None),
    ],
)
def test_sums_are_limited_by_what_is_asked(
    hall: Machine, which: dict[str, Any], expected: int | None
):
    given(hall)
    found = tallies.sums(hall.db, [], **which)  # type: ignore[misc]
    assert found.get(()) == expected


def test_a_hall_that_gets_another_zone_counts_all_its_hours_again(hall: Machine):
    given(hall)
    with hall.db.writing():
        tallies.recount(hall.db, HERE, "Asia/Tokyo", [])
    assert {hour for (hour,) in tallies.sums(hall.db, ["hour"])} == {13, 14}
    cards.give(hall.db, visitor(hall), k(9), LI, "polite", "")
    assert {hour for (hour,) in tallies.sums(hall.db, ["hour"])} == {12, 13}
    assert said(hall) == []


def test_a_tally_that_was_altered_is_named_by_verify(hall: Machine):
    given(hall)
    help.ring(hall.db, visitor(hall), k(7))
    file(hall, 8)
    assert checks.check(hall.db, hall.keys, at_office=False) is None
    hall.db.run(Tally.update(n=Tally.n + 1).where(Tally.kind == "help"))
    found = checks.check(hall.db, hall.keys, at_office=False)
    assert found is not None and found.says.startswith("tally 2026-11-21 13 help")


MONDAY = datetime.date(2026, 11, 16)


def by_tallies(machine: Machine, by: list[str], **which: Any) -> dict[tuple[Any, ...], int]:
    return tallies._summed(machine.db, Tally, by, which)  # type: ignore[arg-type]


def test_every_sum_is_that_of_the_tallies(hall: Machine):
    for _ in range(3):  # the same keys are other facts by then
        cards.give(hall.db, visitor(hall), hall.new_id(), LI, "polite", "")
        ratings.rate(hall.db, visitor(hall), hall.new_id(), WANG, "2")
        hall.time.pass_by(17 * 24 * HOUR_MS)
    groups = ([], ["month", "kind"], ["clerk"], ["branch", "month"], ["branch", "day"], ["day"])
    for by in (*groups, ["hour", "mark"]):
        for first in (DAY - datetime.timedelta(30), DAY, DAY + datetime.timedelta(10)):
            for days in (0, 9, 10, 40):
                which = {"first": first, "last": first + datetime.timedelta(days)}
                assert tallies.sums(hall.db, by, **which) == by_tallies(hall, by, **which)  # type: ignore[misc]
    assert tallies.sums(hall.db, ["month"], clerks=(LI,)) == {("2026-11",): 1, ("2026-12",): 2}


def test_a_week_counts_what_customers_gave_and_what_was_withdrawn(hall: Machine, office: Machine):
    given(hall)
    sync_round(hall, office)
    for machine in (hall, office):
        (week,) = machine.db.rows(BranchWeek.select())
        assert (week.branch, week.week) == (HERE, MONDAY)
        assert [getattr(week, name) for name in tallies.FIGURES] == [1, 0, 1, 3, 0, 0, 0, 0, 1]
        of_all = tallies.week_totals(machine.db)[MONDAY]
        assert list(of_all.values()) == [1, 0, 1, 3, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("model", [DayTotal, ClerkMonth, BranchDay, BranchWeek, WeekTotal])
def test_a_sum_that_was_altered_is_named_and_made_again(hall: Machine, model: Any):
    given(hall)
    assert said(hall) == []
    figure = model.n if hasattr(model, "n") else model.low
    hall.db.run(model.update({figure: figure + 1}))
    assert said(hall) != []
    hall.db.run(model.delete())
    assert said(hall) != []
    with hall.db.writing():
        tallying.rebuild(hall.db)
    assert said(hall) == []
