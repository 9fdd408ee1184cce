"""How many cards a clerk still needs for a tier ("还差 n 张", P04)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kiosk.rules.recognition.schemes import Figures
from kiosk.vocabulary.documents import Scheme
from kiosk.vocabulary.facts import CARD_KINDS, CardKind


class Needed(NamedTuple):
    """Cards still needed: in all, and of each kind that is needed."""

    cards: Decimal
    kinds: Mapping[CardKind, Decimal]


def needed(scheme: Scheme, figures: Figures) -> Needed:
    """What is missing to the scheme's conditions on numbers of cards. Cards that are needed of a
    kind are needed in all, too."""
    least = {one.figure: one.amount for one in scheme.conditions if one.way == "at_least"}
    of_each = least.get("least", Decimal(0))
    kinds = {
        kind: short
        for kind in CARD_KINDS
        if (short := max(least.get(kind, Decimal(0)), of_each) - (figures[kind] or 0)) > 0
    }
    in_all = least.get("cards", Decimal(0)) - (figures["cards"] or 0)
    return Needed(max(in_all, sum(kinds.values(), Decimal(0))), kinds)
