"""Who gives as what, how many a day, and which cards were given back."""

import datetime

import pytest

from kiosk.rules.recognition import colleagues
from kiosk.rules.recognition.colleagues import MUTUAL_DAYS, Given
from kiosk.vocabulary.facts import GIVERS

DAY = datetime.date(2026, 11, 21)


def given(by: str, to: str, days: int, branch: str = "b") -> Given:
    return Given(branch, by, to, DAY + datetime.timedelta(days))


@pytest.mark.parametrize(
    "by_manager, to_manager, giver",
    [
        (False, False, "colleague"),
        (True, False, "superior"),
        (False, True, "subordinate"),
        (True, True, "colleague"),
    ],
)
def test_as_what_a_clerk_gives_follows_from_who_is_the_manager(
    by_manager: bool, to_manager: bool, giver: str
):
    assert colleagues.giver(by_manager, to_manager) == giver
    assert giver in GIVERS


@pytest.mark.parametrize(
    "today, to, most, code",
    [
        ([], "a", 3, ""),
        (["b", "c"], "a", 3, ""),
        (["b", "c", "d"], "a", 3, "colleague_cards_spent"),
        (["b", "c", "d"], "d", 3, "colleague_cards_spent"),
        (["b"], "b", 3, "colleague_thanked"),
        (["b", "c", "d"], "a", 2, "colleague_cards_spent"),  # lowered since the morning
        ([], "a", 0, "colleague_cards_off"),
        (["b"], "b", 0, "colleague_cards_off"),
    ],
)
def test_so_many_a_day_and_one_to_each_colleague(today: list[str], to: str, most: int, code: str):
    assert colleagues.refused(today, to, most) == code


@pytest.mark.parametrize("days", [0, 1, MUTUAL_DAYS, -MUTUAL_DAYS])
def test_cards_given_back_within_thirty_days_are_flagged_both(days: int):
    there, back = given("a", "b", 0), given("b", "a", days)
    assert colleagues.mutual([there, back]) == {there, back}


@pytest.mark.parametrize(
    "other",
    [
        given("b", "a", MUTUAL_DAYS + 1),
        given("b", "a", -MUTUAL_DAYS - 1),
        given("a", "b", 1),  # twice in one direction
        given("b", "c", 1),
        given("b", "a", 1, branch="another"),
    ],
)
def test_nothing_else_is_flagged(other: Given):
    assert colleagues.mutual([given("a", "b", 0), other]) == set()


def test_of_many_cards_those_near_one_given_back_are_flagged():
    cards = [given("a", "b", days) for days in (0, 40, 100)]
    back = given("b", "a", 65)
    assert colleagues.mutual([*cards, back, given("c", "a", 65)]) == {cards[1], back}
    assert colleagues.mutual([back, given("a", "b", 96)]) == set()
