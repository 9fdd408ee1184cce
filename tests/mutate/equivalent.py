"""Mutants that no test could tell from the program, each with its reason."""

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A change as the run names it, in a line that holds this text."""

    module: str
    line: str
    change: str
    reason: str


EQUIVALENT: tuple[Equivalent, ...] = ()
