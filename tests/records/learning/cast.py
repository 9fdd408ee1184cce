"""A question bank in the cast's hall, a fee that it rests on, and clerks who answer."""

import datetime

from kiosk.records.learning import banks, daily, notes
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import (
    AnyContent,
    Basis,
    FeeItem,
    Fees,
    Publication,
    Question,
    Questions,
    Said,
    encode,
    sha256,
)
from tests.cast import START_2014, WANG, Machine, sync_round
from tests.records.cases.cast import desk, k

DAY = datetime.timedelta(1)


def publish(
    office: Machine, hall: Machine, key: str, content: AnyContent,
    since: datetime.date = START_2014,
) -> None:  # fmt: skip
    documents.publish(office.db, [Publication(key, content, since)], "t", office.time.utc)
    sync_round(hall, office)


def fee(price: str) -> Fees:
    item = FeeItem(item=Said("补卡"), unit=Said("元/张"), price=Said(price))
    return Fees(title=Said("IC卡", "IC cards"), basis=Said("文号"), items=(item,))


def on_fee(price: str, since: datetime.date = START_2014, key: str = "card") -> Basis:
    return Basis(kind="fees", key=key, since=since, sha256=sha256(encode(fee(price))))


def question(
    code: str, basis: Basis | None = None, right: int = 1, text: str = "", answer: str = ""
) -> Question:
    said = Said(text, text) if text else Said(f"题目{code}", f"Question {code}")
    second = Said(answer, answer) if answer else Said("乙", "B")
    return Question(
        code=code, text=said, answers=(Said("甲", "A"), second, Said("丙", "C")), right=right,
        explanation=Said(f"解析{code}", f"Because {code}"), basis=basis,
    )  # fmt: skip


def bank(*questions: Question) -> Questions:
    return Questions(name=Said("题库", "Bank"), questions=questions)


def answer(hall: Machine, number: int, badge: str = WANG, chosen: str = "1") -> None:
    """A clerk answers the question of the day."""
    author = desk(hall, badge)
    asked = banks.of_day(hall.db, author.branch, author.day)
    assert asked is not None
    daily.answer(hall.db, author, k(7_000 + number), asked.name, asked.version, chosen)


def with_learning(office: Machine, hall: Machine) -> None:
    """A bank with a question of the day and one to be checked, a note to verify, and two that are
    verified."""
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1"), question("2", on_fee("20"))))
    publish(office, hall, "card", fee("25"), hall.today())
    for number in range(3):
        note_id = hall.new_id()
        notes.write(hall.db, desk(hall, WANG), note_id, notes.New("", f"新业务{number}", "先登记"))
        if number:
            said = notes.Judgement("verified")
            notes.judge(hall.db, desk(hall), hall.new_id(), note_id, said)
    sync_round(hall, office)
