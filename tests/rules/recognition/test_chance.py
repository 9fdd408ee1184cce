"""How far points could differ by chance (docs/recognition.md)."""

from decimal import Decimal
from typing import Any

import pytest

from kiosk.rules.recognition import chance
from kiosk.rules.recognition.schemes import evaluate
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.schemes import Quota, Source


def scheme(*sources: Source, **more: Any) -> Scheme:
    return Scheme(name=Said("评比"), sources=sources, **more)


def source(figure: str, way: Any = "each", amount: str = "1") -> Source:
    return Source(Decimal(amount), figure=figure, way=way)


@pytest.mark.parametrize(
    ("sources", "inputs", "reach"),
    [
        ([source("cards")], {"cards": 100}, 19.60),  # 1.96 times the root of 100
        ([source("cards", amount="2")], {"cards": 25}, 19.60),
        ([source("complaints", "each_less", "5")], {"complaints": 4}, 19.60),
        ([source("cards"), source("polite")], {"cards": 100, "polite": 25}, 29.40),  # together
        ([source("cards")], {"cards": 0}, 0.00),
        ([source("workload")], {"workload": 900}, 0.00),  # counted elsewhere, as it is
        ([source("satisfaction_low", "mark", "50")], {"satisfaction_low": 80}, 0.00),
        ([source("satisfaction", "mark", "100")], {"satisfaction": 90, "ratings": 100}, 5.96),
        ([source("satisfaction", "mark", "100")], {"satisfaction": 90}, None),
        ([source("satisfaction", "mark", "100")], {"satisfaction": None, "ratings": 0}, None),
    ],
)
def test_points_are_printed_with_what_chance_can_do(
    sources: list[Source], inputs: dict[str, int | None], reach: float | None
):
    given = {name: None if n is None else Decimal(n) for name, n in inputs.items()}
    found = chance.reach(scheme(*sources), given)
    assert found == (None if reach is None else pytest.approx(reach, abs=0.005))


@pytest.mark.parametrize(
    ("cards", "close"),
    [({"A": 100, "B": 90}, "AB"), ({"A": 400, "B": 100}, ""), ({"A": 100}, "")],
)
def test_a_cut_that_chance_could_have_made_is_said(cards: dict[str, int], close: str):
    one = scheme(source("cards"), quota=Quota(Decimal(1), way="number"))
    results = evaluate(one, {unit: {"cards": Decimal(n)} for unit, n in cards.items()})
    found = chance.close(one, results)
    assert (found.inside.unit + found.outside.unit if found else "") == close
    if found:
        assert found.gap == 10 and found.reach == pytest.approx(27.02, abs=0.005)


def test_without_a_quota_there_is_no_cut():
    results = evaluate(scheme(source("cards")), {"A": {"cards": Decimal(3)}})
    assert chance.close(scheme(source("cards")), results) is None
