"""Ideas of the staff, as tests write them and take them on."""

import datetime
from typing import Any

from kiosk.records.tasks import ideas
from kiosk.records.tasks.ideas import New, Step
from tests.cast import HERE, LI, MANAGER, WANG, Machine
from tests.records.cases.cast import central, desk, k

TITLE = "填单台加一副老花镜"
TEXT = "很多老人忘带眼镜，请在填单台放三种度数的老花镜。"
WHY = "窗口改造要先报消防部门审批，明年才有预算"
SOON = datetime.date(2026, 12, 1)


def write(hall: Machine, number: int = 1, by: str = WANG, item: str = "") -> str:
    """Writes an idea; returns its id."""
    ideas.write(hall.db, desk(hall, by), k(number), New(f"{TITLE}（{number}）", TEXT, item))
    return k(number)


def move(hall: Machine, number: int, of: str, mark: str, by: str = MANAGER, **said: Any) -> None:
    ideas.move(hall.db, desk(hall, by), k(number), of, Step(mark, **said))


def adopt(hall: Machine, number: int, of: str) -> None:
    move(hall, number, of, "adopted", owner=LI, due=SOON)


def decide(office: Machine, number: int, of: str, mark: str, **said: Any) -> None:
    ideas.move(office.db, central(office), k(number), of, Step(mark, **said))


def recommend(office: Machine, number: int, of: str) -> None:
    found = ideas.find(office.db, HERE, of)
    ideas.recommend(office.db, lambda one: central(office, one), k(number), found, "皇姑营业厅")
