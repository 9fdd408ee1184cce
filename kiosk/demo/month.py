"""The last 30 days of a hall, drawn by chance from a fixed seed: who was thanked or rated when, and
which words were left. Nothing here needs a database.

Over the line limit: what is drawn for a hall is one subject, with the numbers it is drawn by.
"""

import datetime
from collections.abc import Iterator
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.demo.words import Deck
from kiosk.vocabulary.facts import CARD_KINDS, DEEDS, LOW_GRADES, REASONS, Outcome

DAYS = 30
WEEK = 7
OPEN, CLOSED, CLOSED_ON_SUNDAY = 8.5, 17.0, 15.0
"""Opening hours, in hours after midnight."""
RUSH = (1, 3, 4, 3, 1, 1, 2, 3, 2)
"""How busy the hours from 8:30 on are."""
SERVICES = ("1-pay", "2-ask", "3-card", "4-transfer", "5-settle", "6-hose")
"""Keys of kiosk/demo/data/services.csv, the most frequent first."""
HANDLED_AFTER = 2
"""Days after which most low grades were looked at."""


DONE: dict[str, Outcome] = {
    "waited": "improved", "attitude": "talked", "unclear": "talked", "unsolved": "contacted",
    "fee": "contacted", "hall": "improved",
}  # fmt: skip
"""What a manager does about a low grade, by its first reason."""


class Manner(NamedTuple):
    """What is special about a hall: ratings on a weekday, the share of low grades, the same since
    the Monday of last week, and the reason that customers name most."""

    daily: int
    low: float
    lately: float
    mostly: str = "waited"


MANNERS = {
    "sb01": Manner(13, 0.06, 0.06),
    "sb02": Manner(27, 0.09, 0.10),  # the busy one
    "sb03": Manner(11, 0.06, 0.05, "unclear"),
    "sb04": Manner(14, 0.04, 0.04, "fee"),
    "sb05": Manner(13, 0.06, 0.26, "unsolved"),  # a new system since last week
    "sb06": Manner(10, 0.08, 0.07, "hall"),
    "sb07": Manner(9, 0.08, 0.08, "attitude"),
    "sb08": Manner(8, 0.07, 0.05, "fee"),
    "sb09": Manner(10, 0.05, 0.05, "unclear"),
    "sb10": Manner(5, 0.05, 0.05),
}
STUFFED, STUFFED_AGO = {"sb02": "0111"}, 3
"""By branch, a clerk who was given twelve best grades and cards in ten minutes, so many days
ago."""
RING = {"sb03": ("0118", "0121")}
"""By branch, two clerks who thank each other all the time."""
GRUFF, ERASER = "0103", "0152"
"""Badges of kiosk/demo/data/clerks.csv: a clerk with many low grades, and one whose low grades are
taken back at the tablet."""


EARLIER = ("sb02", "sb03", "sb05", "sb06")
"""Halls whose satisfaction is known from the weeks before, too, so that a change can be seen."""
EARLIER_WEEKS = 14
EARLIER_LOW = (1, 1, 0, 1, 1, 1, 0, 1)
"""Low grades among the EARLIER_RATED of a week, in turn."""
EARLIER_RATED = 16


class Visit(NamedTuple):
    """What a customer gave at a tablet: a card or a grade in `mark`, at `at` (UTC ms), maybe with
    words; `undone` if it was taken back within 30 s. `handled_at` is when the manager looked at it,
    0 for not yet, with what was `done` and a `note`."""

    at: int
    badge: str
    mark: str
    words: str = ""
    reasons: tuple[str, ...] = ()
    service: str = ""
    undone: bool = False
    handled_at: int = 0
    done: Outcome = "noted"
    note: str = ""


class Thanks(NamedTuple):
    """A card that one clerk gave another: at which moment, which of the five, what for."""

    at: int
    by: str
    to: str
    mark: str
    deeds: tuple[str, ...]
    words: str = ""


class Call(NamedTuple):
    """A call for help, and how many seconds later a clerk was on the way, and came; None if none
    did."""

    at: int
    badge: str
    taken: int | None = None
    came: int | None = None


class Shift(NamedTuple):
    """A clerk's day at a window."""

    begun: int
    ended: int
    badge: str
    window: str


def moment(day: datetime.date, hour: float, zone: str) -> int:
    """UTC ms of so many hours after midnight on a day, in the hall's zone."""
    midnight = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return round((midnight.timestamp() + hour * 3600) * 1000)


class Month:
    """The month of one hall up to `today`, which is included: the same for the same arguments.
    `badges` are its clerks, the manager last."""

    def __init__(self, branch: str, badges: list[str], today: datetime.date, zone: str) -> None:
        self.branch, self.badges, self.today, self.zone = branch, badges, today, zone
        self.days = [today - datetime.timedelta(back) for back in range(DAYS, -1, -1)]

    def visits(self) -> list[Visit]:
        """All visits, by time."""
        dice = Random(f"visits {self.branch}")
        deck = Deck(dice)
        liked = [dice.lognormvariate(0, 0.4) for _ in self.badges[:-1]] + [0.25]
        liked = [max(one, badge == ERASER) for one, badge in zip(liked, self.badges, strict=True)]
        found = []
        for day in self.days:
            for at in self._times(dice, day, MANNERS[self.branch].daily):
                (badge,) = dice.choices(self.badges, liked)
                rating = self._rating(dice, deck, day, at, badge)
                found.append(self._handled(dice, deck, day, rating))
            for at in self._times(dice, day, MANNERS[self.branch].daily / 3):
                (badge,) = dice.choices(self.badges, liked)
                found.append(self._handled(dice, deck, day, _card(dice, deck, at, badge)))
        return sorted([*found, *self._stuffed()])

    def _stuffed(self) -> Iterator[Visit]:
        """What head office flags (docs/flags.md)."""
        if badge := STUFFED.get(self.branch):
            begun = moment(self.days[-1 - STUFFED_AGO], OPEN + 5.1, self.zone)
            for n in range(12):
                yield Visit(begun + n * 47_000, badge, ("5", *CARD_KINDS)[n % 6])

    def earlier(self) -> list[Visit]:
        """Grades of the weeks before the month, looked at the day after; none in most halls."""
        found = []
        monday = self.days[0] - datetime.timedelta(self.days[0].weekday())
        for week in range(EARLIER_WEEKS if self.branch in EARLIER else 0):
            low = EARLIER_LOW[week % len(EARLIER_LOW)]
            for n in range(EARLIER_RATED):
                day = monday - datetime.timedelta(WEEK * (week + 1) - n % 6)
                at = moment(day, OPEN + 1 + n / 3, self.zone)
                seen = moment(day + datetime.timedelta(1), OPEN + 1, self.zone) if n < low else 0
                badge = self.badges[n % (len(self.badges) - 1)]
                found.append(Visit(at, badge, "2" if n < low else "5", handled_at=seen))
        return sorted(found)

    def _times(self, dice: Random, day: datetime.date, daily: float) -> list[int]:
        """Moments of a day: more in a rush, fewer at weekends, more after a month's bill."""
        wanted = daily * (1, 1, 1, 1, 1.1, 0.7, 0.35)[day.weekday()]
        wanted *= 1.25 if day.day in (1, 2, 3, 25) else 1
        closed = CLOSED_ON_SUNDAY if day.weekday() == 6 else CLOSED
        hours = [OPEN + n for n in range(len(RUSH))]
        times = []
        for _ in range(int(wanted * dice.uniform(0.75, 1.25) + dice.random())):
            hour = dice.choices(hours, RUSH)[0] + dice.random()
            times.append(moment(day, min(hour, closed - dice.random() / 4), self.zone))
        return times

    def silent(self, dice: Random, share: float) -> list[int]:
        """Moments at which customers leave who give nothing, so many for each rating."""
        daily = MANNERS[self.branch].daily * share
        return [at for day in self.days for at in self._times(dice, day, daily)]

    def _rating(self, dice: Random, deck: Deck, day: datetime.date, at: int, badge: str) -> Visit:
        service = dice.choices(SERVICES, (6, 4, 3, 2, 2, 1))[0] if dice.random() < 0.35 else ""
        if dice.random() >= self._share_of_low(day, badge):
            (grade,) = dice.choices(("5", "4", "3"), (66, 25, 9))
            words = deck.deal("good") if dice.random() < 0.11 else ""
            return Visit(at, badge, grade, words, (), service, dice.random() < 0.006)
        reasons = self._reasons(dice, badge) if dice.random() < 0.85 else ()
        words = deck.deal("low", reasons[0]) if reasons and dice.random() < 0.6 else ""
        undone = dice.random() < (0.7 if badge == ERASER else 0.02)
        (grade,) = dice.choices(("2", "1"), (2, 1))
        return Visit(at, badge, grade, words, reasons, service, undone)

    def _share_of_low(self, day: datetime.date, badge: str) -> float:
        manner = MANNERS[self.branch]
        monday = self.today - datetime.timedelta(self.today.weekday())
        usual = manner.lately if day >= monday - datetime.timedelta(WEEK) else manner.low
        return 0.4 if badge == ERASER else usual * (3 if badge == GRUFF else 1)

    def _handled(self, dice: Random, deck: Deck, day: datetime.date, visit: Visit) -> Visit:
        """The visit, looked at a day or two later if it is old enough and asks for it."""
        asks = visit.mark in LOW_GRADES or visit.words
        if not asks or (self.today - day).days <= HANDLED_AFTER or dice.random() > 0.85:
            return visit
        later = day + datetime.timedelta(dice.choice((1, 1, 2)))
        done = DONE[visit.reasons[0]] if visit.reasons else "noted"
        note = deck.deal("note", done) if visit.reasons and dice.random() < 0.4 else ""
        handled_at = moment(later, OPEN + dice.random(), self.zone)
        return visit._replace(handled_at=handled_at, done=done, note=note)

    def thanks(self) -> list[Thanks]:
        """Cards between clerks up to yesterday, by time: about one in two days; some are given back
        two days later."""
        dice = Random(f"thanks {self.branch}")
        given = set()  # a day has one to each colleague
        for day in self.days[:-1]:
            if dice.random() > 0.5:
                continue
            by, to = dice.sample(self.badges, 2)
            given.add((day, by, to))
            later = day + datetime.timedelta(2)
            if dice.random() < 0.06 and later < self.today:
                given.add((later, to, by))
        for day in self.days[1:-1:4]:
            for two in (RING[self.branch], RING[self.branch][::-1]) if self.branch in RING else ():
                given.add((day, *two))
        deck = Deck(dice)
        return sorted(self._thanks(dice, deck, *one) for one in sorted(given))

    def _thanks(self, dice: Random, deck: Deck, day: datetime.date, by: str, to: str) -> Thanks:
        words = deck.deal("colleague") if dice.random() < 0.6 else ""
        deeds = dice.sample(DEEDS, 1 if words else dice.choice((1, 2)))
        at = moment(day, OPEN + 8 + dice.random() / 3, self.zone)
        return Thanks(at, by, to, dice.choice(CARD_KINDS), tuple(deeds), words)

    def _reasons(self, dice: Random, badge: str) -> tuple[str, ...]:
        mostly = "attitude" if badge == GRUFF else MANNERS[self.branch].mostly
        weights = [4 if reason == mostly else 1 for reason in REASONS]
        drawn = dice.choices(REASONS, weights, k=1 if dice.random() < 0.7 else 2)
        return tuple(dict.fromkeys(drawn))

    def calls(self) -> list[Call]:
        """All calls for help, by time. In one hall the last one of yesterday was not answered."""
        dice = Random(f"calls {self.branch}")
        found = []
        for day in self.days:
            for at in self._times(dice, day, MANNERS[self.branch].daily / 14):
                seconds = dice.randint(15, 110) if dice.random() < 0.85 else dice.randint(150, 700)
                taken = dice.randint(5, seconds // 2)
                found.append(Call(at, dice.choice(self.badges), taken, seconds))
        yesterday = moment(self.today - datetime.timedelta(1), OPEN + 1.2, self.zone)
        if MANNERS[self.branch].mostly == "hall":
            found.append(Call(yesterday, ""))
        return sorted(found)

    def shifts(self) -> Iterator[Shift]:
        """Who is at which window on which day; each clerk rests one day a week."""
        for day in self.days:
            closed = CLOSED_ON_SUNDAY if day.weekday() == 6 else CLOSED
            for n, badge in enumerate(self.badges):
                if (day.toordinal() + n) % WEEK or day == self.today:
                    window = "" if n == len(self.badges) - 1 else str(n + 1)
                    begun = moment(day, OPEN - 0.25 + n / 60, self.zone)
                    yield Shift(begun, moment(day, closed, self.zone), badge, window)


def _card(dice: Random, deck: Deck, at: int, badge: str) -> Visit:
    kind = dice.choices(CARD_KINDS, (20, 21, 19, 23, 17))[0]
    words = deck.deal("card", kind) if dice.random() < 0.25 else ""
    return Visit(at, badge, kind, words, undone=dice.random() < 0.01)
