"""Arriving ahead of opening (提前到岗, P48)."""

from kiosk.rules.input.numbers import digits
from kiosk.vocabulary.facts import Arrival

DAY, HALF_DAY = 1_440, 720


def judged(opens: str, now: str, before: int) -> Arrival:
    """Whether a clerk who arrives at `now` is `before` minutes or more ahead of the hall's opening
    at `opens`, both local times like 08:30. Exactly so many minutes are enough (民法典 art. 1259).
    A hall that opens soon after midnight is arrived at before it; further ahead than half a day is
    late for the day before. '' for `opens` is a hall without hours."""
    if not opens:
        return "unknown"
    ahead = (_minutes(opens) - _minutes(now)) % DAY
    return "on_time" if before <= ahead <= HALF_DAY else "later"


def latest(opens: str, before: int) -> str:
    """The time until which an arrival is on time, such as 08:00 for a hall that opens at 08:30."""
    minute = (_minutes(opens) - before) % DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def _minutes(time: str) -> int:
    """The minutes of a day; of its seconds none count."""
    hours, minutes = time[:2], time[3:5]
    return 60 * digits(hours) + digits(minutes)
