"""Mutants that no test could tell from the program, each with its reason."""

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A change as the run names it, in a line that holds this text."""

    module: str
    line: str
    change: str
    reason: str


EQUIVALENT = (
    Equivalent(
        "kiosk/rules/transparency/merkle.py",
        "0 < old < size",
        "0 < old < size  →  0 < old <= size",
        "equal sizes were answered before",
    ),
    Equivalent(
        "kiosk/records/transparency/log.py",
        "cached=False",
        "False  →  True",
        "whether a statement is kept prepared changes no answer",
    ),
    Equivalent(
        "kiosk/records/ledger/ledger.py",
        "cached=False",
        "False  →  True",
        "whether a statement is kept prepared changes no answer",
    ),
    Equivalent(
        "kiosk/rules/ledger/archives.py",
        "zlib.compressobj(6",
        "6  →  7",
        "how hard a file is compressed changes nothing that is in it",
    ),
    Equivalent(
        "kiosk/rules/ledger/time.py",
        "@lru_cache(maxsize=64)",
        "64  →  65",
        "how many dates are remembered changes none of them",
    ),
    Equivalent(
        "kiosk/rules/cases/folding.py",
        'then = move.then if move else ""',
        "''  →  'X'",
        "only a ruling comes without a move, and it takes its state from elsewhere",
    ),
)
