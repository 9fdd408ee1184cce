"""Last year's cards on paper, and a tier that is locked for them."""

import datetime
from functools import cache

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.people import authors
from kiosk.records.recognition import awards
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.facts import CARD_KINDS
from tests.browser.demo_hall import DemoHall

YEAR = datetime.date.today().year - 1
FIRST, LAST = datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)


@cache
def earn(demo: DemoHall, badge: str, each: int) -> None:
    """A clerk of the first hall was given so many cards of each kind, once; head office knows."""
    rows = "".join(f"{YEAR}-05-20,{badge},{kind},customer,\n" for kind in CARD_KINDS * each)
    table = demo.station.folder / f"paper-{badge}-{each}.csv"
    table.write_text("date,badge,kind,giver,comment\n" + rows, "utf-8")
    demo.station.run("import", "cards", str(table), "--batch", table.stem)
    demo.station.run("sync")


@cache
def lock(demo: DemoHall, scheme: str) -> None:
    """Head office locks last year, once; the hall knows."""
    db = Database(demo.office.folder / "office.db")
    found = awards.outcome(db, scheme, FIRST, LAST).found
    awards.lock(
        db, lambda branch: authors.at_office(db, branch, "admin", clock.read()), "f" * 32, found,
        digest(found.results),
    )  # fmt: skip
    db.close()
    demo.station.run("sync")
