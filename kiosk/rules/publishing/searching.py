"""Searching fees and guides."""

import re
from functools import lru_cache

from kiosk.rules.input.folding import squeezed

SPELLED, NEXT, EITHER = "~", "'", "/"
"""A search word that begins with `~` spells a name: its characters are separated by `'`, and the
readings of one character by `/`. Other words are taken as they are."""
_BETWEEN_SYLLABLES = re.compile(r"(?<=[a-z])['’](?=[a-z])")


def found(typed: str, search: str) -> bool:
    """Whether what a customer typed finds a document. `search` holds the words of
    kiosk/files/pinyin.py, separated by blanks; `typed` can be any part of one, in characters,
    pinyin or initials, with any reading of each character."""
    wanted = _folded(typed)
    either = {wanted, _BETWEEN_SYLLABLES.sub("", wanted)}  # sender's, xi'an
    return not wanted or any(_finds(one, word) for word in _words(search) for one in either)


def _folded(text: str) -> str:
    return squeezed(text).lower().replace("ü", "v")


@lru_cache(1_000)
def _words(search: str) -> tuple[str, ...]:
    """A document's words, folded as typed text is; kept, since a hall's documents are few."""
    return tuple(_folded(word) for word in search.split())


def _finds(wanted: str, word: str) -> bool:
    if word.startswith(SPELLED):
        return _spells(wanted, _characters(word))
    return wanted in word


def _characters(word: str) -> list[list[str]]:
    """The ways to type each character of a spelled word: its readings and their initials."""
    readings = [one.split(EITHER) for one in word.removeprefix(SPELLED).split(NEXT)]
    return [[*some, *{one[:1] for one in some}] for some in readings]


def _spells(wanted: str, characters: list[list[str]]) -> bool:
    """Whether `wanted` is a part of any way to type these characters. It can begin and end within
    a reading. `reached` holds how far it has been matched, at most one number per letter typed, so
    that the work does not grow with the number of ways."""
    reached: set[int] = set()
    for ways in characters:
        next_reached = set()
        for way in ways:
            if wanted in way:
                return True
            for start in reached:
                rest = wanted[start:]
                if way.startswith(rest):
                    return True
                if rest.startswith(way):
                    next_reached.add(start + len(way))
            for begun in range(1, len(way) + 1):
                if wanted.startswith(way[-begun:]):
                    next_reached.add(begun)
        reached = next_reached
    return False
