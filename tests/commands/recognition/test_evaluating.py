"""What `evaluate` prints, and that it can be computed again from that alone."""

import csv
from decimal import Decimal

import pytest

from kiosk.rules.spreadsheets import scheme_lines
from kiosk.vocabulary.documents import Scheme
from kiosk.vocabulary.schemes import Condition, Disqualifier, Quota, Source
from tests.cast import LI, MANAGER, THERE, WANG, ZHAO, Machine, sync_round
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
