"""Which questions can be asked, given the version of what they rest on; and which one on a day."""

import datetime
import itertools

import pytest

from kiosk.rules.learning import questions as rule
from kiosk.rules.learning.questions import EPOCH, Bank, Spell
from kiosk.vocabulary.documents import Basis, Question, Said, Version
from kiosk.vocabulary.facts import Answered, Standing

DAY = datetime.date(2026, 11, 21)
ONE = datetime.timedelta(1)


def version(sha256: str, since: datetime.date = DAY) -> Version:
    return Version("fees", "gas", 1, since, sha256)


def basis(since: datetime.date = DAY) -> Basis:
    return Basis(kind="fees", key="gas", since=since, sha256="a")


@pytest.mark.parametrize(
    ("rests_on", "shown", "state"),
    [
        (None, None, "current"),
        (None, version("b"), "current"),
        (basis(), version("a"), "current"),
        (basis(DAY - ONE), version("a", DAY), "current"),  # the same text, published again
        (basis(), version("b"), "to_check"),  # a correction of the same day
        (basis(DAY - ONE), version("b"), "to_check"),
        (basis(), None, "to_check"),  # it has ended
        (basis(DAY + ONE), version("b"), "upcoming"),
        (basis(DAY + ONE), None, "upcoming"),
        (basis(DAY + ONE), version("a", DAY), "current"),
    ],
)
def test_a_question_is_asked_for_the_version_that_it_was_written_for(
    rests_on: Basis | None, shown: Version | None, state: str
):
    assert rule.state(rests_on, shown, DAY) == state


def question(code: str, rests_on: Basis | None = None) -> Question:
    answers = (Said("甲"), Said("乙"))
    text = Said(code)
    return Question(
        code=code, text=text, answers=answers, right=0, explanation=text, basis=rests_on
    )


def test_the_others_of_a_bank_are_asked_on():
    bank = Bank("post", "v", (question("1"), question("2", basis()), question("3")))
    shown = {("fees", "gas"): version("b"), ("guide", "gas"): version("a")}
    assert [one.name for one in rule.current([bank], shown, DAY)] == ["post/1", "post/3"]
    shown["fees", "gas"] = version("a")
    assert [one.name for one in rule.current([bank], shown, DAY)] == ["post/1", "post/2", "post/3"]


def asked(spells: list[Spell], days: int, branch: str = "sb01") -> list[str | None]:
    first = spells[0].since
    return [rule.of_day(spells, branch, first + n * ONE) for n in range(days)]


@pytest.mark.parametrize("number", [1, 2, 3, 7])
def test_none_comes_again_before_all_were_asked(number: int):
    names = tuple(f"post/{n}" for n in range(number))
    given = asked([Spell(DAY, names)], 3 * number)
    for turn in range(3):
        assert set(given[turn * number : (turn + 1) * number]) == set(names)
    if number > 1:
        assert all(one != other for one, other in itertools.pairwise(given))


def test_new_questions_wait_for_no_new_turn_and_dropped_ones_are_not_asked():
    first, second = ("a/1", "a/2", "a/3", "a/4"), ("a/1", "a/2", "a/4", "a/5")
    given = asked([Spell(DAY, first), Spell(DAY + 2 * ONE, second)], 10)
    before = set(given[:2])
    left = [name for name in second if name not in before]
    assert set(given[2 : 2 + len(left)]) == set(left), "the rest of the turn, the new one among it"
    assert set(given[2 + len(left) : 6 + len(left)]) == set(second)
    assert "a/3" not in given[2:]


def test_a_day_without_questions_has_none_and_the_turn_goes_on():
    some = ("a/1", "a/2", "a/3")
    given = asked([Spell(DAY, some), Spell(DAY + ONE, ()), Spell(DAY + 2 * ONE, some)], 4)
    assert given[1] is None and {given[0], *given[2:]} == set(some)
    assert rule.of_day([], "sb01", DAY) is None


def test_it_is_the_same_for_a_branch_and_a_day_and_its_order_that_of_the_branch():
    spells = [Spell(DAY, tuple(f"a/{n}" for n in range(30)))]
    turned = [Spell(DAY, spells[0].names[::-1])]
    assert asked(spells, 30) == asked(turned, 30)
    assert asked(spells, 30) != asked(spells, 30, "sb02")


def test_nothing_was_asked_before_the_first_day_and_long_lists_take_no_time():
    early = [Spell(datetime.date(1, 1, 1), ("a/1", "a/2"))]
    assert rule.of_day(early, "sb01", EPOCH - ONE) is None
    assert rule.of_day(early, "sb01", EPOCH) in early[0].names
    late = [Spell(EPOCH, early[0].names)]
    assert rule.of_day(early, "sb01", DAY) == rule.of_day(late, "sb01", DAY)


def given(subject: str, chosen: int, right: int = 0) -> Answered:
    return Answered(
        event_id="e", branch="sb01", day=DAY, at=1, clock=Standing(boot="b", mono=1),
        mark="right" if chosen == right else "wrong", subject=subject, version="v",
        chosen=chosen, clerk="0317",
    )  # fmt: skip


def test_shares_count_answers_and_those_often_wrong_come_first():
    answers = [given("a/1", 0), given("a/2", 1), given("a/2", 2), given("a/2", 0), given("a/3", 1)]
    found = rule.shares(answers)
    assert list(found) == ["a/2", "a/3", "a/1"]
    assert found["a/2"][:2] == (3, 1) and found["a/2"].chosen == {0: 1, 1: 1, 2: 1}
    assert [one.percent for one in found.values()] == [33, 0, 100]
    assert rule.shares([]) == {} and rule.Share(0, 0, {}).percent is None
