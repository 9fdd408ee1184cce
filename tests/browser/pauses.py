"""Pauses in the demo's first hall, begun and ended at moments of a test's choosing."""

import contextlib
import secrets
from collections.abc import Iterator

from playwright.sync_api import Page

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.hall import duty, ticket_systems
from kiosk.records.hall.pauses import running, state
from kiosk.records.hall.ticket_systems import QueueNow
from kiosk.records.ledger.writing import at_station, writing
from kiosk.records.people import authors
from kiosk.vocabulary import facts
from tests.browser.demo_hall import DemoHall
from tests.browser.help_calls import before, opened

ASKED = ("**/people?*", "**/clerks/*/pause?*", "**/pauses/now?*", "**/wall/calls?*")
"""What pages with a pause ask by themselves."""


def begin(db: Database, badge: str, ago: int) -> str:
    """A clerk at a window has paused for so many seconds; returns the pause's id."""
    author = authors.at_desk(db, badge, before(clock.read(), ago))
    at, key = duty.of_day(db, author.day)[badge], secrets.token_hex(16)
    with writing(db, author, key) as entry:
        entry.write(
            facts.PauseBegun, clerk=badge, window=at.window, minutes=5, waiting=3, counter="system"
        )
        state.refresh(db, author.branch, [key])
    return key


@contextlib.contextmanager
def paused(demo: DemoHall, badge: str, ago: int, page: Page) -> Iterator[None]:
    """A clerk has paused for so many seconds, until the page is there, which then stays as it
    is."""
    with opened(demo) as db:
        key = begin(db, badge, ago)
        yield
        for asked in ASKED:
            page.route(asked, lambda route: route.fulfill(status=204))
        running.end(db, authors.at_desk(db, badge, clock.read()), secrets.token_hex(16), key)


def report(demo: DemoHall, waiting: int | None) -> None:
    """A ticket system says how many wait; None: there is none any more."""
    with opened(demo) as db:
        if waiting is None:
            db.run(QueueNow.delete())
            return
        author = at_station(db, "machine", clock.read())
        ticket_systems.note_queue(db, author, "5" * 32, waiting, [])
