"""The demo's cards: the published counts of 2014 (docs/practices.md, S2), the same at every start,
and the report of that year."""

import datetime
from collections import Counter

from kiosk.demo import cards
from kiosk.files.reports import worded
from kiosk.records.reports.periods import issued
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.facts import CARD_KINDS
from tests.cast import NOON
from tests.demo.conftest import Company

STAFF = [(f"{n:04}", f"sb0{n % 3 + 1}") for n in range(80)]

OF_2014 = Of("year", spans.of("year", datetime.date(2014, 6, 1)))
FIVE = cards.CARDS_2014


def test_the_published_counts_are_given_to_the_clerk_of_each_branch():
    rows = cards.of_2014(STAFF)
    every = [row for some in rows.values() for row in some]
    assert Counter(kind for _, _, kind, _, _ in every) == cards.CARDS_2014
    assert len(every) == 1356 and {giver for _, _, _, giver, _ in every} == {"customer"}
    assert {day[:4] for day, *_ in every} == {"2014"}
    branch_of = dict(STAFF)
    assert all(branch_of[badge] == branch for branch, some in rows.items() for _, badge, *_ in some)


def test_every_demo_is_the_same():
    today = datetime.date(2026, 11, 21)
    assert cards.of_2014(STAFF) == cards.of_2014(STAFF)
    assert cards.recent(today, ["0101", "0102"]) == cards.recent(today, ["0101", "0102"])
    assert cards.recent(today, ["0109", "0110"]) != cards.recent(today, ["0101", "0102"])


def test_the_last_30_days_have_cards_of_every_kind_from_three_givers():
    today = datetime.date(2026, 11, 21)
    rows = cards.recent(today, ["0101", "0102"])
    days = {datetime.date.fromisoformat(day) for day, *_ in rows}
    assert len(days) == 30 and max(days) < today
    assert {kind for _, _, kind, _, _ in rows} == set(CARD_KINDS)
    assert {giver for _, _, _, giver, _ in rows} == {"customer", "colleague", "superior"}


def test_the_year_has_the_published_numbers(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    assert {kind: found.now[kind].n for kind in FIVE} == FIVE
    assert found.now["cards"] == Value(1356) and found.now["paper"] == Value(1356)
    assert found.now["per_clerk"] == Value(1356, 80) and found.now["per_clerk"].mean == 16.95
    assert found.now["eligible"] == Value(10, 80)
    families = [found.now[name].n for name in ("conduct", "spirit", "foundation")]
    assert families == [271 + 281, 263 + 311, 230]
    assert found.before["cards"] == Value(0)


def test_the_report_says_them_and_which_kind_was_least(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    said = worded.chapters(found.now, found.before, str)
    rows = {row.code: row for one in said for part in one.parts for row in part.rows}
    assert rows["cards"].now == "1356" and rows["per_clerk"].now == "16.95"
    assert rows["eligible"].now == "12.5%" and rows["eligible"].basis.startswith("10 / 80 · ")
    (cards,) = [part for one in said for part in one.parts if part.code == "cards"]
    assert cards.said == (
        "五种卡中，专业卡最少。",
        "五种卡的差别超出偶然（χ²=12.70，自由度4，p=0.013）。",
    )
    assert [one.title for one in said] == ["人文关怀", "阳光管理", "规范守则", "真心服务"]


def test_what_was_not_recorded_in_2014_is_said_and_never_nought(company: Company):
    found = issued.read(company.office.db, OF_2014, NOON, whole=True)
    said = worded.chapters(found.now, found.before, str)
    rows = {row.code: row for one in said for part in one.parts for row in part.rows}
    for code in (
        "rated",
        "satisfied",
        "cases",
        "help",
        "arrivals",
        "fees_published",
        "inspections",
    ):
        assert rows[code].now == "未登记" and not rows[code].known, code
