"""Ratings and what is added to them."""

from kiosk.records.feedback import by_phone as phones
from kiosk.records.feedback import ratings, thanks
from tests.cast import FORM, WANG, Machine, by_visit


def rate(hall: Machine, n: int, grade: str, badge: str = WANG) -> thanks.Thanks:
    return ratings.rate(hall.db, by_visit(hall.db, hall.time(), "v1"), f"{n:032x}", badge, grade)


def by_phone(hall: Machine, n: int, grade: str, badge: str = WANG) -> thanks.Thanks:
    """A rating from a phone of its own."""
    token = phones.invite(hall.keys, hall.time(), badge, "", f"{n:016x}")
    author = by_visit(hall.db, hall.time(), f"phone{n}")
    key = phones.opened(hall.db, author, hall.keys, badge, token, "")
    return phones.rate(hall.db, author, key, badge, grade)


def remark(
    hall: Machine, n: int, visit: str = "v1", key: str = FORM, **said: object
) -> thanks.Thanks:
    words = {"reasons": [], "service": "", "comment": ""} | said
    author = by_visit(hall.db, hall.time(), visit)
    return ratings.remark(hall.db, author, key, f"{n:032x}", **words)  # type: ignore[arg-type]
