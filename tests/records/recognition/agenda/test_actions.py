"""Actions: agreed, moved and ticked off; read by their owners, the manager and head office."""

import datetime

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.agenda import actions
from kiosk.records.recognition.agenda.actions import Open
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.vocabulary.documents import Clerk
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS, desk, k
from tests.records.recognition.mornings import act, agree, term
from tests.records.standards.cast import publish

DAY = datetime.timedelta(1)


def refusal(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refusal, match=code)


def test_an_action_has_an_owner_and_a_day_and_the_same_form_twice_is_one(hall: Machine):
    for _ in range(2):
        agree(hall)
    (row,) = actions.open_of(hall.db, HERE)
    assert (row.owner, row.due, row.text) == (LI, hall.today() + 3 * DAY, "多开一个窗口")
    assert (row.meeting, row.due_on) == term(hall) and row.done_on is None
    assert actions.open_of(hall.db, HERE, LI) == [row] == actions.of_term(hall.db, HERE, term(hall))
    assert actions.open_of(hall.db, HERE, WANG) == []


@pytest.mark.parametrize(
    ("badge", "owner", "days", "text", "code"),
    [
        (LI, LI, 1, "换牌", "only_manager"),
        (MANAGER, "", 1, "换牌", "owner_needed"),
        (MANAGER, "9999", 1, "换牌", "unknown_clerk"),
        (MANAGER, ZHAO, 1, "换牌", "unknown_clerk"),
        (MANAGER, LI, -1, "换牌", "action_day"),
        (MANAGER, LI, 367, "换牌", "action_day"),
        (MANAGER, LI, 1, " ", "text_required"),
        (MANAGER, LI, 1, "字" * 201, "long_comment"),
    ],
)
def test_what_is_refused_writes_nothing(hall: Machine, badge, owner, days, text, code):  # type: ignore[no-untyped-def]
    of = desk(hall, badge)
    with refusal(code):
        actions.agree(hall.db, of, k(1), term(hall), owner, of.day + days * DAY, text)
    assert hall.db.rows(Ledger.select().where(Ledger.kind == "action_agreed")) == []


def test_its_owner_ticks_it_off_once_and_with_a_note(hall: Machine):
    event_id = agree(hall)
    for badge, note, code in (
        (WANG, "好了", "not_your_action"),
        (MANAGER, "好了", "not_your_action"),
        (LI, " ", "text_required"),
    ):
        with refusal(code):
            actions.finish(hall.db, desk(hall, badge), k(2), event_id, note)
    for _ in range(2):
        actions.finish(hall.db, desk(hall, LI), k(3), event_id, "每天九点开三号窗口")
    done = actions.find(hall.db, HERE, event_id).done
    assert done is not None and (done.by, done.note) == (LI, "每天九点开三号窗口")
    assert actions.open_of(hall.db, HERE) == []
    with refusal("action_done"):
        actions.finish(hall.db, desk(hall, LI), k(4), event_id, "又好了")
    with refusal("unknown_action"):
        actions.finish(hall.db, desk(hall, LI), k(4), k(99), "好了")


def test_the_manager_moves_it_with_a_reason(hall: Machine):
    event_id, of = agree(hall), desk(hall)
    later = of.day + 9 * DAY
    for author, owner, due, reason, code in (
        (desk(hall, LI), LI, later, "休假", "only_manager"),
        (of, LI, of.day - DAY, "休假", "action_day"),
        (of, LI, later, "", "text_required"),
        (of, "9999", later, "休假", "unknown_clerk"),
    ):
        with refusal(code):
            actions.move(hall.db, author, k(2), event_id, owner, due, reason)
    with refusal("unknown_action"):
        actions.move(hall.db, of, k(2), k(99), LI, later, "休假")
    for _ in range(2):
        actions.move(hall.db, of, k(3), event_id, WANG, later, "李敏休假")
    (row,) = actions.open_of(hall.db, HERE, WANG)
    assert (row.due, row.moved) == (later, 1)
    with refusal("not_your_action"):
        actions.finish(hall.db, desk(hall, LI), k(4), event_id, "好了")
    actions.finish(hall.db, desk(hall, WANG), k(4), event_id, "好了")
    with refusal("action_done"):
        actions.move(hall.db, of, k(5), event_id, LI, later, "再来")


def test_the_manager_ticks_it_off_for_an_owner_who_has_left(hall: Machine, office: Machine):
    event_id = agree(hall)
    publish(office, hall, LI, Clerk(name="李敏", name_en="Li Min", branch=THERE))
    actions.finish(hall.db, desk(hall), k(2), event_id, "改由三号窗口")
    assert actions.find(hall.db, HERE, event_id).done


def test_who_reads_it(hall: Machine):
    found = actions.find(hall.db, HERE, act(hall))
    for badge in (LI, WANG, MANAGER):
        actions.check_reader(desk(hall, badge), found)
    other = actions.find(hall.db, HERE, agree(hall, 5, MANAGER))
    with refusal("unknown_action"):
        actions.check_reader(desk(hall, LI), other)


def test_open_ones_come_first_and_late_ones_are_counted(hall: Machine, office: Machine, time: Time):
    done, late, far = act(hall), agree(hall, 2, WANG, 0), agree(hall, 3, LI, 300)
    time.pass_by(8 * DAY_MS)
    rows, number = actions.listed(hall.db, HERE)
    assert ([row.event_id for row in rows], number) == ([late, far, done], 3)
    assert [row.event_id for row in actions.listed(hall.db, HERE, LI).rows] == [far]
    sync_round(hall, office)
    assert actions.by_branch(office.db, hall.today()) == {HERE: Open(2, 1)}
    week = term(hall)
    assert [row.event_id for row in actions.open_before(hall.db, HERE, week)] == [late, far]
    assert actions.open_before(hall.db, HERE, week.before) == []
    assert actions.of_term(hall.db, HERE, week) == []
    assert len(hall.db.rows(ActionNow.select())) == 3
