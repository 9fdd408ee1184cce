"""Ideas: the same at desk and head office, answered by a date, recommended to every hall; cases of
customers are not touched."""

import datetime
from collections.abc import Callable

import pytest

from kiosk.records.cases import lists, state
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import projections
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import writing
from kiosk.records.publishing import documents
from kiosk.records.tasks import ideas
from kiosk.records.tasks.ideas import New
from kiosk.vocabulary.documents import Deadline, Publication
from kiosk.vocabulary.facts import IdeaShared
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    NOON,
    START_2014,
    THERE,
    WANG,
    ZHAO,
    Machine,
    Time,
    enrol,
    sync_round,
)
from tests.records.cases.cast import desk, file, k, rows
from tests.records.tasks.cast import SOON, TEXT, TITLE, WHY, adopt, decide, move, recommend, write

D = datetime.date


def test_an_idea_goes_its_way_and_both_sides_read_the_same(hall: Machine, office: Machine):
    for _ in range(2):
        first = write(hall, item="1-pay")
    other = write(hall, 2, LI)
    move(hall, 10, first, "taken")
    move(hall, 11, first, "passed_up", text="要总部统一采购")
    adopt(hall, 12, other)
    sync_round(hall, office)
    decide(office, 13, first, "declined", text=WHY)
    move(hall, 14, other, "done", LI, text="已放好三副")
    sync_round(hall, office)
    for machine in (hall, office):
        found = {one.task.id: one.task for one in ideas.listed(machine.db, [HERE])}
        assert found[first].state == "declined" and found[other].state == "done"
        assert (found[first].due, found[other].due) == (None, None)
        declined = found[first].last("declined")
        assert declined is not None and (declined.text, declined.by) == (WHY, "admin")
        assert ideas.listed(machine.db, [THERE]) == []
    kinds = [row.kind for row in hall.db.rows(Ledger.select().where(Ledger.kind == "idea"))]
    assert len(kinds) == 2, "the same form twice is one fact"


def test_the_first_answer_has_a_day_by_the_deadline_in_force(
    hall: Machine, office: Machine, time: Time
):
    first = write(hall)
    assert ideas.find(hall.db, HERE, first).task.due == D(2026, 11, 27), "five working days"
    longer = Publication("idea", Deadline(days=3, working=False), START_2014)
    documents.publish(office.db, [longer], "anna", NOON)
    sync_round(hall, office)
    second = write(hall, 2)
    found = ideas.find(hall.db, HERE, second)
    assert (found.task.due, found.written.policy) == (D(2026, 11, 24), 1)
    assert ideas.waiting(hall.db, D(2026, 11, 25), HERE) == (2, 1)
    move(hall, 10, second, "passed_up")
    assert ideas.find(hall.db, HERE, second).task.due == D(2026, 11, 24), "head office's own days"
    assert ideas.waiting(hall.db, D(2026, 11, 25), HERE) == (1, 0)


@pytest.mark.parametrize(
    ("title", "text", "item", "code", "field"),
    [
        (" ", TEXT, "", "text_required", "title"),
        (TITLE, "", "", "text_required", "text"),
        ("字" * 41, TEXT, "", "long_comment", "title"),
        (TITLE, "字" * 1001, "", "long_comment", "text"),
        (TITLE, "a\x00", "", "odd_comment", "text"),
        (TITLE, TEXT, "none", "unknown_service", "item"),
    ],
)
def test_what_is_refused_names_its_field_and_writes_nothing(
    hall: Machine, title: str, text: str, item: str, code: str, field: str
):
    with pytest.raises(Refusal) as refused:
        ideas.write(hall.db, desk(hall, WANG), k(1), New(title, text, item))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert ideas.listed(hall.db) == []


def test_only_those_whom_the_table_names_take_a_step(hall: Machine, office: Machine):
    first = write(hall)
    for number, by, mark, said, code in (
        (10, WANG, "adopted", {"owner": LI, "due": SOON}, "task_not_yours"),
        (11, WANG, "declined", {"text": WHY}, "task_not_yours"),
        (12, MANAGER, "declined", {"text": "不行"}, "short_reason"),
        (13, MANAGER, "adopted", {"owner": ZHAO, "due": SOON}, "unknown_clerk"),
        (14, MANAGER, "adopted", {"owner": LI, "due": D(2026, 11, 20)}, "due_before"),
        (15, MANAGER, "recommended", {}, "task_not_now"),
        (16, MANAGER, "gone", {}, "task_not_now"),
    ):
        with pytest.raises(Refusal, match=code):
            move(hall, number, first, mark, by, **said)
    with pytest.raises(Refusal, match="unknown_task"):
        move(hall, 17, k(99), "taken")
    sync_round(hall, office)
    with pytest.raises(Refusal, match="task_not_yours"):
        decide(office, 18, first, "declined", text=WHY)
    assert ideas.find(office.db, HERE, first).task.trail == ()


def test_a_hall_without_an_office_decides_by_itself(alone: Machine):
    first = write(alone)
    with pytest.raises(Refusal, match="no_office"):
        move(alone, 10, first, "passed_up", WANG)
    move(alone, 11, first, "declined", WANG, text=WHY)
    (found,) = ideas.listed(alone.db)
    assert found.task.state == "declined"


def test_a_recommended_idea_is_on_every_other_halls_desk_once(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    there = another_hall("there", THERE)
    first = write(hall)
    sync_round(hall, office)
    with pytest.raises(Refusal, match="task_not_now"):
        recommend(office, 20, first)
    adopt(hall, 10, first)
    move(hall, 11, first, "done", text="已放好三副")
    sync_round(hall, office)
    for _ in range(2):
        recommend(office, 21, first)
    sync_round(hall, office)
    sync_round(there, office)
    (shown,) = ideas.shared(there.db, THERE)
    assert (shown.title, shown.done, shown.hall) == (f"{TITLE}（1）", "已放好三副", "皇姑营业厅")
    assert WANG not in str(shown), "the author is not named elsewhere"
    assert ideas.shared(hall.db, HERE) == [] and ideas.find(hall.db, HERE, first).task.recommended
    with pytest.raises(Refusal, match="task_not_now"):
        recommend(office, 22, first)


def test_only_head_office_recommends_to_a_hall(hall: Machine):
    said = {"subject": k(1), "of": THERE, "hall": "铁西", "title": TITLE, "text": TEXT}
    with writing(hall.db, desk(hall), k(5)) as entry:
        entry.write(IdeaShared, done="", by=MANAGER, **said)
    assert ideas.shared(hall.db, HERE) == []


def test_a_late_fact_of_another_machine_changes_nothing_that_was_decided(
    hall: Machine, office: Machine
):
    first = write(hall)
    move(hall, 10, first, "passed_up")
    sync_round(hall, office)
    decide(office, 11, first, "adopted", owner="物资部", due=SOON)
    with pytest.raises(Refusal, match="task_not_now"):
        decide(office, 12, first, "declined", text=WHY)
    sync_round(hall, office)
    task = ideas.find(hall.db, HERE, first).task
    assert (task.state, task.owner, task.due) == ("adopted", "物资部", SOON)


def test_not_one_number_of_customers_cases_changes(hall: Machine, office: Machine):
    receipt = file(hall)
    sync_round(hall, office)
    day = hall.today()

    def numbers(machine: Machine) -> list[object]:
        return [
            rows(machine),
            lists.counts(machine.db, HERE, "", day, ""),
            lists.listed(machine.db).number,
            lists.by_branch(machine.db).rows,
            lists.answering(machine.db, "branch", day, day, D(2027, 1, 1)),
            machine.case(receipt.case.event_id),
            state.touched([]),
        ]

    before = [numbers(machine) for machine in (hall, office)]
    first = write(hall)
    move(hall, 10, first, "passed_up")
    sync_round(hall, office)
    decide(office, 11, first, "adopted", owner="物资部", due=SOON)
    sync_round(hall, office)
    assert [numbers(machine) for machine in (hall, office)] == before
    for machine in (hall, office):
        projections.rebuild(machine.db)
        assert rows(machine) == before[0][0] and machine.db.rows(CaseNow.select())


def test_ideas_follow_a_hall_that_joins_an_office(lonely: Machine, office: Machine):
    first = write(lonely)
    move(lonely, 10, first, "declined", WANG, text=WHY)
    enrol(lonely, office, HERE)
    sync_round(lonely, office)
    (found,) = ideas.listed(office.db, [HERE])
    assert (found.task.id, found.task.state) == (first, "declined")
    assert ideas.listed(lonely.db) == [found]
