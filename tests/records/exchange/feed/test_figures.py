"""Sums by branch and day, page by page."""

import datetime

import pytest

from kiosk.records.exchange.feed import figures
from kiosk.records.exchange.feed.figures import Sums
from kiosk.records.ledger.tallies import Tally
from tests.cast import HERE, THERE, Machine, sync_round
from tests.records.feedback.cast import rate
from tests.sync.cast import tap

DAY = datetime.date(2026, 11, 1)


def add(
    office: Machine, branch: str, day: int, kind: str, mark: str, n: int, hour: int = 9
) -> None:
    row = {"branch": branch, "day": DAY + datetime.timedelta(day), "hour": hour, "kind": kind}
    row |= {"clerk": "0317", "mark": mark, "giver": "customer", "entry": "screen", "n": n}
    office.db.run(Tally.insert(row))


def walk(office: Machine, name: str, branch: str = "", between=lambda: None) -> list[Sums]:
    found, place = [], None
    for _ in range(100):
        part = figures.after(office.db, name, DAY, DAY + datetime.timedelta(29), branch, place)
        found += part.rows
        if part.place is None:
            return found
        place = part.place
        between()
    raise AssertionError("it never ends")


@pytest.mark.both
def test_each_day_of_a_branch_is_given_once_whatever_arrives(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(figures, "AT_ONCE", 2)
    for branch in ("b1", "b2", "b3"):
        for day in (0, 1, 2):
            add(office, branch, day, "rating", "5", 3)
            add(office, branch, day, "rating", "5", 1, hour=10)
            add(office, branch, day, "card", "polite", 2)
    late = iter(range(5, 15))

    def between() -> None:
        add(office, "a0", next(late), "rating", "1", 1)

    found = walk(office, "ratings", between=between)
    pairs = [(one.branch, one.day) for one in found]
    wanted = [(b, DAY + datetime.timedelta(n)) for b in ("b1", "b2", "b3") for n in (0, 1, 2)]
    assert pairs == wanted and {tuple(one.counts.items()) for one in found} == {(("5", 4),)}
    assert [one.counts for one in walk(office, "cards", "b2")] == [{"polite": 2}] * 3
    assert walk(office, "cases") == []
    add(office, "b2", 1, "case", "complaint", 1)
    add(office, "b2", 1, "case", "praise", 0)
    assert [one.counts for one in walk(office, "cases")] == [{"complaint": 1}]


def test_they_are_what_the_halls_sent(hall: Machine, office: Machine):
    rate(hall, 1, "5")
    rate(hall, 2, "5")
    tap(hall, 3)
    sync_round(hall, office)
    today = office.today()
    assert walk(office, "ratings") == [Sums(HERE, today, {"5": 2})]
    assert walk(office, "cards") == [Sums(HERE, today, {"polite": 1})]
    assert walk(office, "ratings", THERE) == []


def test_a_page_has_200_days_of_branches(office: Machine):
    for number in range(201):
        add(office, f"b{number:03}", 0, "rating", "5", 1)
    asked = (office.db, "ratings", DAY, DAY, "")
    first = figures.after(*asked, None)
    assert len(first.rows) == 200 and first.place == figures.Place("b199", DAY)
    assert [one.branch for one in figures.after(*asked, first.place).rows] == ["b200"]
    assert figures.after(*asked, figures.Place("b200", DAY)) == figures.Read([], None)
