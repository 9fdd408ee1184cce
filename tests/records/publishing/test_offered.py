"""What a hall's customers choose from is what is published for it, or the program's own."""

import datetime

import pytest

from kiosk.records.cases import counter
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import ratings
from kiosk.records.publishing import documents, offered
from kiosk.rules.publishing.scopes import Scoped
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import (
    Content,
    Ended,
    Group,
    Publication,
    Reason,
    Said,
    Topic,
    Window,
)
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, NORTH, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, file, k

ONE = datetime.timedelta(1)
SMELL = Topic(name=Said("闻到燃气味", "Smell of gas"), safety=True)
BILL = Topic(name=Said("气费", "Gas bill"), cases=("complaint", "question"), order=5)


def publish(office: Machine, hall: Machine, *wanted: tuple[str, Content]) -> None:
    made = [Publication(key, content, office.today()) for key, content in wanted]  # type: ignore[arg-type]
    documents.publish(office.db, made, "anna", office.time().utc)
    sync_round(hall, office)


def end(office: Machine, hall: Machine, kind: str, *keys: str) -> None:
    made = [Publication(key, Ended(), office.today(), kind) for key in keys]
    documents.publish(office.db, made, "anna", office.time().utc)
    sync_round(hall, office)


def test_without_a_published_one_the_programs_own_hold(hall: Machine):
    day = hall.today()
    assert offered.topics(hall.db, day) == offered.topics(hall.db, day, "praise") == facts.TOPICS
    assert offered.reasons(hall.db, day) == offered.reasons(hall.db, day, "1") == facts.REASONS
    assert offered.reasons(hall.db, day, "3") == ()
    assert offered.groups(hall.db, day) == {}
    assert offered.role_codes(hall.db) == ("cashier", "adviser")
    assert offered.is_urgent(hall.db, ["waiting", "safety"], day)
    assert not offered.is_urgent(hall.db, ["waiting"], day)


def test_once_one_is_published_only_published_ones_are_offered(office: Machine, hall: Machine):
    publish(office, hall, ("bill", BILL), ("gas_smell", SMELL))
    day = hall.today()
    assert offered.topics(hall.db, day) == ("gas_smell", "bill")
    assert offered.topics(hall.db, day, "complaint") == ("gas_smell", "bill")
    assert offered.topics(hall.db, day, "praise") == ("gas_smell",)
    assert offered.topics(hall.db, day - ONE) == facts.TOPICS
    assert offered.is_urgent(hall.db, ["gas_smell"], day)
    assert not offered.is_urgent(hall.db, ["bill", "safety"], day), "the document decides"
    end(office, hall, "topic", "bill")
    assert offered.topics(hall.db, day) == ("gas_smell",)
    end(office, hall, "topic", "gas_smell")
    assert offered.topics(hall.db, day) == facts.TOPICS


def test_reasons_are_offered_under_their_grades(office: Machine, hall: Machine):
    clean, late = Reason(name=Said("整洁"), grades="all", order=2), Reason(name=Said("慢"), order=1)
    publish(office, hall, ("clean", clean), ("late", late))
    day = hall.today()
    assert offered.reasons(hall.db, day, "1") == ("late", "clean") == offered.reasons(hall.db, day)
    assert offered.reasons(hall.db, day, "5") == ("clean",)


def test_another_halls_topics_are_not_offered_here(office: Machine, hall: Machine):
    publish(office, hall, (Scoped("bill", branch=THERE).full, BILL))
    assert offered.topics(hall.db, hall.today()) == facts.TOPICS
    publish(office, hall, (Scoped("gas_smell", region=NORTH).full, SMELL))
    assert offered.topics(hall.db, hall.today()) == ("gas_smell",)


def test_groups_and_windows_of_a_hall(office: Machine, hall: Machine):
    field = Group(name=Said("安检维修", "Safety checks"))
    pay = Window(branch=HERE, number="3", name=Said("收费", "Pay"))
    publish(office, hall, ("field", field), (f"{HERE}/3", pay))
    assert offered.groups(hall.db, hall.today()) == {"field": field}
    assert offered.windows(hall.db, HERE, hall.today()) == {"3": pay.name}
    assert offered.windows(hall.db, THERE, hall.today()) == {}
    assert offered.role_codes(hall.db) == ("cashier", "adviser", "field")
    assert offered.role_words(hall.db) == dict.fromkeys(
        ("field", "安检维修", "Safety checks"), "field"
    )


def test_a_case_takes_only_topics_that_its_hall_offers(office: Machine, hall: Machine):
    first = file(hall, 1, topics=["waiting"])
    publish(office, hall, ("bill", BILL), ("gas_smell", SMELL))
    smelled = file(hall, 2, topics=["gas_smell", "bill"]).case
    assert smelled.topics == ("gas_smell", "bill") and smelled.urgent
    assert not file(hall, 4, topics=["bill"]).case.urgent
    for kind, topic in (("complaint", "waiting"), ("praise", "bill"), ("complaint", "rocket")):
        with pytest.raises(Refusal, match="unknown_topic"):
            file(hall, 3, kind=kind, topics=[topic])
    assert file(hall, 1, topics=["waiting"]) == first, "a form sent again is the same case"


def test_the_counter_takes_every_topic_of_its_hall(office: Machine, hall: Machine):
    publish(office, hall, ("bill", BILL))
    taken = Taken("phone", hall.today())

    def take(topic: str) -> facts.CaseOpened:
        filed = Filed("help", [topic])
        return counter.take_in(hall.db, desk(hall, LI), hall.keys, k(7), filed, taken, None).case

    with pytest.raises(Refusal, match="unknown_topic"):
        take("waiting")
    assert take("bill").topics == ("bill",)


def test_the_published_topic_says_what_cannot_wait(office: Machine, hall: Machine):
    """Not the code: a hall can publish "safety" for something that can."""
    assert file(hall, 1, topics=["safety"]).case.urgent
    publish(office, hall, ("safety", BILL), ("wire", SMELL))
    assert not file(hall, 2, topics=["safety"]).case.urgent
    assert file(hall, 3, topics=["wire"]).case.urgent
    taken, filed = Taken("phone", hall.today()), Filed("complaint", ["wire"])
    made = counter.take_in(hall.db, desk(hall, LI), hall.keys, k(7), filed, taken, None)
    assert made.case.urgent


def test_a_remark_takes_only_reasons_that_its_hall_offers(office: Machine, hall: Machine):
    publish(office, hall, ("slow", Reason(name=Said("慢"))))
    author = by_visit(hall.db, hall.time(), "v1")
    ratings.rate(hall.db, author, k(1), WANG, "1")
    with pytest.raises(Refusal, match="unknown_reason"):
        ratings.remark(hall.db, author, k(2), k(1), ["waited"], "", "")
    ratings.remark(hall.db, author, k(2), k(1), ["slow"], "", "")
    assert ratings.remarked(hall.db, k(1))


def test_a_code_that_is_published_no_more_keeps_its_last_word(office: Machine, hall: Machine):
    day = office.today()
    old = Publication("bill", Topic(name=Said("旧名")), day - ONE)
    soon = Publication("bill", Topic(name=Said("下月的名字")), day + ONE)
    documents.publish(office.db, [old, soon], "anna", 1)
    publish(office, hall, ("bill", BILL))
    for machine in (office, hall):
        words = offered.Words(machine.db, "topic", day)
        assert words.of("bill", HERE) == BILL.name
        assert words.of("waiting", HERE) is None
    end(office, hall, "topic", "bill")
    for machine in (office, hall):
        assert offered.Words(machine.db, "topic", day).of("bill", HERE) == BILL.name


def test_head_office_calls_a_code_as_the_branch_does(office: Machine, hall: Machine):
    there = Topic(name=Said("铁西的说法"))
    publish(office, hall, ("bill", BILL), (Scoped("bill", branch=THERE).full, there),
            (Scoped("wire", region=NORTH).full, SMELL))  # fmt: skip
    words = offered.Words(office.db, "topic", office.today())
    assert words.of("bill", HERE) == words.of("bill", "") == BILL.name
    assert words.of("bill", THERE) == there.name
    assert words.of("wire", HERE) == words.of("wire", THERE) == words.of("wire", "") == SMELL.name
