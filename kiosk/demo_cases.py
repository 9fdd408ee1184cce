"""A week of cases for the demo's running hall, at every stage: answered,
closed, late, new, and one bad rating whose customer wants to be called."""

from collections.abc import Callable
from typing import NamedTuple

from kiosk import demo_data
from kiosk.db import Database
from kiosk.keys import Keys
from kiosk.records import cases, casework, counter, hands, ratings, reaching
from kiosk.records.cases import Filed, Reach
from kiosk.records.counter import Taken
from kiosk.rules import receipts
from kiosk.rules.days import Moment

MANAGER = demo_data.badge(demo_data.CLERKS_A_HALL - 1)
HELPFUL, GRUFF, QUICK = demo_data.badge(1), demo_data.badge(2), demo_data.badge(3)
DAY_MS = 86_400_000
CUSTOMER = Reach("周女士", "138 0000 0000", b"demo" * 4)


class Hall(NamedTuple):
    """The hall as the story is written into it. `new_key` draws a form's key."""

    db: Database
    keys: Keys
    now: Moment
    new_key: Callable[[], str]

    def ago(self, days: float) -> Moment:
        """This boot's clocks so many days back."""
        ms = int(days * DAY_MS)
        return self.now._replace(utc=self.now.utc - ms, mono=self.now.mono - ms)

    def file(self, days: float, filed: Filed, reach: Reach | None = None) -> cases.Receipt:
        return cases.open_case(
            self.db, self.keys, "demo", self.new_key(), filed, reach, self.ago(days)
        )

    def hand(self, badge: str, days: float) -> hands.Hand:
        return hands.at_desk(self.db, badge, self.ago(days))


def tell(hall: Hall, passphrase: str, salt: bytes) -> str:
    """Writes the week; returns the receipt code of a case that is answered."""
    db, key = hall.db, hall.new_key
    manager = hall.hand(MANAGER, 9)
    reaching.make_key(db, manager, key(), passphrase, salt)

    chairs = hall.file(8, Filed("suggestion", ["hall"], "等候区能不能多放几把椅子？"))
    case = chairs.case.event_id
    casework.accept(db, hall.hand(MANAGER, 7.9), case, key(), HELPFUL, False, "")
    casework.reply(db, hall.hand(HELPFUL, 7), case, key(), "adopted", "下周一到货。")
    casework.close(db, hall.hand(MANAGER, 6.8), case, key(), "standard", "branch", "加了六把椅子")
    casework.follow_up(db, hall.hand(MANAGER, 5), case, key(), "satisfied", "")

    late = hall.file(6.5, Filed("question", ["fees"], "阶梯气价一年怎么算？"))
    casework.accept(db, hall.hand(MANAGER, 6.4), late.case.event_id, key(), QUICK, False, "")

    gruff = hall.file(4, Filed("complaint", ["service"], "问两句就不耐烦。", GRUFF))
    case = gruff.case.event_id
    casework.accept(db, hall.hand(MANAGER, 3.9), case, key(), HELPFUL, False, "")
    casework.reply(db, hall.hand(HELPFUL, 3), case, key(), "visit", "")

    box = Taken("box", hall.hand(QUICK, 2).day)
    bell = Filed("suggestion", ["waiting"], "叫号声音太小，坐后面听不见。")
    counter.take_in(db, hall.keys, hall.hand(QUICK, 2), key(), bell, box, None)
    counter.open_box(db, hall.hand(QUICK, 2), key(), HELPFUL, 1)
    deed = ("banner", HELPFUL, "雨天送腿脚不便的老人回家")
    counter.enter_praise(db, hall.hand(MANAGER, 2), key(), *deed, hall.hand(MANAGER, 2).day)

    rating = key()
    ratings.rate(db, "demo", rating, GRUFF, "1", hall.ago(0.02))
    hall.file(
        0.01, Filed("complaint", ["unclear"], "没讲清要带什么证件。", rating=rating), CUSTOMER
    )
    hall.file(0.005, Filed("praise", ["service"], "教我用手机交费，很耐心。", HELPFUL))
    return receipts.spoken(gruff.code)
