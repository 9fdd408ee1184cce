"""What the demo's customers and managers write: invented texts, dealt so that few come twice in
one hall."""

import csv
from pathlib import Path
from random import Random

SAID = Path(__file__).parent / "data" / "said.csv"
MINUTES, YUAN = (20, 25, 30, 35, 40, 50, 55, 70, 90), (2, 5, 10, 15, 20)
"""What is put into a text that names a wait or a sum."""


def texts() -> dict[tuple[str, str], list[str]]:
    """All texts by what they are written to ("card", "good", "low", "letter", "banner", "note",
    "colleague") and by what they are about: a kind of card, the reason of a low grade, what a
    manager did."""
    found: dict[tuple[str, str], list[str]] = {}
    with SAID.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            found.setdefault((row["to"], row["about"]), []).append(row["words"])
    return found


class Deck:
    """Deals the texts of one hall: each of a pile is used once before any comes again."""

    def __init__(self, dice: Random) -> None:
        self._dice, self._texts = dice, texts()
        self._piles: dict[tuple[str, str], list[str]] = {}

    def deal(self, to: str, about: str = "") -> str:
        """The next text of that pile."""
        pile = self._piles.setdefault((to, about), [])
        if not pile:
            pile += self._texts[to, about]
            self._dice.shuffle(pile)
        minutes, yuan = self._dice.choice(MINUTES), self._dice.choice(YUAN)
        return pile.pop().format(minutes=minutes, yuan=yuan)
