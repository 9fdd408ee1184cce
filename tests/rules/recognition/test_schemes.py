"""What a scheme makes of figures: tables of values with their edges (P11, docs/practices.md,
"Worked numbers for tests")."""

from decimal import Decimal
from typing import Any

import pytest

from kiosk.rules.recognition import schemes
from kiosk.rules.recognition.schemes import Result, evaluate
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.schemes import Condition, Disqualifier, Quota, Source

CARDS = Source(Decimal(1), figure="cards", way="each")
COMPLAINTS = Disqualifier(Decimal(30), figure="complaints", way="top_share")
TEN = "ABCDEFGHIJ"
SCORES = {unit: Decimal(100 - n) for n, unit in enumerate(TEN)}


def scheme(**fields: Any) -> Scheme:
    return Scheme(**{"name": Said("评比"), "sources": (CARDS,)} | fields)


def quota(way: Any, amount: str) -> Quota:
    return Quota(Decimal(amount), way=way)


def at_least(figure: Any, amount: str, way: Any = "at_least") -> Condition:
    return Condition(Decimal(amount), figure=figure, way=way)


def of_cards(cards: dict[str, int], **more: dict[str, int]) -> dict[str, dict[str, Decimal | None]]:
    """Figures of several units: their cards, and more by name."""
    named = {"cards": cards, **more}
    return {
        unit: {name: Decimal(some.get(unit, 0)) for name, some in named.items()} for unit in cards
    }


def chosen(results: list[Result]) -> str:
    return "".join(one.unit for one in results if one.chosen)


def reasons(results: list[Result]) -> dict[str, str]:
    return {one.unit: one.reason for one in results}


def ten(complaints: dict[str, int], **fields: Any) -> list[Result]:
    """The teams of P11: ten by score, some of them with complaints."""
    more = {"disqualifiers": (COMPLAINTS,), "quota": quota("share_floor", "30")} | fields
    return evaluate(scheme(**more), of_cards({u: int(s) for u, s in SCORES.items()},
                                             complaints=complaints))  # fmt: skip


def test_most_complaints_go_first_then_the_best_of_the_others():
    found = ten({"A": 5, "D": 4, "G": 3})
    assert chosen(found) == "BCE"
    assert [one.unit for one in found if one.reason == "disqualified"] == ["A", "D", "G"]
    assert [one.place for one in found[:3]] == [1, 2, 3]


def test_without_complaints_no_one_is_out():
    assert chosen(ten({})) == "ABC" and "disqualified" not in reasons(ten({})).values()
    fewer = ten({"J": 1})
    assert (
        reasons(fewer)["J"] == "disqualified"
        and list(reasons(fewer).values()).count("disqualified") == 1
    ), "fewer than the share have any"


def test_zero_is_never_out_however_large_the_share():
    every = Disqualifier(Decimal(100), figure="complaints", way="top_share")
    found = reasons(ten({"A": 1}, disqualifiers=(every,)))
    assert [unit for unit, why in found.items() if why == "disqualified"] == ["A"]


def test_equals_at_the_disqualifiers_cut_stay():
    found = ten({"A": 5, "D": 4, "G": 3, "H": 3})
    assert {unit for unit, why in reasons(found).items() if why == "disqualified"} == {"A", "D"}


@pytest.mark.parametrize(
    "way, expected",
    [
        ("share_floor", [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]),
        ("share_ceil", [1, 1, 1, 2, 2, 2, 3, 3, 3, 3]),
    ],
)
def test_thirty_per_cent_of_one_to_ten(way: str, expected: list[int]):
    some = scheme(quota=quota(way, "30"))
    found = [evaluate(some, of_cards({u: n for n, u in enumerate(TEN[:k])})) for k in range(1, 11)]
    assert [len(chosen(one)) for one in found] == expected


@pytest.mark.parametrize(
    "ties, cards, expected, left",
    [
        ("in", [9, 8, 8, 8, 1], "ABCD", "outside_quota"),
        ("out", [9, 8, 8, 8, 1], "A", "outside_quota"),
        ("out", [9, 9, 8, 7, 1], "AB", "outside_quota"),
        ("in", [9, 9, 8, 7, 1], "AB", "outside_quota"),
        ("out", [5, 5, 5, 5, 5], "", "tied_at_cut"),
        ("in", [5, 5, 5, 5, 5], "ABCDE", "chosen"),
    ],
)
def test_equals_at_the_cut_are_all_in_or_all_out(ties: Any, cards: Any, expected: str, left: str):
    some = scheme(quota=quota("number", "2"), ties=ties)
    found = evaluate(some, of_cards(dict(zip(TEN, cards, strict=False))))
    assert chosen(found) == expected and reasons(found)["E"] == left


def test_a_quota_of_none_chooses_no_one_and_no_quota_all():
    cards = of_cards({"A": 3, "B": 2})
    assert chosen(evaluate(scheme(quota=quota("number", "0"), ties="in"), cards)) == ""
    assert chosen(evaluate(scheme(), cards)) == "AB"


@pytest.mark.parametrize(
    "condition, met",
    [
        (at_least("cards", "24"), "BC"),
        (at_least("cards", "24", "at_most"), "AB"),
        (at_least("cards", "23.5"), "BC"),
    ],
)
def test_at_least_and_at_most_include_the_number(condition: Condition, met: str):
    found = evaluate(scheme(conditions=(condition,)), of_cards({"A": 23, "B": 24, "C": 25}))
    assert set(chosen(found)) == set(met)


def test_above_does_not_include_the_number():
    rule = Disqualifier(Decimal(2), figure="complaints", way="above")
    cards = of_cards({"A": 1, "B": 1}, complaints={"A": 2, "B": 3})
    assert reasons(evaluate(scheme(disqualifiers=(rule,)), cards)) == {
        "A": "chosen", "B": "disqualified",
    }  # fmt: skip


@pytest.mark.parametrize(
    "way, amount, points",
    [("each", "2.5", "237.50"), ("each_less", "2.5", "-237.50"),
     ("mark", "40", "38.00"), ("mark_less", "40", "2.00"), ("mark", "33.333", "31.67")],
)  # fmt: skip
def test_how_a_figure_becomes_points(way: Any, amount: str, points: str):
    some = scheme(sources=(Source(Decimal(amount), figure="satisfaction", way=way),))
    (found,) = evaluate(some, {"A": {"satisfaction": Decimal(95)}})
    assert found.points == found.steps[0].points == Decimal(points)


def test_printed_figures_are_those_that_count():
    some = scheme(sources=(Source(Decimal(100), figure="satisfaction", way="each"),))
    (found,) = evaluate(some, {"A": {"satisfaction": Decimal("95.125")}})
    assert found.inputs == {"satisfaction": Decimal("95.13")} and found.points == Decimal(9513)
    assert found.points == sum(one.points or 0 for one in found.steps)


def test_a_missing_share_is_said_and_a_count_that_is_not_there_is_none():
    some = scheme(conditions=(at_least("satisfaction_low", "0"),))
    (found,) = evaluate(some, {"A": {"satisfaction_low": None}})
    assert (found.reason, found.eligible, found.place) == ("missing", False, 0)
    assert found.points == 0 and [one.figure for one in found.wrong] == ["satisfaction_low"]
    by_share = scheme(sources=(Source(Decimal(1), figure="satisfaction", way="mark"),))
    (other,) = evaluate(by_share, {"A": {}})
    assert other.points is None and other.reason == "missing"


def test_a_result_names_every_step_that_excludes():
    some = scheme(
        conditions=(at_least("cards", "24"), at_least("least", "3")),
        disqualifiers=(Disqualifier(Decimal(0), figure="complaints", way="above"),),
    )
    found = {one.unit: one for one in evaluate(some, of_cards(
        {"A": 23, "B": 24, "C": 30}, least={"A": 2, "B": 3, "C": 9}, complaints={"C": 1}
    ))}  # fmt: skip
    assert [one.figure for one in found["A"].wrong] == ["cards", "least"]
    assert found["B"].wrong == () and found["B"].chosen
    assert [one.way for one in found["C"].wrong] == ["above"]


def test_the_digest_follows_the_inputs_and_nothing_else():
    some, cards = scheme(), of_cards({"A": 3, "B": 2})
    found = schemes.digest(evaluate(some, cards))
    assert found == schemes.digest(reversed(evaluate(some, dict(reversed(cards.items())))))
    assert found != schemes.digest(evaluate(some, of_cards({"A": 3, "B": 1})))


@pytest.mark.parametrize(
    "number, text",
    [("0.00", "0"), ("31.00", "31"), ("97.50", "97.5"), ("300", "300"), ("-2.50", "-2.5")],
)
def test_a_number_is_printed_without_needless_zeros(number: str, text: str):
    assert schemes.printed(Decimal(number)) == text
    assert schemes.printed(None) == ""
