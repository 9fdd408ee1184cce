"""Histories of simulated halls, as what judges them reads those of real ones."""

import datetime
from collections import Counter
from collections.abc import Sequence
from random import Random

from kiosk.rules.office.suspicion.findings import find
from kiosk.rules.office.suspicion.history import (
    PAST_DAYS,
    WINDOW_DAYS,
    Cell,
    Duty,
    Finding,
    History,
    Seen,
    Thanked,
)
from kiosk.simulation import cheating, halls
from kiosk.simulation.cheating import Cheat, Pattern
from kiosk.simulation.halls import Clerk, Event, Given, Hall

BEGIN = datetime.date(2025, 1, 6)
DAY = datetime.timedelta(1)


def hall_of(seed: int, daily: float = 25, clerks: int = 5) -> Hall:
    """A hall that differs from others by its seed."""
    badges = [f"c{n}" for n in range(clerks)]
    return halls.hall(Random(f"hall {seed}"), f"s{seed:03}", badges, daily)


class Played:
    """A hall's days as they are played, one after the other; it `reports` who was served, or
    not."""

    def __init__(
        self, hall: Hall, seed: int, cheats: Sequence[Cheat] = (), *, reports: bool = False
    ) -> None:
        self.reports = reports
        self.hall, self.cheats, self.dice = hall, list(cheats), Random(f"days {seed}")
        self.seen: dict[datetime.date, list[Seen]] = {}
        self.cells: dict[datetime.date, Counter[Cell]] = {}
        self.duty: dict[datetime.date, dict[tuple[datetime.date, str], Duty]] = {}
        self.thanked: dict[datetime.date, list[Thanked]] = {}
        self.served: dict[datetime.date, Counter[tuple[datetime.date, str]]] = {}
        self.number = 0

    def play(self, day: datetime.date) -> None:
        """Plays one day."""
        events = cheating.one_day(self.dice, self.hall, day, self.cheats)
        begun = halls.moment(day, 0, self.hall.zone)
        self.seen[day] = [self._seen(one, day, begun) for one in events if isinstance(one, Given)]
        given = self.seen[day]
        self.cells[day] = Counter(Cell(day, o.minute // 60, o.clerk, o.tone) for o in given)
        self.duty[day] = _duties(events, day, begun)
        self.thanked[day] = [
            Thanked(self._id(), day, one.by, one.clerk)
            for one in events
            if isinstance(one, halls.Thanks)
        ]

        served = [one.clerk for one in events if isinstance(one, halls.Served)]
        self.served[day] = Counter((day, clerk) for clerk in served if self.reports)

    def _seen(self, one: Given, day: datetime.date, begun: int) -> Seen:
        minute = (one.at - begun) // 60_000
        return Seen(self._id() + "!" * one.cheat, day, minute, one.clerk, one.mark, one.screen)

    def _id(self) -> str:
        self.number += 1
        return f"{self.number:06}"

    def history(self, last: datetime.date) -> History:
        """What is known on the evening of a day."""
        window = [last - n * DAY for n in range(WINDOW_DAYS)]
        before = [window[-1] - n * DAY for n in range(1, PAST_DAYS + 1)]
        past: Counter[Cell] = Counter()
        screens: Counter[tuple[str, str]] = Counter()
        for day in before:
            past.update(self.cells.get(day, {}))
            screens.update((one.clerk, one.screen) for one in self.seen.get(day, ()))
        duty = {key: one for day in window for key, one in self.duty.get(day, {}).items()}
        seen = [one for day in window for one in self.seen.get(day, ())]
        thanked = [one for day in window for one in self.thanked.get(day, ())]
        days = (*window, *before)
        served = {key: n for day in days for key, n in self.served.get(day, {}).items()}
        thanks = (one for day in before for one in self.thanked.get(day, ()))
        friends = Counter((one.by, one.clerk) for one in thanks)
        return History(seen, past, screens, duty, thanked, served=served, past_thanked=friends)


def _duties(
    events: Sequence[Event], day: datetime.date, begun: int
) -> dict[tuple[datetime.date, str], Duty]:
    found: dict[tuple[datetime.date, str], Duty] = {}
    for one in events:
        if isinstance(one, halls.Duty):
            minute = (one.at - begun) // 60_000
            known = found.get((day, one.clerk), Duty(minute, minute))
            found[day, one.clerk] = known._replace(**{"on" if one.on else "off": minute})
    return found


def merged(found: Sequence[Finding], known: list[Finding]) -> None:
    """Adds findings to known ones, each only once: one that overlaps a known one is the same."""
    for one in found:
        same = [
            at for at, o in enumerate(known)
            if (o.kind, o.clerk, o.other) == (one.kind, one.clerk, one.other)
            and o.first <= one.last and one.first <= o.last
        ]  # fmt: skip
        if same:
            o = known[same[0]]
            known[same[0]] = o._replace(first=min(o.first, one.first), last=max(o.last, one.last))
        else:
            known.append(one)


# Measuring -----------------------------------------------------------------------------

SIZES = ((8.0, 3), (15.0, 5), (25.0, 5), (40.0, 7))
"""What a clerk is given a day, and how many clerks: the halls on which false findings are
counted."""
BEFORE = PAST_DAYS + WINDOW_DAYS + 5


def clean_year(seed: int, days: int = 365, *, reports: bool = False) -> list[Finding]:
    """What is found in a hall in which no one cheats, looked at once a week: each look takes in the
    whole window, so that it finds what seven daily ones would."""
    daily, clerks = SIZES[seed % len(SIZES)]
    played, known = Played(hall_of(seed, daily, clerks), seed, reports=reports), list[Finding]()
    for n in range(BEFORE + days):
        played.play(BEGIN + n * DAY)
        if n >= BEFORE and n % 7 == 0:
            merged(find(played.history(BEGIN + n * DAY)), known)
    return known


def found_after(
    seed: int, pattern: Pattern, strength: float, daily: float = 25, within: int = 5,
    *, reports: bool = False,
) -> int:  # fmt: skip
    """On which of the clerk's open days a manipulation is found that begins after a clean time; 0
    if not within so many."""
    hall = hall_of(seed, daily)
    clerk = min(hall.clerks, key=lambda one: abs(cheating.usual(hall, one) - daily))
    hall = hall._replace(customers=hall.customers * daily / _given(hall, clerk, seed))
    other = next(one.badge for one in hall.clerks if one.badge > clerk.badge or one != clerk)
    start = BEGIN + BEFORE * DAY
    cheat = Cheat(pattern, clerk.badge, strength, start, start + 99 * DAY, other)
    played = Played(hall, seed, [cheat], reports=reports)
    for n in range(BEFORE):
        played.play(BEGIN + n * DAY)
    concerned = {clerk.badge, other} if pattern == "ring" else {clerk.badge}
    day, worked = start, 0
    while worked < within:
        played.play(day)
        if clerk in halls.on_duty(hall, day):
            worked += 1
            found = find(played.history(day))
            if any(one.clerk in concerned and one.last >= start for one in found):
                return worked
        day += DAY
    return 0


def _given(hall: Hall, clerk: Clerk, seed: int) -> float:
    """What the clerk is given on a day on duty, as it turns out."""
    played = Played(hall, seed + 999)
    for n in range(28):
        played.play(BEGIN + n * DAY)
    days = [day for day in played.seen if clerk in halls.on_duty(hall, day)]
    given = sum(one.clerk == clerk.badge for day in days for one in played.seen[day])
    return given / len(days)
