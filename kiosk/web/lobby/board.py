"""The list of clerks on the first page: who is shown, and at which place."""

import datetime
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from kiosk.records.feedback import thanks
from kiosk.records.hall import duty, offers, ticket_systems
from kiosk.records.hall.pauses import running
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.publishing import offered
from kiosk.records.recognition import awards
from kiosk.rules.recognition.awards import Badge
from kiosk.rules.recognition.sources import windows
from kiosk.vocabulary.documents import Clerk
from kiosk.web.frame import paging
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

CLERKS_A_PAGE = 12
"""As many faces as fit a tablet without scrolling."""
_BADGE = re.compile(r"[\w.-]{1,40}")
_AWAY = duty.Duty(on=False, window="")


def shown(places: str = "") -> dict[str, Any]:
    """Values for the list: one page of clerks, and how much feedback customers gave today.

    A new page shows those on duty first. A page that is open names its tiles, in `places`: badges
    between commas. They keep their order, so that a finger meets the clerk it aimed at; a clerk who
    has left leaves the place empty (None), a new one comes last.
    """
    db = here.db
    me = identity.me(db)
    day = business_day()
    on_duty = duty.of_day(db, day)
    queue = ticket_systems.queue(db, here.time.utc)
    to_rate = offers.open_now(db, me.branch, here.time.utc)
    roster = clerks.roster(db, me.branch, day)
    pages = max(1, -(-len(roster) // CLERKS_A_PAGE))
    number = min(paging.asked(), pages)
    badges = _named(places)
    if not badges:
        first = (number - 1) * CLERKS_A_PAGE
        badges = _on_duty_first(roster, on_duty)[first : first + CLERKS_A_PAGE]
    elif pages == 1:
        newcomers = [badge for badge in roster if badge not in badges]
        badges = [*badges, *newcomers][:CLERKS_A_PAGE]
    return {
        "clerks": {badge: roster.get(badge) for badge in badges},
        "duty": on_duty,
        "pausing": running.of_day(db, day, here.now),
        "groups": offered.groups(db, day),
        "awards": awards.badges(db, me.branch, day),
        "window_awards": window_awards(on_duty, day),
        "windows": offered.windows(db, me.branch, day),
        "received": thanks.received(db, me.branch, day),
        "offers": [(one, roster[one.clerk]) for one in to_rate if one.clerk in roster],
        "waiting": queue.waiting if queue else 0,
        "page": number,
        "pages": pages,
        "day": day,
    }


def window_awards(on_duty: Mapping[str, duty.Duty], day: datetime.date) -> dict[str, list[Badge]]:
    """What the window of each clerk on duty was awarded, by badge."""
    held = awards.window_badges(here.db, identity.me(here.db).branch, day)
    return {
        badge: held[number]
        for badge, one in on_duty.items()
        if one.on and (number := windows.number(one.window)) in held
    }


def seen(values: dict[str, Any]) -> str:
    """A hash of what a page shows, so that the next request can be answered with "no change"."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _named(places: str) -> list[str]:
    """The badges of a list, each once; what can be none is left out."""
    named = places.split(",", CLERKS_A_PAGE)[:CLERKS_A_PAGE]
    return list(dict.fromkeys(badge for badge in named if _BADGE.fullmatch(badge)))


def _on_duty_first(roster: Mapping[str, Clerk], on_duty: Mapping[str, duty.Duty]) -> list[str]:
    return sorted(roster, key=lambda badge: (not on_duty.get(badge, _AWAY).on, badge))
