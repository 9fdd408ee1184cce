"""What was awarded: under which ids, until when it holds, and what differs afterwards."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kiosk.rules.recognition.schemes import Result, printed
from kiosk.vocabulary.facts import Awarded


def lock_id(scheme: str, first: datetime.date, last: datetime.date) -> str:
    """What all awards of a scheme and period have in common: whichever version of the scheme, a
    period is locked once."""
    return hashlib.sha256(f"lock {scheme} {first} {last}".encode()).hexdigest()


def award_id(lock: str, unit: str) -> str:
    """The event_id of the only award that a unit can have from a lock."""
    return hashlib.sha256(f"award {lock} {unit}".encode()).hexdigest()


def unit(award: Awarded) -> str:
    """What a scheme calls the unit that was awarded."""
    return award.clerk or (f"{award.branch}/{award.window}" if award.window else award.branch)


def inputs(result: Result) -> dict[str, str]:
    """A unit's figures as they are kept."""
    return {name: printed(value) for name, value in result.inputs.items()}


def is_valid(award: Awarded, day: datetime.date) -> bool:
    """Whether an award holds on a day."""
    return award.until is None or day <= award.until


def held(awards: Iterable[Awarded], day: datetime.date) -> list[Awarded]:
    """The public awards that a clerk shows on a day: the highest tier, and of each other scheme the
    newest."""
    newest: dict[str, Awarded] = {}
    for one in sorted(awards, key=lambda award: (award.level, award.last)):
        if one.public and is_valid(one, day):
            newest["tier" if one.level else one.scheme] = one
    return sorted(newest.values(), key=lambda award: (-award.level, award.scheme))


class Badge(NamedTuple):
    """What a clerk's tile shows of an award."""

    name: str
    name_en: str
    level: int


def badges(awards: Iterable[Awarded], day: datetime.date) -> list[Badge]:
    """What a tile shows of these awards on a day."""
    return [Badge(one.name, one.name_en, one.level) for one in held(awards, day)]


def star(month: datetime.date) -> Badge:
    """What the tile of the star of a month shows (P30)."""
    return Badge(f"{month.month}月服务明星", f"Star of {month:%B}", 0)


class Difference(NamedTuple):
    """A unit whose result is another one now: whether it was awarded, with which inputs (None if
    those were not kept), and its result now (None if it does not take part any more)."""

    unit: str
    awarded: bool
    inputs: Mapping[str, str] | None
    now: Result | None


def differences(awarded: Mapping[str, Awarded], results: Sequence[Result]) -> list[Difference]:
    """The units that would be awarded otherwise now, or by other figures."""
    now = {one.unit: one for one in results}
    found = []
    for unit in dict.fromkeys([*awarded, *now]):
        before, after = awarded.get(unit), now.get(unit)
        if before is not None:
            same = after is not None and after.chosen and inputs(after) == before.inputs
            if not same:
                found.append(Difference(unit, True, before.inputs, after))
        elif after is not None and after.chosen:
            found.append(Difference(unit, False, None, after))
    return found
