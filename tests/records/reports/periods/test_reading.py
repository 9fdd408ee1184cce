"""All figures of a report, of all halls or some, with and without what is flagged."""

import datetime

import pytest

from kiosk.records.reports.periods import reading
from kiosk.records.reports.periods.reading import Around
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import LINES
from tests.cast import HERE, NORTH, THERE, WANG, Machine
from tests.records.reports.periods.test_by_branch import fill

NOVEMBER = Of("month", spans.of("month", datetime.date(2026, 11, 1)))


@pytest.mark.both
def test_every_figure_is_there(hall: Machine, office: Machine):
    fill(hall, office)
    found = reading.read(office.db, NOVEMBER, office.today())
    assert set(found) == set(LINES)
    assert found["cards"] == Value(2) and found["satisfied"] == Value(2, 3)
    assert found["conduct"] == Value(2, 2) and found["per_clerk"] == Value(2, 4)
    assert found["complaint"] == Value(1) and found["cases"] == Value(1)


@pytest.mark.parametrize(
    ("scope", "halls"),
    [
        ("", None), (HERE, {HERE}), (f"region.{NORTH}", {HERE}), ("region.城西", {THERE}),
    ],
)  # fmt: skip
def test_a_scope_is_its_halls(office: Machine, scope: str, halls: set[str] | None):
    of = NOVEMBER._replace(scope=scope)
    assert reading.branches(office.db, of) == halls
    if halls == {HERE}:
        with pytest.raises(Refusal, match="unknown_branch"):
            reading.seen(office.db, of, [THERE])
    else:
        assert reading.seen(office.db, of, [THERE]) == {THERE}


@pytest.mark.parametrize("scope", ["nowhere", "region.nowhere", "region."])
def test_an_unknown_scope_is_refused(office: Machine, scope: str):
    with pytest.raises(Refusal, match="unknown_branch"):
        reading.branches(office.db, NOVEMBER._replace(scope=scope))


def test_a_user_sees_the_own_halls_alone(hall: Machine, office: Machine):
    fill(hall, office)
    found = reading.read(office.db, NOVEMBER, office.today(), Around(allowed=[THERE]))
    assert found["cards"] == Value(0) and found["rated"] == Value()
    found = reading.read(office.db, NOVEMBER, office.today(), Around(allowed=[HERE, THERE]))
    assert found["cards"] == Value(2)


def test_both_counts_are_given_where_something_is_flagged(hall: Machine, office: Machine):
    fill(hall, office)
    flagged = {(HERE, WANG, "polite"): 1, (HERE, WANG, "5"): 1, (THERE, "0400", "patient"): 3}
    of = NOVEMBER._replace(scope=HERE)
    found = reading.read(office.db, of, office.today(), Around(flagged=flagged))
    assert (found["flagged_cards"], found["cards_clean"]) == (Value(1), Value(1))
    assert (found["flagged_ratings"], found["rated_clean"]) == (Value(1), Value(2))


def test_what_needs_every_clerk_is_computed_later_where_there_are_many(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "MOST_CLERKS", 3)
    found = reading.read(office.db, NOVEMBER, office.today())
    assert found["per_clerk"] == Value(later=True)
    found = reading.read(office.db, NOVEMBER, office.today(), whole=True)
    assert found["per_clerk"] == Value(0, 4)
