"""When a ballot opens and closes, who votes, what is published, and what the facts of one say."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from kiosk.rules.cases.deadlines import Calendar, due, is_working
from kiosk.rules.recognition import periods
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Deadline

SEATS: tuple[facts.Seat, ...] = get_args(facts.Seat)
ENOUGH = 2
"""How many of the three trustees open the result together."""
OPEN_DAYS = 3
"""The first working days of a month on which voting can begin (P30)."""
VOTING_DAYS = 3
"""Working days after the first on which voting goes on; our choice."""
FEWEST_VOTERS, MOST_VOTERS = 3, 30
FEWEST_BALLOTS = 3
"""With fewer the result would say how a single person voted: they are not counted; our choice."""
PUBLISHED_FROM = 8
"""With fewer ballots only the winner is published."""
_PUBLIC = re.compile(r"[0-9a-f]{64}")
State = Literal["voting", "opening", "counted", "uncounted", "cancelled"]


class Made(NamedTuple):
    """An election as belenios-tool made it: its archive, which is everyone's; the voters' private
    credentials, which belong to no person; each trustee's secret key, and each one's share, sealed
    under that key."""

    archive: bytes
    credentials: list[str]
    keys: list[str]
    shares: list[str]


@dataclass
class Election:
    """What the facts of one election say so far; `opened` are its trustees' parts by seat."""

    id: str
    begun: facts.ElectionOpened
    voted: set[str] = field(default_factory=set)
    closed: facts.ElectionClosed | None = None
    opened: dict[str, facts.TrusteeOpened] = field(default_factory=dict)
    counted: facts.ElectionCounted | None = None
    cancelled: facts.ElectionCancelled | None = None

    @property
    def state(self) -> State:
        if self.counted is not None:
            return "counted"
        if self.cancelled is not None:
            return "cancelled"
        if self.closed is None:
            return "voting"
        return "opening" if self.closed.file else "uncounted"

    @property
    def runs(self) -> bool:
        """Whether something is still to be done."""
        return self.state in ("voting", "opening")


def fold(found: Iterable[Any]) -> list[Election]:
    """The elections that these facts are about, newest first. Of facts that contradict each other
    the one with the lowest id holds, in whichever order they arrive."""
    ordered = sorted(found, key=lambda one: (one.at, one.event_id))
    every = {
        one.event_id: Election(one.event_id, one)
        for one in ordered
        if isinstance(one, facts.ElectionOpened) and _is_whole(one)
    }
    for one in ordered:
        of = every.get(getattr(one, "subject", ""))
        if of is None:
            continue
        match one:
            case facts.BallotCast() if one.voter in of.begun.voters:
                of.voted.add(one.voter)
            case facts.ElectionClosed():
                of.closed = of.closed or one
            case facts.TrusteeOpened():
                of.opened.setdefault(one.mark, one)
            case facts.ElectionCounted() if _fits(one, of.begun):
                of.counted = of.counted or one
            case facts.ElectionCancelled():
                of.cancelled = of.cancelled or one
    return sorted(every.values(), key=lambda one: (one.begun.at, one.id), reverse=True)


def _is_whole(begun: facts.ElectionOpened) -> bool:
    three = len(begun.trustees) == len(begun.holders) == len(SEATS)
    return three and all(_PUBLIC.fullmatch(one) for one in begun.trustees)


def _fits(counted: facts.ElectionCounted, begun: facts.ElectionOpened) -> bool:
    known = set(counted.winners) <= set(begun.voters)
    return known and len(counted.counts) in (0, len(begun.voters))


def trustee_keys(found: Iterable[Any]) -> dict[str, facts.TrusteeKeyMade]:
    """Who has which seat: the newest key of each."""
    keys = [one for one in found if isinstance(one, facts.TrusteeKeyMade)]
    return {one.mark: one for one in sorted(keys, key=lambda one: (one.at, one.event_id))}


# The calendar ------------------------------------------------------------------------------


def previous_month(day: datetime.date) -> datetime.date:
    """The first day of the month before."""
    return (day.replace(day=1) - datetime.timedelta(1)).replace(day=1)


def opening_days(day: datetime.date, calendar: Calendar) -> list[datetime.date]:
    """The first working days of a day's month, on which voting can begin."""
    first, found = day.replace(day=1), []
    for number in range(31):
        one = first + datetime.timedelta(number)
        if one.month == first.month and is_working(one, calendar):
            found.append(one)
    return found[:OPEN_DAYS]


def last_day(begun: datetime.date, calendar: Calendar) -> datetime.date:
    """The last day of voting."""
    return due(begun, Deadline(days=VOTING_DAYS), calendar).day


def is_open(election: Election, day: datetime.date) -> bool:
    """Whether votes are taken on a day."""
    return election.state == "voting" and day <= election.begun.last


def may_close(election: Election, day: datetime.date) -> bool:
    """Whether voting can end: all have voted, or its last day is over."""
    everyone = election.voted >= set(election.begun.voters)
    return election.state == "voting" and (everyone or day > election.begun.last)


# Voting ------------------------------------------------------------------------------------


def refused(election: Election, voter: str, choice: str, day: datetime.date) -> str:
    """The code of the refusal if this clerk can't vote for that one on this day, else ''."""
    if not is_open(election, day):
        return "voting_over"
    if voter not in election.begun.voters:
        return "not_a_voter"
    if voter in election.voted:
        return "voted_already"
    if choice == voter:
        return "own_vote"
    return "" if choice in election.begun.voters else "no_candidate"


def ballot_id(election: str, voter: str) -> str:
    """The event_id of the only vote that a clerk has in an election."""
    return hashlib.sha256(f"ballot {election} {voter}".encode()).hexdigest()


def step_id(election: str, step: str) -> str:
    """The event_id of a step that an election takes once."""
    return hashlib.sha256(f"election {step} {election}".encode()).hexdigest()


def part_id(election: str, file: str, number: int) -> str:
    """The event_id of a piece of a file."""
    return hashlib.sha256(f"part {election} {file} {number}".encode()).hexdigest()


def key_id(form: str, branch: str) -> str:
    """The event_id of a trustee's key: one form of head office serves many branches."""
    return hashlib.sha256(f"trustee {form} {branch}".encode()).hexdigest()


def month_id(branch: str, month: datetime.date, attempt: int) -> str:
    """The event_id of a branch's election for a month; each attempt follows a cancelled one."""
    return hashlib.sha256(f"star {branch} {month} {attempt}".encode()).hexdigest()


# The result --------------------------------------------------------------------------------


def winners(voters: Sequence[str], counts: Sequence[int]) -> tuple[str, ...]:
    """All of those with most votes, in the order of the ballot."""
    most = max(counts, default=0)
    return tuple(one for one, n in zip(voters, counts, strict=True) if n == most and most > 0)


def is_published(ballots: int) -> bool:
    """Whether the counts and the files that prove them are for everyone."""
    return ballots >= PUBLISHED_FROM


def shown_until(counted: datetime.date) -> datetime.date:
    """The last day on which a star is shown: the end of the month after the one of the result, by
    when the next is elected."""
    after = periods.of("month", counted).last + datetime.timedelta(1)
    return periods.of("month", after).last


def is_shown(counted: datetime.date, day: datetime.date) -> bool:
    """Whether a star is shown on a day."""
    return counted <= day <= shown_until(counted)
