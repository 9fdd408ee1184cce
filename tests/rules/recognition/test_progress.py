"""Cards still needed, in all and of each kind."""

from decimal import Decimal

import pytest

from kiosk.rules.recognition.progress import needed
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.schemes import Condition, Source

TIER = Scheme(
    name=Said("5P铜牌"), sources=(Source(Decimal(1), figure="cards", way="each"),),
    conditions=(
        Condition(Decimal(24), figure="cards", way="at_least"),
        Condition(Decimal(3), figure="least", way="at_least"),
        Condition(Decimal(2), figure="complaints", way="at_most"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "cards, in_all, kinds",
    [
        ((0, 0, 0, 0, 0), 24, dict.fromkeys(CARD_KINDS, 3)),
        ((3, 3, 3, 3, 3), 9, {}),
        ((20, 3, 3, 3, 1), 2, {"professional": 2}),
        ((40, 0, 3, 3, 3), 3, {"patient": 3}),
        ((12, 3, 3, 3, 3), 0, {}),
        ((40, 9, 9, 9, 9), 0, {}),
    ],
)
def test_what_is_needed_of_a_kind_is_needed_in_all(cards, in_all, kinds):
    figures = {kind: Decimal(n) for kind, n in zip(CARD_KINDS, cards, strict=True)}
    found = needed(TIER, figures | {"cards": Decimal(sum(cards))})
    assert (found.cards, dict(found.kinds)) == (in_all, kinds)
