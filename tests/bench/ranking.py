"""Plays halls whose true shares are known, and counts how often the comparison of halls is wrong.

    python -m tests.bench.ranking [--runs 1000] [--seed 1]

For each configuration it prints how often all true places lie within the joint sets at once, how
often a hall is named among the first or last ones without belonging there, how wide the sets are,
and how many places are printed; beside it, how often the wrong method (an interval for each hall by
itself, compared without regard to how many there are) holds all true places. Ends with 1 where
coverage is below 95 % or naming is wrong in more than 5 %, by more than twice the error of the
runs.
"""

import sys
from collections.abc import Callable, Sequence
from math import sqrt
from typing import NamedTuple

import click
import numpy as np
from numpy.random import Generator
from rich.progress import track

from kiosk.rules.feedback.wilson import interval
from kiosk.rules.office import ranking
from kiosk.rules.office.ranking import Places, Unit

HALLS, RATINGS = 66, 1_000
LEVEL, MOST_WRONG = 0.95, 0.05


class World(NamedTuple):
    """Halls with their true shares, and how many ratings each has."""

    name: str
    shares: Sequence[float]
    ratings: Sequence[int]


def _few(halls: int) -> list[float]:
    """Three halls are worse than the others, three better."""
    return [0.80] * 3 + [0.95] * (halls - 6) + [0.99] * 3


def worlds(halls: int = HALLS, ratings: int = RATINGS) -> list[World]:
    """The four configurations that decide, halls with as many ratings each."""
    even = [0.85 + 0.13 * at / (halls - 1) for at in range(halls)]
    steps = (0.80, 0.88, 0.94, 0.97, 0.985, 0.995)
    tied = [steps[at * len(steps) // halls] for at in range(halls)]
    named = (
        ("all equal, 95 %", [0.95] * halls),
        ("few different", _few(halls)),
        ("spread evenly, 85-98 %", even),
        ("six groups of exact ties", tied),
    )
    return [World(name, shares, [ratings] * halls) for name, shares in named]


def edges(halls: int = HALLS) -> list[World]:
    """Where intervals are hardest: shares near 1, few ratings, very different numbers of them."""
    uneven = [int(one) for one in np.geomspace(30, 5_000, halls)]
    return [
        World("all equal, 99.5 %", [0.995] * halls, [RATINGS] * halls),
        World("all equal, 97 %, 30 ratings", [0.97] * halls, [30] * halls),
        World("all equal, 98 %, 30-5,000 ratings", [0.98] * halls, uneven),
        World("few different, 30-5,000 ratings", _few(halls), uneven[::-1]),
    ]


def true_places(shares: Sequence[float]) -> list[Places]:
    """The places that each hall has, all that it shares with its equals."""
    return [
        Places(
            1 + sum(other > own for other in shares),
            len(shares) - sum(other < own for other in shares),
        )
        for own in shares
    ]


def marginal(units: Sequence[Unit]) -> list[Places]:
    """The wrong method: a hall counts as better than another if their own intervals are apart."""
    shares = [interval(one.satisfied, one.rated) for one in units]
    return [
        Places(
            1 + sum(other.low > own.high for other in shares),
            len(shares) - sum(other.high < own.low for other in shares),
        )
        for own in shares
    ]


def joint(units: Sequence[Unit], seed: int) -> tuple[list[Places], set[str], set[str]]:
    """The places that the product gives, in the order of the units, and whom it names."""
    field = ranking.judge(units, seed)
    places = {one.unit.key: one.places for one in field.units if one.places}
    return [places[one.key] for one in units], set(field.best), set(field.worst)


def holds(found: Sequence[Places], true: Sequence[Places]) -> bool:
    """Whether every set holds all of its hall's true places."""
    pairs = zip(found, true, strict=True)
    return all(one.first <= is_.first and is_.last <= one.last for one, is_ in pairs)


class Played(NamedTuple):
    """What came of a world, each as a share of its runs, and the mean width of a set."""

    world: World
    runs: int
    covered: float
    named_wrongly: float
    width: float
    placed: float
    marginal: float

    @property
    def error(self) -> float:
        """Twice the standard error of a share of 5 % of so many runs."""
        return 2 * sqrt(LEVEL * (1 - LEVEL) / self.runs)

    @property
    def good(self) -> bool:
        """Whether the method keeps its promise, within the error of the runs."""
        enough = self.covered >= LEVEL - self.error
        return enough and self.named_wrongly <= MOST_WRONG + self.error


def play(
    world: World, runs: int, rng: Generator, each: Callable[[], None] = lambda: None
) -> Played:
    """Plays a world so many times. A hall is named wrongly if it is named among the first or last
    ones and no order of its equals puts it there."""
    true, halls = true_places(world.shares), len(world.shares)
    keys = [f"h{at:03}" for at in range(halls)]
    covered = wrong = width = placed = naive = 0
    for _ in range(runs):
        counts = rng.binomial(world.ratings, world.shares)
        units = [
            Unit(key, int(good), n)
            for key, good, n in zip(keys, counts, world.ratings, strict=True)
        ]
        found, best, worst = joint(units, int(rng.integers(2**31)))
        listed = min(max(3, -(-halls // 10)), halls // 4)
        by_key = dict(zip(keys, true, strict=True))
        wrong += any(by_key[key].first > listed for key in best) or any(
            by_key[key].last <= halls - listed for key in worst
        )
        widths = [one.last - one.first + 1 for one in found]
        covered += holds(found, true)
        naive += holds(marginal(units), true)
        width += sum(widths) / halls
        placed += sum(4 * one <= halls for one in widths) / halls
        each()
    return Played(world, runs, *(one / runs for one in (covered, wrong, width, placed, naive)))


@click.command()
@click.option("--runs", default=1_000, help="How often each configuration is played.")
@click.option("--seed", default=1)
def main(runs: int, seed: int) -> None:
    """Prints the figures of docs/comparing.md."""
    rng = np.random.default_rng(seed)
    every = [*worlds(), *edges()]
    played = [play(world, runs, rng) for world in track(every, "worlds")]
    click.echo(f"{HALLS} halls, {runs} runs each, error ±{100 * played[0].error:.1f} points")
    for one in played:
        click.echo(
            f"{one.world.name:34} covered {one.covered:6.1%}"
            f"  named wrongly {one.named_wrongly:5.1%}"
            f"  width {one.width:4.1f}  placed {one.placed:4.0%}"
            f"  marginal {one.marginal:5.1%}"
        )
    sys.exit(not all(one.good for one in played))


if __name__ == "__main__":
    main()
