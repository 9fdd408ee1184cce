"""Signed receipts: as a customer takes one from the thanks, and where it is checked."""

from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity, ledger
from kiosk.records.receipts import given
from kiosk.rules.ledger.signed_receipts import MARK, Named, SignedReceipt
from tests.browser.demo_hall import DemoHall

Reach = Callable[[Page, DemoHall], None]


def large(thanks: Reach) -> Reach:
    """The receipt on its own page, from the thanks."""

    def reach(page: Page, demo: DemoHall) -> None:
        thanks(page, demo)
        page.goto(urljoin(page.url, str(page.get_attribute("a.proof", "href"))))

    return reach


def taken(page: Page, demo: DemoHall, thanks: Reach) -> str:
    """The text in the receipt's QR code."""
    large(thanks)(page, demo)
    return str(page.get_attribute("[data-says]", "data-says"))


def looked_up(thanks: Reach) -> Reach:
    """The lobby says whether it keeps the entry."""

    def reach(page: Page, demo: DemoHall) -> None:
        text = taken(page, demo, thanks)
        page.goto(f"{demo.station.url('lobby')}/look-up")
        page.fill("#code", text)
        page.locator(".filing .primary").dispatch_event("click")
        page.wait_for_selector("[data-state=kept]")

    return reach


def asked(page: Page, demo: DemoHall) -> None:
    """Head office's page for receipts."""
    page.goto(f"{demo.office.url('office')}/receipt")


def answered(state: str, **changed: object) -> Reach:
    """What head office says about a receipt of the demo's station for an entry that is as
    `changed` says."""

    def reach(page: Page, demo: DemoHall) -> None:
        keys = Keys.load(demo.station.folder / "station.key", create=False)
        named = given.read(_first(demo, keys)).named._replace(**changed)  # type: ignore[arg-type]
        receipt = SignedReceipt(named, keys.sign(named.message))
        if state == "forged":
            receipt = receipt._replace(signature=bytes(64))
        asked(page, demo)
        page.fill("[name=receipt]", MARK + receipt.letters)
        page.locator(".checked-receipt .primary").dispatch_event("click")
        page.wait_for_selector(f"[data-state={state}]")

    return reach


def _first(demo: DemoHall, keys: Keys) -> str:
    """A receipt for the first entry of the demo's station."""
    db = Database(demo.station.folder / "station.db")
    try:
        of = identity.me(db).chain
        row = ledger.at(db, of, 1)
        assert row is not None
        named = Named(of.station, of.epoch, 1, bytes(row.hash), row.day)
        return SignedReceipt(named, keys.sign(named.message)).letters
    finally:
        db.close()
