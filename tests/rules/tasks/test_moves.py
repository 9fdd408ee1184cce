"""Tasks of the staff: one table of moves, the same state whatever the order of arrival."""

import datetime
import itertools
from typing import Any, get_args

import pytest

from kiosk.rules.tasks import moves as rule
from kiosk.rules.tasks.moves import MOVES, MUST, REASON_LEAST, STATES, Task
from kiosk.vocabulary.facts import IdeaWritten, Standing, TaskMoved
from tests.cast import HERE, LI, MANAGER, WANG

D = datetime.date
DAY = D(2026, 11, 21)
CLOCK = Standing(boot="boot1", mono=1)
WHY = "窗口改造要先报消防部门审批"
GOOD: dict[str, dict[str, Any]] = {
    "taken": {}, "passed_up": {"due": DAY}, "adopted": {"owner": LI, "due": DAY},
    "declined": {"text": WHY}, "done": {"text": "已装好"}, "recommended": {},
    "talked": {"due": DAY}, "proposed": {}, "agreed": {}, "withdrawn": {},
}  # fmt: skip


def idea(**more: Any) -> IdeaWritten:
    said = {"clerk": WANG, "title": "加一把椅子", "text": "填单台旁边", "due": D(2026, 11, 27)}
    return IdeaWritten(event_id="a" * 32, branch=HERE, day=DAY, at=1, clock=CLOCK, policy=0,
                       **said | more)  # fmt: skip


def step(mark: str, role: str = "manager", by: str = MANAGER, seen: int = 1, **more: Any) -> Any:
    made = {"event_id": f"{seen:032x}", "branch": HERE, "day": DAY, "at": 1 + seen, "clock": CLOCK}
    said = {"subject": "a" * 32, "mark": mark, "seen": seen, "role": role, "by": by}
    return TaskMoved(**made | said | GOOD[mark] | more)


def at(state: str, **more: Any) -> Task:
    return rule.begun("idea", idea())._replace(state=state, owner=LI, **more)  # type: ignore[arg-type]


WHO = {
    "manager": ("manager", MANAGER, False), "owner": ("clerk", LI, False),
    "office": ("office", "anna", True), "clerk": ("clerk", WANG, False),
    "posing": ("office", "anna", False), "customer": ("customer", "", False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "mark", "may"),
    [
        ("new", "taken", {"manager"}), ("new", "adopted", {"manager"}),
        ("new", "passed_up", {"manager"}), ("new", "declined", {"manager"}), ("new", "done", set()),
        ("looked_at", "taken", set()), ("looked_at", "adopted", {"manager"}),
        ("looked_at", "passed_up", {"manager"}), ("looked_at", "declined", {"manager"}),
        ("passed_up", "adopted", {"office"}), ("passed_up", "declined", {"office"}),
        ("passed_up", "passed_up", set()), ("passed_up", "recommended", set()),
        ("adopted", "done", {"owner", "manager", "office"}), ("adopted", "declined", set()),
        ("adopted", "recommended", {"office"}), ("done", "recommended", {"office"}),
        ("done", "done", set()), ("declined", "adopted", set()), ("declined", "recommended", set()),
    ],
)  # fmt: skip
def test_who_can_take_which_step_in_which_state(state: str, mark: str, may: set[str]):
    for name, (role, by, of_office) in WHO.items():
        refused = rule.refused(at(state), step(mark, role, by), of_office)
        assert (refused == "") == (name in may), (name, refused)
        assert refused in ("", "task_not_yours" if may else "task_not_now")


def test_what_the_page_offers_is_what_the_table_takes():
    for state, (role, by, of_office) in itertools.product(STATES, WHO.values()):
        who = type("Who", (), {"role": role, "by": by, "office": of_office})()
        task = at(state)
        offered = {mark for mark in GOOD if not rule.refused(task, step(mark, role, by), of_office)}
        assert rule.may(task, who) == offered


def test_every_state_is_reached_and_until_the_end_one_party_must_act():
    reached = {*rule.FIRST.values()} | {move.then for move in MOVES if move.then}
    assert reached == set(get_args(rule.State)) and set(MUST) == reached - rule.ENDED
    assert set(STATES) == {move.state for move in MOVES if move.kind == "idea"} | {"declined"}
    for state, who in MUST.items():
        assert any(move.state == state and who in move.may for move in MOVES)


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("", False), ("不行", False), ("不行，不行，不行，不行", False), ("…………………………", False),
        ("aaaaaaaaaaaa", False), ("暂不考虑。", False), ("条件尚不成熟吧", False),
        ("窗口改造要报消防", True), ("no money left", True), (WHY, True),
    ],
)  # fmt: skip
def test_a_rejection_needs_a_reason_of_different_characters(text: str, enough: bool):
    assert rule.gives_a_reason(text) == enough
    assert (len({c for c in text if c.isalnum()}) >= REASON_LEAST) == enough
    refused = rule.refused(at("new"), step("declined", text=text), False)
    assert refused == ("" if enough else "short_reason")


@pytest.mark.parametrize(
    ("mark", "said", "code"),
    [
        ("adopted", {"owner": ""}, "no_owner"), ("adopted", {"due": None}, "due_before"),
        ("adopted", {"due": D(2026, 11, 20)}, "due_before"), ("adopted", {"due": DAY}, ""),
    ],
)  # fmt: skip
def test_an_adopted_idea_has_an_owner_and_a_day(mark: str, said: dict[str, Any], code: str):
    assert rule.refused(at("new"), step(mark, **said), False) == code


def test_what_was_done_is_said():
    assert rule.refused(at("adopted"), step("done", text=""), False) == "text_required"


def test_the_due_day_is_that_of_the_party_that_must_act():
    new = rule.begun("idea", idea())
    assert (new.due, new.must) == (D(2026, 11, 27), "manager")
    looked = rule.take(new, step("taken"), False)
    assert looked.due == new.due, "to look at it is no answer"
    passed = rule.take(looked, step("passed_up", seen=2, due=D(2026, 12, 1)), False)
    assert (passed.due, passed.must) == (D(2026, 12, 1), "office")
    adopted = rule.take(passed, step("adopted", "office", "anna", 3, due=D(2026, 12, 9)), True)
    assert (adopted.due, adopted.must, adopted.owner) == (D(2026, 12, 9), "owner", LI)
    done = rule.take(adopted, step("done", "clerk", LI, 4), False)
    assert (done.due, done.must, done.state) == (None, None, "done")
    assert not new.is_late(D(2026, 11, 27)) and new.is_late(D(2026, 11, 28))
    assert not done.is_late(D(2030, 1, 1))


def test_whatever_the_order_of_arrival_the_state_is_the_same():
    steps = [
        (step("taken", seen=1), False),
        (step("declined", seen=2), False),
        (step("adopted", seen=2, event_id="f" * 32), False),
        (step("recommended", "office", "anna", seen=3), True),
    ]
    folded = {
        rule.fold("idea", idea(), some) for some in itertools.permutations([*steps, steps[0]])
    }
    (task,) = folded
    assert task.state == "declined" and task.seen == 5
    assert [entry.too_late for entry in task.trail] == [False, False, True, True]
    assert task.last("adopted", "recommended") is None


def test_no_other_chain_speaks_for_the_office():
    passed = at("passed_up")
    said = step("adopted", "office", "anna")
    assert rule.take(passed, said, False).state == "passed_up"
    assert rule.take(passed, said, True).state == "adopted"


def test_one_idea_is_recommended_once():
    first = rule.take(at("adopted"), step("recommended", "office", "anna"), True)
    assert first.recommended and first.state == "adopted"
    assert rule.refused(first, step("recommended", "office", "anna", 2), True) == "task_not_now"


CALLERS = {
    "manager": ("manager", MANAGER, False), "office": ("office", "anna", True),
    "author": ("clerk", "", False), "clerk": ("clerk", WANG, False),
    "posing": ("office", "anna", False), "unnamed manager": ("manager", "", False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "mark", "level", "may"),
    [
        ("asked", "talked", "manager", {"manager"}), ("asked", "talked", "office", {"office"}),
        ("asked", "talked", "both", {"manager", "office"}), ("asked", "proposed", "both", set()),
        ("followed", "talked", "manager", {"manager"}),
        ("followed", "proposed", "office", {"office"}),
        ("proposed", "proposed", "both", set()), ("proposed", "talked", "office", {"office"}),
        ("proposed", "agreed", "manager", {"author"}), ("followed", "agreed", "both", {"author"}),
        ("asked", "agreed", "both", set()), ("asked", "withdrawn", "office", {"author"}),
        ("followed", "withdrawn", "both", {"author"}), ("closed", "withdrawn", "both", set()),
        ("closed", "talked", "both", set()), ("asked", "adopted", "both", set()),
    ],
)  # fmt: skip
def test_a_call_for_help_is_answered_by_those_chosen_and_ended_by_its_author(
    state: str, mark: str, level: str, may: set[str]
):
    task = rule.begun("support", idea(), level)._replace(state=state)  # type: ignore[arg-type]
    for name, (role, by, of_office) in CALLERS.items():
        refused = rule.refused(task, step(mark, role, by, due=DAY), of_office)
        assert (refused == "") == (name in may), (name, refused)


def test_a_talk_names_the_next_day_and_the_end_needs_none():
    task = rule.begun("support", idea(), "manager")
    assert rule.refused(task, step("talked", due=None), False) == "due_before"
    talked = rule.take(task, step("talked", due=D(2026, 12, 1)), False)
    assert (talked.state, talked.due, talked.must) == ("followed", D(2026, 12, 1), "responder")
    proposed = rule.take(talked, step("proposed", seen=2), False)
    assert (proposed.must, proposed.due) == ("author", D(2026, 12, 1))
    closed = rule.take(proposed, step("agreed", "clerk", "", 3), False)
    assert (closed.state, closed.due, closed.must) == ("closed", None, None)
