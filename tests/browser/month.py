"""The hall of a month and its head office, in front of people's browsers, and its election."""

import contextlib
import datetime
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page

from kiosk.files import drawings
from kiosk.records.people import pins, users
from tests.browser.conftest import Visitor
from tests.browser.screens import enter, press
from tests.browser.served import served
from tests.cast import LI, MANAGER, WANG, Machine, by_machine, sync_round
from tests.web.cast import PASSWORD, PIN

Come = Callable[..., Visitor]
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
FIRST = datetime.datetime(2026, 11, 2, 8, 40, tzinfo=SHANGHAI)
"""A Monday, the first working day of its month."""


class Month:
    """The hall and its head office in front of people's browsers; `read` collects which kinds of
    facts somebody has read so far, and where."""

    def __init__(self, hall: Machine, office: Machine, urls: list[str], come: Come) -> None:
        self.hall, self.office, self.time = hall, office, hall.time
        self.lobby, self.desk, self.head = urls
        self.come = come
        self.read: dict[str, str] = {}
        self.pages: dict[str, Page] = {}

    def page_of(self, who: str) -> Page:
        """A new page in a person's own browser. The one before is closed: hours have passed, so
        that it might leave by itself."""
        before = self.pages.get(who)
        self.pages[who] = before.context.new_page() if before else self.come().page
        if before:
            before.close()
        return self.pages[who]

    def at_desk(self, badge: str) -> Page:
        """A clerk is signed in, at the clerk's first page."""
        page = self.page_of(badge)
        page.goto(self.desk)
        if "/sign-in" in page.url:
            enter(page, badge, PIN)
            page.wait_for_selector(".tallies")
        return page

    def at_office(self, path: str) -> Page:
        page = self.page_of("admin")
        page.goto(self.head + path)
        if "/sign-in" in page.url:
            page.fill("[name=name]", "admin")
            page.fill("[name=password]", PASSWORD)
            press(page, ".sign-in button")
            page.wait_for_selector(".figures")
            page.goto(self.head + path)
        return page

    def give(self, card: str, words: str = "") -> None:
        """A customer thanks Wang at the tablet."""
        page = self.come().page
        page.goto(f"{self.lobby}/clerks/{WANG}")
        page.fill("[name=comment]", words)
        press(page, f"button.{card}")
        page.wait_for_url("**/thanks/*")
        page.context.close()

    def tile(self, clerk: str) -> Locator:
        """What a customer reads of a clerk in the lobby now."""
        page = self.page_of("customer")
        page.goto(self.lobby)
        return page.locator(f"#clerk-{clerk}")

    def sync(self) -> None:
        sync_round(self.hall, self.office)

    def until(self, day: datetime.date) -> None:
        """Half past eight of a day to come."""
        then = datetime.datetime.combine(day, datetime.time(8, 30), SHANGHAI)
        self.time.pass_by(int(then.timestamp() * 1000) - self.time.utc)


@contextlib.contextmanager
def opened(hall: Machine, office: Machine, come: Come) -> Iterator[Month]:
    """Both serve, and everyone has a PIN or a password."""
    for badge in (WANG, LI, MANAGER):
        author = by_machine(hall.db, hall.time())
        pins.set_pin(hall.db, author, hall.keys, hall.new_id(), badge, PIN)
    users.set_password(office.db, office.keys, "admin", PASSWORD)
    drawings.draw_cards(hall.config.pictures)
    with contextlib.ExitStack() as running:
        urls = [
            running.enter_context(served(one, screen))
            for one, screen in ((hall, "lobby"), (hall, "desk"), (office, "office"))
        ]
        month = Month(hall, office, urls, come)
        yield month
        for page in month.pages.values():
            page.goto("about:blank")  # its questions end before the machines do
