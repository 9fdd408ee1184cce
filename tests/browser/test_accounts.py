"""A person is invited to head office and signs in with password and phone, or with a code on
paper."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import Page, expect

from kiosk.ground import clock
from kiosk.records.ledger import times
from kiosk.records.people import users
from tests.browser.accounts import PASSWORD, invite, secret_on
from tests.browser.conftest import Visitor
from tests.browser.served import served
from tests.cast import Machine

Come = Callable[..., Visitor]
OWN = "eight words would be better"


def sign_in(page: Page, at: str, name: str, password: str) -> None:
    page.goto(f"{at}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.locator(".sign-in button.primary").click()


def enter(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    page.locator(".sign-in button.primary").click()


def test_from_the_invitation_to_the_code_on_paper(visitor: Come, office: Machine):
    now = clock.read()
    times.confirm(office.db, now.utc, now)  # it was made on another day, and would be in doubt
    users.set_password(office.db, office.keys, "anna", OWN)
    with served(office, "office") as at:
        admin = visitor().page
        sign_in(admin, at, "anna", OWN)
        admin.wait_for_url(f"{at}/")
        office.config.second_factor = True
        admin.goto(f"{at}/users")
        link = invite(admin, "wangfang", OWN)

        person = visitor().page
        person.goto(link)
        for field in ("new", "again"):
            person.fill(f"[name={field}]", PASSWORD)
        person.locator(".sign-in button.primary").click()
        person.wait_for_url("**/sign-in")
        sign_in(person, at, "wangfang", PASSWORD)
        person.wait_for_url("**/sign-in/set-up")
        phone, shown = pyotp.TOTP(secret_on(person)), clock.read().utc // 1000
        enter(person, phone.at(shown))
        person.wait_for_url("**/second-factor/codes/*")
        expect(person.locator("ol code")).to_have_count(10)
        codes = person.locator("ol code").all_inner_texts()

        elsewhere = visitor().page
        sign_in(elsewhere, at, "wangfang", PASSWORD)
        elsewhere.wait_for_url("**/sign-in/code")
        enter(elsewhere, phone.at(shown + 30))  # each opens once; a clock may be a step off
        elsewhere.wait_for_url(f"{at}/")

        on_paper = visitor().page
        sign_in(on_paper, at, "wangfang", PASSWORD)
        on_paper.wait_for_url("**/sign-in/code")
        enter(on_paper, codes[0])
        on_paper.wait_for_url("**/second-factor")
        expect(on_paper.locator("main")).to_contain_text(re.compile(r"还有 9 个恢复码"))
