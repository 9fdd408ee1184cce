"""What becomes known of diaries (P06): how many entries of a type a hall has in a month, once the
month is over, and not if they are few.

That fewer than LEAST are not reported is our choice (docs/practices.md): in a hall of about eight,
one to four entries lead to their writers by who was on duty or upset that month.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

LEAST = 5


class Reported(NamedTuple):
    """The numbers by type of entry, and the types that had some, but fewer than LEAST."""

    counts: dict[str, int]
    few: tuple[str, ...]


def reported(counted: Mapping[str, int]) -> Reported:
    """What is reported of a month."""
    some = {mark: n for mark, n in sorted(counted.items()) if n > 0}
    return Reported(
        {mark: n for mark, n in some.items() if n >= LEAST},
        tuple(mark for mark, n in some.items() if n < LEAST),
    )


def added(months: Iterable[Reported]) -> Reported:
    """Several halls' months together: what is few in a hall stays out of the sum, or it could be
    computed from the others."""
    counts: dict[str, int] = {}
    few: set[str] = set()
    for one in months:
        for mark, n in one.counts.items():
            counts[mark] = counts.get(mark, 0) + n
        few |= set(one.few)
    return Reported(counts, tuple(sorted(few)))


def is_over(month: datetime.date, today: datetime.date) -> bool:
    """Whether a month, named by its first day, is over."""
    return month < today.replace(day=1)
