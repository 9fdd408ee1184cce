"""A diary at the desk, begun and written before a browser comes, under words that are known."""

from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.people import authors
from kiosk.records.recognition.diary import store
from kiosk.records.recognition.diary.store import Draft
from tests.browser.demo_hall import DemoHall

WORDS = "红马 快船 新桥 苦茶 北灯"
KEY, SALT = b"k" * 32, b"s" * 16
ENTRIES = (
    (
        "difficulty",
        "系统升级以后，转户要填的表多了一张，老年顾客看不清，我一个上午解释了十几遍。",
        True,
    ),
    (
        "hurt",
        "顾客因为排队久，当着大家的面说我故意拖时间。我没有还嘴，办完以后他又回来说了声谢谢。",
        True,
    ),
    ("praise", "班长今天在晨会上说我把退费讲得很清楚。", False),
    ("deed", "下班后送一位腿脚不方便的阿姨到车站，路上顺便教会她用手机交费。", False),
)


def keep(demo: DemoHall, badge: str) -> None:
    """A clerk of the first hall has a diary with some entries; once."""
    db = Database(demo.station.folder / "station.db")
    of = authors.at_desk(db, badge, clock.read())
    if not store.is_begun(db, badge):
        store.begin(db, of, WORDS, KEY, SALT)
        for number, (mark, text, counted) in enumerate(ENTRIES, 1):
            of = of._replace(at=of.at + number)
            form = f"{0xD1 << 112 | number:032x}"
            store.write(db, of, form, KEY, Draft(mark, text, counted))
    db.close()
