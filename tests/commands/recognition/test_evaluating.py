"""What `evaluate` prints, and that it can be computed again from that alone."""

import csv
from decimal import Decimal

import msgspec
import pytest

from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.rules.spreadsheets import scheme_lines
from kiosk.vocabulary.documents import Publication, Said, Scheme, Window
from kiosk.vocabulary.schemes import Condition, Disqualifier, Quota, Source
from tests.cast import HERE, LI, MANAGER, NOON, START_2014, THERE, WANG, ZHAO, Machine, sync_round
from tests.commands.cast import kiosk, run
from tests.recomputed import recomputed
from tests.records.cases.cast import file
from tests.records.feedback.cast import rate
from tests.records.recognition.cast import give, publish, scheme, tiers

YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


def test_a_line_for_each_unit_says_why(hall: Machine, office: Machine):
    tiers(office)
    give(hall, WANG, 5)
    give(hall, LI, 2, more=20)
    sync_round(hall, office)
    done = kiosk(office, "evaluate", "tier-1", *YEAR)
    assert done.returncode == 0 and not done.stdout.startswith("\ufeff")
    assert done.stdout.splitlines() == [
        "unit,inputs,points,eligible,reason",
        f"{WANG},cards=25 least=5,25,yes,chosen",
        f"{LI},cards=30 least=2,30,no,not_met: least 2 at_least 3",
        f"{MANAGER},cards=0 least=0,0,no,not_met: cards 0 at_least 24; least 0 at_least 3",
        f"{ZHAO},cards=0 least=0,0,no,not_met: cards 0 at_least 24; least 0 at_least 3",
    ]
    there = run(office, "evaluate", "tier-1", *YEAR, "--branch", THERE).output
    assert [line[:4] for line in there.splitlines()] == ["unit", ZHAO]


def test_what_is_wrong_is_named(office: Machine):
    tiers(office)
    for words, names in (
        (("tier-9", *YEAR), "no_scheme tier-9"),
        (("tier-1", *YEAR, "--branch", "sb99"), "--branch sb99"),
        (("tier-1", "--from", "2025-02-30", "--to", "2025-12-31"), "--from"),
        (("tier-1", "--from", "2026-01-01", "--to", "2025-12-31"), "--from"),
        (("tier-1", "--from", "2025-01-01"), "--to"),
    ):
        done = run(office, "evaluate", *words)
        assert done.exit_code != 0 and names in f"{done.output} {done.exception}"


POINTS = (
    Source(Decimal("0.5"), figure="cards", way="each"),
    Source(Decimal("33.3"), figure="satisfaction_low", way="mark"),
    Source(Decimal(2), figure="low_grades", way="each_less"),
)


@pytest.mark.parametrize("ties", ["in", "out"])
@pytest.mark.parametrize("way", ["share_floor", "share_ceil"])
def test_another_script_computes_the_same_from_what_is_printed(
    hall: Machine, office: Machine, ties: str, way: str
):
    made = scheme(
        sources=POINTS, quota=Quota(Decimal(30), way=way), ties=ties,  # type: ignore[arg-type]
        disqualifiers=(Disqualifier(Decimal(50), figure="complaints", way="top_share"),
                       Disqualifier(Decimal(3), figure="low_grades", way="above")),
        conditions=(Condition(Decimal(4), figure="ratings", way="at_least"),),
    )  # fmt: skip
    publish(office, {"star": made})
    for number, (badge, grade) in enumerate(
        (badge, grade) for badge in (WANG, LI, MANAGER) for grade in "54541"
    ):
        rate(hall, number + 1, grade, badge)
    file(hall, 90, badge=MANAGER)
    sync_round(hall, office)
    today = office.today().isoformat()
    printed = run(office, "evaluate", "star", "--from", today, "--to", today).output
    lines = [
        (scheme_lines.PARTS[line["part"]], *_codes(made, number, line))
        for number, line in enumerate(scheme_lines.write(made))
    ]
    found = recomputed(lines, ties, printed)
    rows = list(csv.DictReader(printed.splitlines()))
    assert found == {
        row["unit"]: f"{Decimal(row['points'] or 0):.2f} "
        + ("yes" if row["reason"] == "chosen" else "no")
        for row in rows
    }
    assert sum("chosen" in row["reason"] for row in rows) == (2 if (ties, way) in PLACES else 0)


PLACES = {("in", "share_floor"), ("in", "share_ceil"), ("out", "share_ceil")}
"""Wang and Li are equals, and 30 % of four are one, or two."""


def _codes(made: Scheme, number: int, line: dict[str, str]) -> tuple[str, str, str]:
    parts = [*made.sources, *made.disqualifiers, *made.conditions, made.quota]
    part = parts[number]
    assert part is not None
    return getattr(part, "figure", ""), part.way, line["amount"]


def test_the_station_evaluates_its_own_hall(hall: Machine, office: Machine):
    tiers(office)
    sync_round(hall, office)
    done = run(hall, "evaluate", "tier-1", *YEAR)
    assert done.exit_code == 0 and ZHAO not in done.output and WANG in done.output


def test_windows_are_computed_again_the_same_and_what_is_unknown_is_said(
    hall: Machine, office: Machine
):
    made = scheme(
        sources=POINTS, unit="window", level=0, quota=Quota(Decimal(30), way="share_ceil"),
        conditions=(Condition(Decimal(2), figure="ratings", way="at_least"),),
    )  # fmt: skip
    publish(office, {"star": made})
    one = Window(branch=HERE, number="3", name=Said("收费"))
    documents.publish(office.db, [
        Publication(f"{HERE}/{n}", msgspec.structs.replace(one, number=n), START_2014)
        for n in ("3", "4", "5")
    ], "anna", NOON)  # fmt: skip
    for number, (badge, window) in enumerate(((WANG, "3"), (LI, "5号窗")), 1):
        author = authors.at_desk(hall.db, badge, hall.time())
        duty.change(hall.db, author, f"{number:032x}", True, window)
        for grade in "54" if badge == WANG else "53":
            rate(hall, 10 * number + int(grade), grade, badge)
    rate(hall, 90, "1", MANAGER)
    sync_round(hall, office)
    today = office.today().isoformat()
    done = run(office, "evaluate", "star", "--from", today, "--to", today)
    assert done.stderr == f"{HERE}: 1 cards and ratings of no known window\n"
    lines = [
        (scheme_lines.PARTS[line["part"]], *_codes(made, number, line))
        for number, line in enumerate(scheme_lines.write(made))
    ]
    found = recomputed(lines, "out", done.stdout)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert found == {row["unit"]: f"{Decimal(row['points'] or 0):.2f} "
                     + ("yes" if row["reason"] == "chosen" else "no") for row in rows}  # fmt: skip
    assert {row["unit"]: row["eligible"] for row in rows} == {
        f"{HERE}/3": "yes", f"{HERE}/5": "yes", f"{HERE}/4": "no",
    }  # fmt: skip
