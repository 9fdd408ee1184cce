"""What customers gave, by the window at which the clerk was (P22), read from tallies, from where
clerks signed on, and from what ticket systems reported.

The rule is kiosk/rules/recognition/sources/windows.py. What it can't tell is under no window, and
counted as such.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping

from kiosk.ground.db import Database
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import across, ledger, tallies
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.undo import void_id
from kiosk.rules.recognition.sources import windows as rule
from kiosk.rules.recognition.sources.windows import UNKNOWN, Sign
from kiosk.vocabulary import facts

ClerkDay = tuple[str, datetime.date]
Given = dict[tuple[str, str], Counter[str]]
"""Cards and grades by mark, of each window and clerk."""
_KINDS = ("card", "rating")
_AT_ONCE = 300


def counted(
    db: Database, branch: str, first: datetime.date, last: datetime.date
) -> dict[str, Counter[str]]:
    """Cards and grades by mark, of each window that has any, by its number, and under UNKNOWN those
    of which no window is known; days inclusive."""
    found: dict[str, Counter[str]] = {UNKNOWN: Counter()}
    for (window, _), by_mark in by_clerk(db, branch, first, last).items():
        found.setdefault(window, Counter()).update(by_mark)
    return found


def by_clerk(db: Database, branch: str, first: datetime.date, last: datetime.date) -> Given:
    """The same of each clerk there."""
    signs, tickets = _signs(db, branch, first, last)
    one = {of: rule.only(some) for of, some in signs.items()}
    found: Given = {}
    changed: dict[ClerkDay, Counter[str]] = {}
    given = tallies.sums(
        db, ["clerk", "day", "mark", "entry"], branch=branch, kinds=_KINDS, giver="customer",
        first=first, last=last,
    )  # fmt: skip
    for (clerk, day, mark, entry), n in given.items():
        window = one.get((clerk, day), UNKNOWN) if entry != "paper" else UNKNOWN
        if window == UNKNOWN and entry != "paper" and (clerk, day) in signs:
            changed.setdefault((clerk, day), Counter())[mark] += n
        else:
            found.setdefault((window, clerk), Counter())[mark] += n
    for of, n_of in changed.items():
        for window, by_mark in _by_moment(db, branch, of, signs[of], tickets).items():
            found.setdefault((window, of[0]), Counter()).update(by_mark)
            n_of.subtract(by_mark)
        found.setdefault((UNKNOWN, of[0]), Counter()).update(n_of)
    return found


def _signs(
    db: Database, branch: str, first: datetime.date, last: datetime.date
) -> tuple[dict[ClerkDay, list[Sign]], dict[str, set[str]]]:
    """Where each clerk was on each day, and the windows of each ticket, by its key."""
    found: dict[ClerkDay, list[Sign]] = {}
    for fact in across.read(
        db, facts.DutyChanged, [branch], Ledger.counted_day.between(first, last)
    ):
        window = rule.number(fact.window) if fact.mark == "on" else UNKNOWN
        found.setdefault((fact.clerk, fact.day), []).append(Sign(fact.at, window))
    tickets: dict[str, set[str]] = {}
    row = ServedNow
    query = row.select(row.clerk, row.day, row.ended, row.window, row.ticket_key).where(
        (row.branch == branch)
        & row.day.between(first, last)
        & (row.withdrawn == 0)
        & (row.window != "")
    )
    for clerk, day, ended, window, key in db.stream(query.tuples()):
        number = rule.number(window)
        found.setdefault((clerk, day), []).append(Sign(ended, number))
        tickets.setdefault(key, set()).add(number)
    return found, tickets


def _by_moment(
    db: Database,
    branch: str,
    of: ClerkDay,
    signs: list[Sign],
    tickets: Mapping[str, set[str]],
) -> dict[str, Counter[str]]:
    """What a clerk who changed windows was given on a day, by window, as far as that is known."""
    clerk, day = of
    wanted = (Ledger.branch == branch) & (Ledger.clerk == clerk) & (Ledger.counted_day == day)
    wanted &= Ledger.kind.in_(_KINDS) & (Ledger.counted == 1) & (Ledger.entry != "paper")
    rows = db.rows(Ledger.select().where(wanted & (Ledger.giver == "customer")))
    gone = _voided(db, branch, [row.event_id for row in rows])
    found: dict[str, Counter[str]] = {}
    for fact in across.once(rows, facts.Fact):
        if not isinstance(fact, facts.CardGiven | facts.Rated) or void_id(fact.event_id) in gone:
            continue
        if isinstance(fact, facts.Rated) and fact.entry == "phone":
            continue  # tallied apart from the others
        of_ticket = tickets.get(fact.ticket, set()) if isinstance(fact, facts.Rated) else set()
        window = next(iter(of_ticket)) if len(of_ticket) == 1 else rule.at(signs, fact.at)
        if window != UNKNOWN:
            found.setdefault(window, Counter())[fact.mark] += 1
    return found


def _voided(db: Database, branch: str, event_ids: Iterable[str]) -> set[str]:
    """The ids of the voids that take these facts back."""
    names = [void_id(one) for one in event_ids]
    found: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        some = ledger.find(db, branch, names[start : start + _AT_ONCE])
        found |= {row.event_id for row in some if row.counted}
    return found
