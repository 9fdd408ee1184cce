"""The hall's stars, as its lobby and its wall show them: whom colleagues elected for the month
(P30), and the clerks and windows that hold a public award (P22). Each is shown until it expires."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.people import clerks
from kiosk.records.recognition import awards
from kiosk.records.recognition.ballots import state as ballots
from kiosk.rules.recognition import awards as rule
from kiosk.vocabulary.documents import Clerk
from kiosk.vocabulary.facts import Awarded


class Star(NamedTuple):
    """One award and those who hold it: clerks by badge, windows by number. `until` is the last day
    on which all of them do, None for good; `elected` says that colleagues voted for it."""

    name: str
    name_en: str
    until: datetime.date | None
    clerks: dict[str, Clerk]
    windows: tuple[str, ...] = ()
    elected: bool = False


def of_day(db: Database, branch: str, day: datetime.date) -> tuple[Star, ...]:
    """The stars of a branch on a day, the elected one first; of clerks only those on the roster.
    Tiers are no stars: each clerk climbs them, and shows them on the own tile."""
    roster = clerks.roster(db, branch, day)
    found = []
    if elected := ballots.stars(db, branch, day):
        badge = rule.star(elected.month)
        people = {one: roster[one] for one in elected.badges if one in roster}
        found.append(Star(badge.name, badge.name_en, elected.until, people, elected=True))
    by_scheme: dict[str, list[Awarded]] = {}
    for award in _held(awards.of_branch(db, branch), day):
        by_scheme.setdefault(award.scheme, []).append(award)
    found += [_star(some, roster) for _, some in sorted(by_scheme.items())]
    return tuple(one for one in found if one.clerks or one.windows)


def _held(of_branch: dict[str, list[Awarded]], day: datetime.date) -> list[Awarded]:
    """What clerks and windows hold, the newest of each scheme; not the branch's own awards."""
    units: dict[str, list[Awarded]] = {}
    for award in (one for some in of_branch.values() for one in some):
        if award.clerk or award.window:
            units.setdefault(rule.unit(award), []).append(award)
    return [award for some in units.values() for award in rule.held(some, day) if not award.level]


def _star(some: list[Awarded], roster: dict[str, Clerk]) -> Star:
    newest = max(some, key=lambda one: (one.last, one.day, one.event_id))
    ends = [one.until for one in some if one.until is not None]
    badges = sorted(one.clerk for one in some if one.clerk in roster)
    return Star(
        newest.name,
        newest.name_en,
        min(ends, default=None),
        {badge: roster[badge] for badge in badges},
        tuple(sorted(one.window for one in some if one.window)),
    )
