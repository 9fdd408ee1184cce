"""A week of cases for the demo's running hall, at every stage: answered, closed, late, new, and a
bad rating whose customer wants to be called."""

from collections.abc import Callable
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import counter, filing, seal_keys, state, steps
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import ratings, registers
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from kiosk.rules.cases import receipts
from kiosk.vocabulary.facts import Moment

MANAGER, HELPFUL, GRUFF, QUICK = "0108", "0102", "0103", "0104"
"""Badges of kiosk/demo/data/clerks.csv."""
DAY_MS = 86_400_000
CUSTOMER = Reach("周女士", "138 0000 0000", b"demo" * 4)


class Hall(NamedTuple):
    """The hall that the story is written into. `new_key` draws a form's key."""

    db: Database
    keys: Keys
    now: Moment
    new_key: Callable[[], str]

    @property
    def branch(self) -> str:
        return identity.me(self.db).branch

    def ago(self, days: float) -> Moment:
        """This boot's clocks, so many days back."""
        ms = int(days * DAY_MS)
        return self.now._replace(utc=self.now.utc - ms, mono=self.now.mono - ms)

    def file(self, days: float, filed: Filed, reach: Reach | None = None) -> filing.Receipt:
        return filing.open_case(
            self.db, self.customer(days), self.keys, self.new_key(), filed, reach
        )

    def customer(self, days: float) -> Author:
        return at_station(self.db, "customer", self.ago(days), visit="demo")

    def staff(self, badge: str, days: float) -> Author:
        return authors.at_desk(self.db, badge, self.ago(days))


def choose_passphrase(hall: Hall, passphrase: str, salt: bytes) -> None:
    """The manager's passphrase; customers' numbers are sealed for it once head office confirms."""
    seal_keys.make(hall.db, hall.staff(MANAGER, 9), hall.new_key(), passphrase, salt)


def confirm_passphrase(office: Database, branch: str, now: Moment, key: str) -> None:
    """Head office was read the fingerprint."""
    head = authors.at_office(office, branch, "admin", now)
    for made in seal_keys.keys(office, branch):
        seal_keys.confirm(office, head, key, made.made.event_id, made.fingerprint)


def tell(hall: Hall) -> str:
    """Writes the week; returns the receipt code of a case that was answered."""
    db, key = hall.db, hall.new_key

    chairs = hall.file(8, Filed("suggestion", ["hall"], "等候区能不能多放几把椅子？")).case.event_id
    case = state.find(db, hall.branch, chairs)
    case = steps.accept(db, hall.staff(MANAGER, 7.9), case, key(), HELPFUL, False, "")
    case = steps.reply(db, hall.staff(HELPFUL, 7), case, key(), "adopted", "下周一到货。")
    case = steps.close(
        db, hall.staff(MANAGER, 6.8), case, key(), "standard", "branch", "加了六把椅子"
    )
    steps.follow_up(db, hall.staff(MANAGER, 5), case, key(), "satisfied", "")

    late = hall.file(6.5, Filed("question", ["fees"], "阶梯气价一年怎么算？")).case.event_id
    case = state.find(db, hall.branch, late)
    steps.accept(db, hall.staff(MANAGER, 6.4), case, key(), QUICK, False, "")

    gruff = hall.file(4, Filed("complaint", ["service"], "问两句就不耐烦。", GRUFF))
    case = state.find(db, hall.branch, gruff.case.event_id)
    case = steps.accept(db, hall.staff(MANAGER, 3.9), case, key(), HELPFUL, False, "")
    steps.reply(db, hall.staff(HELPFUL, 3), case, key(), "visit", "")

    quick = hall.staff(QUICK, 2)
    box = Taken("box", quick.day)
    bell = Filed("suggestion", ["waiting"], "叫号声音太小，坐后面听不见。")
    counter.take_in(db, quick, hall.keys, key(), bell, box, None)
    registers.open_box(db, quick, key(), HELPFUL, 1)
    deed = ("banner", HELPFUL, "雨天送腿脚不便的老人回家")
    registers.enter_praise(db, hall.staff(MANAGER, 2), key(), *deed, hall.staff(MANAGER, 2).day)

    rating = key()
    ratings.rate(db, hall.customer(0.02), rating, GRUFF, "1")
    unclear = Filed("complaint", ["unclear"], "没讲清要带什么证件。", rating=rating)
    hall.file(0.01, unclear, CUSTOMER)
    hall.file(0.005, Filed("praise", ["service"], "教我用手机交费，很耐心。", HELPFUL))
    return receipts.spoken(gruff.code)
