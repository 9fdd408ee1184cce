"""Figures that the tallies hold: what was never recorded is said, and never 0."""

import datetime

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.reports.periods import tallied
from kiosk.records.standards import arrivals
from kiosk.records.tasks import ideas
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.recognition.periods import Span
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import by_phone, rate

NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
OCTOBER = Span(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))


def read(office: Machine, span: Span, *branches: str) -> dict[str, Value]:
    wanted = branches or None
    return tallied.read(
        office.db, span, wanted, tallied.known(office.db, span.last, wanted, span.last), span.last
    )


@pytest.mark.both
def test_what_customers_gave(hall: Machine, office: Machine):
    for n, grade in enumerate(("5", "4", "1", "1")):
        rate(hall, n + 1, grade)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(90), k(4))
    by_phone(hall, 60, "2")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), k(70), LI, "professional", "")
    sync_round(hall, office)
    found = read(office, NOVEMBER)
    assert (found["rated"], found["satisfied"], found["low"]) == (
        Value(3),
        Value(2, 3),
        Value(1, 3),
    )
    assert found["by_phone"] == Value(1) and found["withdrawn"] == Value(1)
    assert found["cards"] == Value(1) and found["foundation"] == Value(1, 1)
    assert read(office, NOVEMBER, THERE)["cards"] == Value(0)
    assert read(office, NOVEMBER, HERE, THERE) == found


@pytest.mark.both
def test_what_was_never_recorded_is_not_0(hall: Machine, office: Machine):
    rate(hall, 1, "5")
    arrivals.arrive(hall.db, desk(hall, WANG), k(2), "23:00")
    sync_round(hall, office)
    now, before = read(office, NOVEMBER), read(office, OCTOBER)
    assert now["arrivals"] == Value(1, 1) and before["arrivals"] == Value()
    assert now["rated"] == Value(1) and before["rated"] == Value()
    for code in ("ideas", "ideas_adopted", "letters", "boxes", "served", "quizzes", "support"):
        assert now[code] == Value(), code


def test_the_staffs_own_work_is_counted_by_mark(hall: Machine, office: Machine):
    new = ideas.New(title="窗口前放一把椅子", text="老人等的时候可以坐。", item="")
    ideas.write(hall.db, desk(hall, LI), k(3), new)
    sync_round(hall, office)
    found = read(office, NOVEMBER)
    assert (found["ideas"], found["ideas_adopted"]) == (Value(1), Value(0))
    assert read(office, NOVEMBER, THERE)["ideas"] == Value()
