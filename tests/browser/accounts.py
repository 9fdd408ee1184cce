"""Users of head office in a browser: invited, setting up the phone, signing in with it, and kept as
a table."""

import secrets
import time
from collections.abc import Callable

import pyotp
from playwright.sync_api import Page

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.people import second_factor, users
from tests.browser.demo_hall import DemoHall

Reach = Callable[[Page, DemoHall], None]
PASSWORD = "four words and a dog"
HEADS = "用户名,姓名,电子邮件,角色,负责的区域或网点,停用\n"
GOOD = "wangfang{0},王芳,wf{0}@example.cn,区域负责人,城北,\nlimin{0},李敏,,查阅人员,,\n"
BAD = "a b,,x,国王,火星,maybe\nadmin,,,查阅人员,,\n"


def secret_on(page: Page) -> str:
    """What the page says to those who can't scan."""
    return page.locator(".hint code").inner_text().replace(" ", "")


def invite(page: Page, name: str, own: str) -> str:
    """An admin on the page of users invites another one; the link."""
    page.fill("#add-name", name)
    page.locator("form.filters.three [name=own]").fill(own)
    page.locator("form.filters.three [value=invite]").dispatch_event("click")
    page.wait_for_url("**/users/invitations/*")
    return page.locator("output code").inner_text()


def invited(listed: Reach) -> Reach:
    """A link that was drawn."""

    def reach(page: Page, demo: DemoHall) -> None:
        listed(page, demo)
        invite(page, f"guest{time.monotonic_ns()}", demo.password)

    return reach


def opened(listed: Reach) -> Reach:
    """The page that it opens."""

    def reach(page: Page, demo: DemoHall) -> None:
        listed(page, demo)
        page.goto(invite(page, f"guest{time.monotonic_ns()}", demo.password))

    return reach


def to_set_up(page: Page, demo: DemoHall) -> None:
    """Half signed in, as after the password where the second factor is asked for."""
    name, (db, keys) = f"guest{time.monotonic_ns()}", _office(demo)
    users.set_password(db, keys, name, PASSWORD)
    until, ticket = clock.read().utc + 300_000, secrets.token_hex(16)
    said = f"{until}~{name.encode().hex()}~{ticket}~"
    seal = keys.peppered(f"half {said} {users.find(db, name).hash}")
    db.close()
    cookie = {"name": "ts_office_half", "value": f"{said}~{seal}", "url": demo.office.url("office")}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(demo.office.url("office") + "/sign-in/set-up")


def to_codes(page: Page, demo: DemoHall) -> None:
    """The recovery codes that follow."""
    to_set_up(page, demo)
    page.fill("[name=code]", pyotp.TOTP(secret_on(page)).now())
    page.locator(".sign-in button.primary").dispatch_event("click")
    page.wait_for_url("**/second-factor/codes/*")


def to_code(page: Page, demo: DemoHall) -> None:
    """The code of the phone is asked for."""
    name, (db, keys) = f"guest{time.monotonic_ns()}", _office(demo)
    users.set_password(db, keys, name, PASSWORD)
    secret = pyotp.random_base32()
    code, now = pyotp.TOTP(secret).now(), clock.read()
    second_factor.set_up(db, keys, name, secret, code, secrets.token_hex(16), now)
    db.close()
    page.goto(demo.office.url("office") + "/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator(".sign-in button.primary").dispatch_event("click")
    page.wait_for_url("**/sign-in/code")


def _office(demo: DemoHall) -> tuple[Database, Keys]:
    folder = demo.office.folder
    return Database(folder / "office.db"), Keys.load(folder / "office.key", create=False)


def table(to: Reach, rows: str) -> Reach:
    """A table of users that was uploaded: what it changes, or what is wrong in it."""

    def reach(page: Page, demo: DemoHall) -> None:
        to(page, demo)
        text = HEADS + rows.format(time.monotonic_ns())
        file = {"name": "t.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        page.locator(".filters .primary").dispatch_event("click")
        page.wait_for_selector("#changes, #faults")

    return reach


def links(to: Reach) -> Reach:
    """The links of new users, once a table was confirmed."""

    def reach(page: Page, demo: DemoHall) -> None:
        page.context.clear_cookies(name="ts_office")  # of a guest who has set up the phone
        table(to, GOOD)(page, demo)
        page.fill("[name=own]", demo.password)
        page.locator(".filters .primary").dispatch_event("click")
        page.wait_for_url("**/user-tables/*/invitations")

    return reach
