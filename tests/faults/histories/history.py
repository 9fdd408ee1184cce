"""A history: drawn from a seed, played, judged, and cut down to what a finding needs."""

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.faults.histories.judging import FIGURES, Judgement, judge
from tests.faults.histories.operations import OPERATIONS, draw
from tests.faults.histories.world import World

SHORTEST, LONGEST = 20, 60
ODDS = 0.35
"""How often a history has a kind of trouble."""
MEMORY = Path("/dev/shm")


class Step(NamedTuple):
    """An operation, and the seed of all its choices: they stay when others are left out."""

    name: str
    seed: int


class Played(NamedTuple):
    """A history's judgement, and what happened in it."""

    judgement: Judgement
    did: Counter[str]
    refused: Counter[str]


@dataclass
class Total:
    """The sums of many histories; as text, each figure with the number of histories it is in."""

    acknowledged: int = 0
    days_off: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, done: Played) -> None:
        self.acknowledged += done.judgement.acknowledged
        self.days_off += done.judgement.days_off
        self.figures += done.judgement.figures
        self.bad.update(list(done.judgement.figures))
        self.did += done.did
        self.refused += done.refused

    def __str__(self) -> str:
        said = ", ".join(f"{self.figures[one]} {one} (in {self.bad[one]})" for one in FIGURES)
        return f"{self.acknowledged} facts acknowledged ({self.days_off} days off); {said}"


def drawn(seed: int, without: Collection[str] = ()) -> list[Step]:
    """The history of a seed, `without` the operations of these names."""
    chance = random.Random(seed)
    table = {n: one for n, one in OPERATIONS.items() if one.usual or chance.random() < ODDS}
    table = {name: one for name, one in table.items() if name not in without}
    number = chance.randint(SHORTEST, LONGEST)
    return [Step(draw(chance, table), chance.getrandbits(32)) for _ in range(number)]


def play(steps: Sequence[Step]) -> Played:
    """Plays a history in a folder of its own."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        world = World(folder, kinds=frozenset(step.name for step in steps))
        with world.living():
            for step in steps:
                world.attempt(OPERATIONS[step.name].run, random.Random(step.seed))
                world.did[step.name] += 1
            judgement = judge(world, random.Random(len(steps)))
            for machine in world.machines:
                machine.close()
        return Played(judgement, world.did, world.refused)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shortest(steps: Sequence[Step], figure: str) -> list[Step]:
    """The history without what the finding does not need: ever smaller parts are left out for as
    long as the figure is not 0."""
    kept, size = list(steps), len(steps) // 2
    while size:
        at = 0
        while at < len(kept):
            without = kept[:at] + kept[at + size :]
            if play(without).judgement.figures[figure]:
                kept = without
            else:
                at += size
        size //= 2
    return kept
