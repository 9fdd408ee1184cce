"""Calls of staff for help: answered by those chosen, known as one's own by the author alone,
followed up by a day, a bare number for everyone else."""

import datetime
import re

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.tasks import support
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, Machine, sync_round
from tests.records.cases.cast import counting_key, desk, k
from tests.records.tasks.cast import (
    SECRET,
    ask,
    helper,
    post,
    posting,
    read_at_desk,
    read_at_office,
)

D = datetime.date
NEXT = D(2026, 11, 30)


def own(hall: Machine, badge: str) -> list[str]:
    return [one.task.id for one in support.own(hall.db, desk(hall, badge), hall.keys)]


def test_a_call_goes_its_way_until_its_author_agrees(hall: Machine, office: Machine):
    post(office, hall)
    counting_key(hall, office)
    for _ in range(2):
        call = ask(hall)
    sync_round(hall, office)
    assert read_at_desk(hall, call) == read_at_office(office, call) == SECRET
    support.talked(hall.db, desk(hall), k(10), call, NEXT)
    sync_round(hall, office)
    support.propose(office.db, helper(office), k(11), call)
    sync_round(hall, office)
    with pytest.raises(Refusal, match="unknown_request"):
        support.end(hall.db, desk(hall, LI), hall.keys, k(12), call, "agreed")
    support.end(hall.db, desk(hall, WANG), hall.keys, k(13), call, "agreed")
    sync_round(hall, office)
    for machine in (hall, office):
        found = support.find(machine.db, HERE, call)
        assert found.task.state == "closed" and found.asked.due == D(2026, 11, 23)
        assert [entry.step.mark for entry in found.task.trail] == ["talked", "proposed", "agreed"]
    kinds = [row for row in hall.db.rows(Ledger.select()) if row.kind == "support"]
    assert len(kinds) == 1, "the same form twice is one fact"


def test_no_fact_names_the_author(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    support.end(hall.db, desk(hall, WANG), hall.keys, k(13), call, "withdrawn")
    for row in hall.db.rows(Ledger.select().where(Ledger.kind.in_(("support", "task_moved")))):
        assert WANG.encode() not in re.findall(rb"\w+", row.body) and row.clerk == ""


def test_the_author_alone_knows_it_as_the_own_one(hall: Machine, office: Machine):
    post(office, hall)
    first, other = ask(hall, 1, "office", WANG), ask(hall, 2, "office", MANAGER)
    assert own(hall, WANG) == [first] and own(hall, MANAGER) == [other] and own(hall, LI) == []
    a, b = (support.find(hall.db, HERE, one).asked.subject for one in (first, other))
    third = ask(hall, 3, "office", WANG)
    assert len({a, b, support.find(hall.db, HERE, third).asked.subject}) == 3, "nothing links them"


def test_whom_one_can_write_to(hall: Machine, office: Machine, alone: Machine):
    assert support.levels(hall.db, desk(hall, WANG)) == {}
    post(office, hall)
    assert set(support.levels(hall.db, desk(hall, WANG))) == {"office"}
    counting_key(hall, office)
    assert set(support.levels(hall.db, desk(hall, WANG))) == {"manager", "office", "both"}
    assert set(support.levels(hall.db, desk(hall, MANAGER))) == {"office"}, "not to oneself"
    assert support.levels(alone.db, desk(alone, LI)) == {}
    for level in ("manager", "both", "everyone", ""):
        with pytest.raises(Refusal, match="no_responder"):
            ask(hall, 5, level, MANAGER)


@pytest.mark.parametrize(
    ("worry", "text", "code"),
    [("gossip", SECRET, "unknown_worry"), ("work", " ", "text_required"),
     ("work", "字" * 1001, "long_comment")],
)  # fmt: skip
def test_what_is_refused_writes_nothing(
    hall: Machine, office: Machine, worry: str, text: str, code: str
):
    post(office, hall)
    new = support.New(worry, text, "office")
    with pytest.raises(Refusal, match=code):
        support.ask(hall.db, desk(hall, WANG), hall.keys, k(1), new, b"s" * 16)
    assert support.listed(hall.db) == []


def test_who_answers_is_who_was_chosen(hall: Machine, office: Machine):
    post(office, hall)
    counting_key(hall, office)
    calls = {level: ask(hall, n, level) for n, level in enumerate(("manager", "office", "both"), 1)}
    sync_round(hall, office)
    for level, call in calls.items():
        at_hall, at_office = (support.find(one.db, HERE, call) for one in (hall, office))
        assert support.answers(hall.db, desk(hall), at_hall) == (level != "office")
        assert not support.answers(hall.db, desk(hall, WANG), at_hall)
        assert support.answers(office.db, helper(office), at_office) == (level != "manager")
        assert not support.answers(office.db, helper(office, "admin"), at_office)
    with pytest.raises(Refusal, match="wrong_passphrase"):
        read_at_desk(hall, calls["office"])
    with pytest.raises(Refusal, match="wrong_passphrase"):
        read_at_desk(hall, calls["both"], "another passphrase")
    with pytest.raises(Refusal, match="no_letter"):
        read_at_office(office, calls["manager"])
    with pytest.raises(Refusal, match="task_not_yours"):
        support.talked(hall.db, desk(hall), k(30), calls["office"], NEXT)
    assert [one.task.id for one in support.for_manager(hall.db, HERE)] == [
        calls["manager"], calls["both"]
    ]  # fmt: skip


def test_overdue_talks_are_counted_without_a_word(hall: Machine, office: Machine):
    post(office, hall)
    call = ask(hall, level="office")
    sync_round(hall, office)
    calls = support.listed(office.db)
    assert (support.late(calls, D(2026, 11, 23)), support.late(calls, D(2026, 11, 24))) == (0, 1)
    support.talked(office.db, helper(office), k(10), call, NEXT)
    assert support.late(support.listed(office.db), NEXT) == 0
    assert support.late(support.listed(office.db), NEXT + datetime.timedelta(1)) == 1
    support.propose(office.db, helper(office), k(11), call)
    assert support.late(support.listed(office.db), D(2027, 1, 1)) == 0, "the author is asked now"


def test_a_hall_shows_its_own_numbers_and_helper(hall: Machine, office: Machine):
    assert support.posted(hall.db, hall.today()) is None
    post(office, hall)
    assert support.posted(hall.db, hall.today()) == posting(helper="anna")
    assert support.posted(office.db, office.today(), THERE) == posting(helper="anna")
