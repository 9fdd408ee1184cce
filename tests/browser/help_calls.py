"""Calls for help in the demo's first hall, made and answered at moments of a test's choosing."""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.hall import help
from kiosk.records.hall.screens import Screen
from kiosk.records.ledger import times
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import authors
from kiosk.vocabulary.facts import Moment
from tests.browser.demo_hall import DemoHall


@contextlib.contextmanager
def opened(demo: DemoHall) -> Iterator[Database]:
    db = Database(demo.station.folder / "station.db")
    yield db
    db.close()


def before(now: Moment, seconds: int) -> Moment:
    return Moment(now.utc - 1_000 * seconds, now.mono - 1_000 * seconds, now.boot)


def visit_of(page: Page) -> str:
    """The visit that a browser at the lobby is."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    return cookies["ts_lobby"]


def call(demo: DemoHall, visit: str, ago: int = 0, taken: str = "", came: str = "") -> None:
    """A call of this visit, so many seconds ago; taken by a clerk 15 s later, who came after 40."""
    with opened(demo) as db:
        now, key = clock.read(), secrets.token_hex(16)
        rung = before(now, ago)
        help.ring(db, at_station(db, "customer", rung, visit=visit), key)
        for badge, verb, after in ((taken, help.taken, 15), (came, help.came, 40)):
            if badge:
                author = authors.at_desk(db, badge, before(now, ago - after))
                verb(db, author, secrets.token_hex(16), key)


def answer_all(demo: DemoHall) -> None:
    """A clerk comes to all who wait."""
    with opened(demo) as db:
        now = clock.read()
        author = authors.at_desk(db, demo.clerks[0], now)
        for one in help.waiting(db, times.today(db, now), now):
            help.came(db, author, secrets.token_hex(16), one.event_id)


def pair(demo: DemoHall, context: BrowserContext) -> None:
    """Makes a browser's desk a paired screen."""
    token = secrets.token_hex(32)
    with opened(demo) as db:
        paired = {
            "pairing": secrets.token_hex(16), "name": "大厅东墙", "shows": "wall", "clerk": "0108",
            "code_hash": "", "boot": "", "mono": 0, "paired_at": clock.read().utc,
            "token_hash": hashlib.sha256(token.encode()).hexdigest(),
        }  # fmt: skip
        db.run(Screen.insert(paired))
    cookie = {"name": "ts_desk_screen", "value": token, "domain": "127.0.0.1", "path": "/"}
    context.add_cookies([cookie])  # type: ignore[list-item]
