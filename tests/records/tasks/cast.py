"""Ideas of the staff and their calls for help, as tests write them and take them on."""

import datetime
from typing import Any

from kiosk.records.ledger.writing import Author
from kiosk.records.publishing import documents
from kiosk.records.tasks import ideas, support
from kiosk.records.tasks.ideas import New, Step
from kiosk.vocabulary.documents import Publication, Said, Support
from tests.cast import HERE, LI, MANAGER, NOON, START_2014, WANG, Machine, sync_round
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


# Help for staff --------------------------------------------------------------------------

SECRET = "母亲住院两周了，夜里陪护，白天上班撑不住"
HELPER = "anna"
PHRASE = "correct horse battery"


def posting(**more: Any) -> Support:
    said = {
        "name": Said("工会 刘姐", "Ms Liu of the union"),
        "phone": "024-8888 0001",
        "second_phone": "024-8888 0002",
        "text": Said("工作日9点到20点", "Weekdays 9 to 20"),
    }
    return Support(**said | more)


def post(office: Machine, *halls: Machine, **more: Any) -> None:
    """Publishes the hotlines, with a helper at head office."""
    content = posting(**{"helper": HELPER} | more)
    documents.publish(office.db, [Publication("help", content, START_2014)], "test", NOON)
    for hall in halls:
        sync_round(hall, office)


def ask(hall: Machine, number: int = 1, level: str = "both", by: str = WANG) -> str:
    """Asks for help; returns the call's id."""
    new = support.New("family", SECRET, level)
    salt = number.to_bytes(16)
    support.ask(hall.db, desk(hall, by), hall.keys, k(number), new, salt)
    return k(number)


def read_at_desk(hall: Machine, of: str, passphrase: str = PHRASE, by: str = MANAGER) -> str:
    call = support.find(hall.db, HERE, of)
    opened = support.read(
        hall.db, desk(hall, by), call,
        lambda body: support.manager_keys(hall.db, HERE, body, passphrase),
    )  # fmt: skip
    return opened.text


def read_at_office(office: Machine, of: str) -> str:
    call = support.find(office.db, HERE, of)
    return support.read(office.db, helper(office), call, lambda _body: office.keys).text


def helper(office: Machine, name: str = HELPER) -> Author:
    return central(office)._replace(by=name)
