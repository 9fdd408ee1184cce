"""What the sheet of this morning tells of: yesterday's cards and low grades, a case due today."""

import datetime

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import filing, state, steps
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from tests.browser.demo_hall import DemoHall

DAY_MS = 86_400_000
WORDS = "谢谢您讲了三遍流程，还把要带的材料一项一项写在纸上，老人家一看就明白，一趟就办好了"
KEYS = [f"{0xA0 << 112 | number:032x}" for number in range(20)]


def ago(author: Author, days: int) -> Author:
    """The same author, some days ago."""
    earlier = author.day - datetime.timedelta(days)
    return author._replace(day=earlier, at=author.at - days * DAY_MS)


def bring_morning(demo: DemoHall, clerk: str, manager: str) -> str:
    """A card with words, two low grades, and a case that was extended until today; once. Returns
    the case's number."""
    db = Database(demo.station.folder / "station.db")
    keys = Keys.load(demo.station.folder / "station.key")
    customer = at_station(db, "customer", clock.read(), visit="morning")
    filed = Filed("question", ["fees"], "安检费怎么收")
    opened = filing.open_case(db, ago(customer, 10), keys, KEYS[0], filed, None).case
    case = state.find(db, opened.branch, opened.event_id)
    if not case.extended:
        of = ago(authors.at_desk(db, manager, clock.read()), 9)
        case = steps.accept(db, of, case, KEYS[1], clerk, False, "")
        steps.extend(db, of, case, KEYS[2], customer.day, "等厂家回信")
    cards.give(db, ago(customer, 1), KEYS[3], clerk, "patient", WORDS)
    cards.give(db, ago(customer, 1), KEYS[4], clerk, "polite", "")
    for number, grade in ((5, "2"), (6, "1")):
        ratings.rate(db, ago(customer, 1), KEYS[number], clerk, grade)
        ratings.remark(db, ago(customer, 1), KEYS[number + 5], KEYS[number], ["waited"], "",
                       "取号以后等了四十分钟，只开了一个窗口")  # fmt: skip
    number = str(state.row(state.find(db, opened.branch, opened.event_id))["number"])
    db.close()
    return number
