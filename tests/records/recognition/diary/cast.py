"""A clerk's diary, as the tests of this folder need it."""

from kiosk.records.recognition.diary import store
from kiosk.records.recognition.diary.store import Draft
from tests.cast import WANG, Machine
from tests.records.cases.cast import desk, k

WORDS = "红马 快船 新桥 苦茶 北灯"
KEY, SALT = b"k" * 32, b"s" * 16


def begin(hall: Machine, badge: str = WANG, key: bytes = KEY) -> None:
    store.begin(hall.db, desk(hall, badge), WORDS, key, SALT)


def write(
    hall: Machine,
    number: int = 1,
    text: str = "顾客骂了半小时，我一直没有还嘴。",
    mark: str = "hurt",
    counted: bool = False,
    badge: str = WANG,
    key: bytes = KEY,
) -> None:
    store.write(hall.db, desk(hall, badge), k(number), key, Draft(mark, text, counted))
