"""The demo's cards: the published counts of 2014, the same at every start."""

import datetime
from collections import Counter

from kiosk.demo import cards
from kiosk.vocabulary.facts import CARD_KINDS

STAFF = [(f"{n:04}", f"sb0{n % 3 + 1}") for n in range(80)]


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
