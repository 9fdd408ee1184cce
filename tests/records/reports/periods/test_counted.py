"""Figures that are counted from rows beside the ledger."""

import datetime
import itertools

import pytest

from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import help
from kiosk.records.reports.periods import counted
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CAUSES, LEVELS, OUTCOMES
from tests.cast import HERE, THERE, Machine, by_visit, sync_round
from tests.records.cases.cast import accepted, desk, file, k
from tests.records.feedback.cast import rate

D = datetime.date
NOVEMBER = Span(D(2026, 11, 1), D(2026, 11, 30))
OCTOBER = Span(D(2026, 10, 1), D(2026, 10, 31))
THERE_IS = {"case", "rating"}


def fill(hall: Machine, office: Machine) -> None:
    """A complaint, accepted as an ordinary one; a call that is answered after 40 s, another that is
    not; a low grade, and one with words."""
    accepted(hall, file(hall, 1))
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(5))
    hall.time.pass_by(40_000)
    help.came(hall.db, desk(hall), k(6), k(5))
    hall.time.pass_by(600_000)
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v2"), k(7))
    rate(hall, 11, "1")
    sync_round(hall, office)


@pytest.mark.both
def test_cases_calls_and_low_grades_are_counted(hall: Machine, office: Machine):
    fill(hall, office)
    found = counted.read(office.db, NOVEMBER, None, THERE_IS, office.today())
    assert (found["cases"], found["complaint"], found["special"]) == (Value(1), Value(1), Value(0))
    assert found["on_time"] == Value(0, 0)
    assert (found["help"], found["came"]) == (Value(2), Value(1, 2))
    assert found["arrived_after"] == Value(40)
    assert found["low_answered"] == Value(0, 1) and found["low_noted"] == Value(0)
    assert found == counted.read(office.db, NOVEMBER, [HERE], THERE_IS, office.today())
    late = counted.read(office.db, NOVEMBER, None, THERE_IS, D(2026, 12, 20))
    assert late["on_time"] == Value(0, 1)


@pytest.mark.both
def test_another_hall_and_another_month_have_none(hall: Machine, office: Machine):
    fill(hall, office)
    there = counted.read(office.db, NOVEMBER, [THERE], THERE_IS, office.today())
    assert there["cases"] == Value(0) and there["help"] == Value()
    before = counted.read(office.db, OCTOBER, None, set(), office.today())
    for code in ("cases", "help", "pauses", "mornings", "low_answered", "fees_published", "alarms"):
        assert before[code] == Value(), code


EACH = {
    "kind": ("rating", "card", "praise_entered"), "giver": ("customer", ""), "low": (0, 1),
    "entry": ("screen", "paper", "phone"), "words": ("", "谢谢"), "withdrawn": (0, 1),
    "waits": (0, 1), "handled": ("", *OUTCOMES),
}  # fmt: skip
ALIKE = {"branch": HERE, "day": D(2026, 11, 3), "at": 0, "handled_at": None} | dict.fromkeys(
    ("mark", "clerk", "station", "reasons", "service", "handled_by", "ticket"), ""
)


EACH_CASE = {
    "kind": ("complaint", "help"), "cause": ("", *CAUSES[:2]), "level": LEVELS[:2],
    "on_time": (None, 0, 1), "must_by": (None, D(2026, 11, 20), D(2026, 11, 21)),
    "special": (0, 1), "extended": (0, 2), "reopened": (0, 3),
}  # fmt: skip


@pytest.mark.both
def test_every_case_counts_as_a_plain_reading_says(office: Machine):
    days = {"day": D(2026, 11, 3), "begun_on": D(2026, 11, 3), "at": 0, "urgent": 0, "public": 0}
    alike = {name: "" for name, one in CaseNow._meta.fields.items() if not one.null} | days
    rows = [
        alike | {"branch": HERE, "case_id": k(n)} | dict(zip(EACH_CASE, values, strict=True))
        for n, values in enumerate(itertools.product(*EACH_CASE.values()))
    ]
    with office.db.writing():
        for start in range(0, len(rows), 300):
            office.db.run(CaseNow.insert_many(rows[start : start + 300]))
    today = D(2026, 11, 21)
    found = counted.read(office.db, NOVEMBER, None, THERE_IS, today)
    late = [
        row for row in rows
        if row["on_time"] == 0
        or (row["on_time"] is None and row["must_by"] and row["must_by"] < today)
    ]  # fmt: skip
    in_time = [row for row in rows if row["on_time"]]
    assert found["on_time"] == Value(len(in_time), len(in_time) + len(late))
    assert found["cases"] == Value(len(rows)) and found["help_cases"] == found["complaint"]
    assert found["complaint"] == Value(len(rows) // 2) and found["question"] == Value(0)
    for name in ("special", "extended", "reopened"):
        assert found[name] == Value(sum(row[name] > 0 for row in rows))
    with_cause = [row for row in rows if row["cause"]]
    for column, names in (("cause", CAUSES), ("level", LEVELS)):
        for name in names:
            assert found[f"{column}_{name}"] == Value(sum(r[column] == name for r in with_cause))
    assert counted.read(office.db, NOVEMBER, [HERE], THERE_IS, today) == found


@pytest.mark.both
def test_every_low_grade_and_every_text_counts_as_a_plain_reading_says(office: Machine):
    rows = [
        ALIKE | {"event_id": k(n)} | dict(zip(EACH, values, strict=True))
        for n, values in enumerate(itertools.product(*EACH.values()))
    ]
    with office.db.writing():
        for start in range(0, len(rows), 300):
            office.db.run(FeedbackNow.insert_many(rows[start : start + 300]))
    found = counted.read(office.db, NOVEMBER, None, THERE_IS, office.today())
    kept = [row for row in rows if not row["withdrawn"]]
    low = [row for row in kept if row["low"] and row["entry"] != "phone"]
    done = [row for row in low if not row["waits"]]
    assert found["low_answered"] == Value(len(done), len(low)) != Value(0, 0)
    for outcome in OUTCOMES:
        number = sum(row["handled"] == outcome for row in done)
        assert found[f"low_{outcome}"] == Value(number)
    given = [row for row in kept if row["kind"] != "praise_entered"]
    wrote = [row for row in given if row["words"] and row["giver"] == "customer"]
    assert found["written"] == Value(len(wrote))
    assert counted.read(office.db, NOVEMBER, [HERE], THERE_IS, office.today()) == found
    there = counted.read(office.db, NOVEMBER, [THERE], THERE_IS, office.today())
    assert there["written"] == Value(0) and there["low_answered"] == Value(0, 0)


def test_what_was_published_is_counted_by_kind(office: Machine):
    found = counted.read(office.db, NOVEMBER, None, set(), office.today())
    assert (found["fees_published"].n or 0) > 0 and (found["guides_published"].n or 0) > 0
    assert found["notices_published"] == Value(0)


def test_a_period_begins_and_ends_at_midnight_in_china():
    first, end = counted.moments(NOVEMBER)
    assert first == datetime.datetime.fromisoformat("2026-11-01T00:00+08:00").timestamp() * 1000
    assert end - first == 30 * 86_400_000
