"""Cards per 100 services, drawn towards the field's mean where services are few, so that three
cards after ten services do not outdo forty after four hundred (Gamma-Poisson).

The prior is what the field itself shows, by moments (Marshall: Mapping disease and mortality rates
using empirical Bayes estimators, Applied Statistics, 1991). In a field of few units it is 5 cards
per 100 services. Our choice.
"""

from collections.abc import Sequence
from typing import NamedTuple

FEWEST_UNITS = 10
"""A field of fewer units with services says too little about how they differ."""


class Prior(NamedTuple):
    """What is assumed of a unit before its own figures: so many cards after so many services."""

    cards: float
    services: float


USUAL = Prior(5, 100)


class Given(NamedTuple):
    """A unit's cards, and the services after which they could be given."""

    cards: int
    services: int


def prior(field: Sequence[Given]) -> Prior:
    """The prior of a field; USUAL for one of few units, or without cards. A field whose units
    differ by chance alone weighs as much as all of them together."""
    some = [one for one in field if one.services > 0]
    cards, services = sum(one.cards for one in some), sum(one.services for one in some)
    if len(some) < FEWEST_UNITS or cards <= 0:
        return USUAL
    mean = cards / services
    spread = sum(one.services * (one.cards / one.services - mean) ** 2 for one in some) / services
    beyond = spread - mean / (services / len(some))
    weight = min(mean / beyond, services) if beyond > 0 else services
    return Prior(mean * weight, weight)


def shrunk(one: Given, before: Prior = USUAL) -> float:
    """A unit's cards per service, with what is assumed before."""
    return (before.cards + one.cards) / (before.services + one.services)
