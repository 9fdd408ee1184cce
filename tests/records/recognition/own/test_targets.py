"""Targets against results: of the period under way, of the own branch, and never 0 for missing."""

import datetime
from decimal import Decimal
from typing import Any

from kiosk.records.publishing import documents, in_halls
from kiosk.records.recognition.own import targets
from kiosk.records.recognition.own.targets import Aim
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import Ended, Publication, Target
from tests.cast import HERE, LI, NOON, THERE, WANG, ZHAO, Machine, sync_round
from tests.records.recognition.test_measured import enter

OCTOBER, NOVEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 1)
TODAY = datetime.date(2026, 11, 21)
MONTH = Span(NOVEMBER, datetime.date(2026, 11, 30))


def aim(office: Machine, values: dict[str, int], day: datetime.date = NOVEMBER, branch: str = HERE,
        code: str = "workload", **more: Any) -> None:  # fmt: skip
    """Publishes a target of a branch for the period that this day is in."""
    content = Target(values={badge: Decimal(n) for badge, n in values.items()}, **more)
    item = Publication(f"{code}@branch.{branch}", content, day)
    documents.publish(office.db, [item], "anna", NOON)


def test_a_clerk_has_the_target_the_result_so_far_and_the_days_left(hall: Machine, office: Machine):
    aim(office, {WANG: 300, LI: 200})
    enter(office, {WANG: 250}, NOVEMBER)
    enter(office, {WANG: 20}, TODAY)
    enter(office, {WANG: 999}, OCTOBER)
    sync_round(hall, office)
    for machine in (hall, office):
        found = targets.of_branch(machine.db, HERE, TODAY)
        assert found == {
            WANG: [Aim("workload", "at_least", MONTH, Decimal(300), Decimal(270), 10, "short")],
            LI: [Aim("workload", "at_least", MONTH, Decimal(200), None, 10, "no_number")],
        }  # fmt: skip


def test_a_target_is_of_its_own_period_alone(office: Machine):
    aim(office, {WANG: 300}, OCTOBER)
    assert targets.of_branch(office.db, HERE, TODAY) == {}
    aim(office, {WANG: 3}, OCTOBER.replace(day=20), code="errors", period="quarter", way="at_most")
    aim(office, {WANG: 310})
    enter(office, {WANG: 4}, OCTOBER, code="errors")
    first, second = targets.of_branch(office.db, HERE, TODAY)[WANG]
    assert (first.figure, first.span) == ("workload", MONTH), "what ends first comes first"
    assert (second.span.first, second.so_far, second.standing) == (OCTOBER, 4, "over")


def test_the_last_table_of_a_period_holds_and_ended_ones_none(office: Machine):
    aim(office, {WANG: 300, LI: 300})
    aim(office, {WANG: 280})
    ((badge, (one,)),) = targets.of_branch(office.db, HERE, TODAY).items()
    assert (badge, one.wanted) == (WANG, 280)
    ended = Publication(f"workload@branch.{HERE}", Ended(), NOVEMBER, "target")
    documents.publish(office.db, [ended], "anna", NOON)
    assert targets.of_branch(office.db, HERE, TODAY) == {}


def test_a_hall_has_its_own_clerks_targets_alone(hall: Machine, office: Machine):
    aim(office, {ZHAO: 5}, branch=THERE)
    aim(office, {WANG: 300})
    sync_round(hall, office)
    assert set(targets.of_branch(hall.db, HERE, TODAY)) == {WANG}
    assert targets.of_branch(hall.db, THERE, TODAY) == {}
    assert set(in_halls.contents(hall.db, "target", hall.today())) == {"workload"}
