"""Which suggestions everyone can read: the rule decides, and the customer."""

from typing import Any

import pytest

from kiosk.rules.cases import folding, publicity
from kiosk.rules.cases.case import Case
from kiosk.vocabulary import facts
from tests.rules.cases.cast import LI, WANG, by, changed, days, opened, step

AGREED: dict[str, Any] = {
    "public": True, "mark": "suggestion", "clerk": "", "text": "多放几把椅子", "contact": "",
}  # fmt: skip


def adopted(*more: tuple[Any, bool], template: str = "adopted", **said: Any) -> Case:
    """A case that was answered by a template and closed, and what came after."""
    reply = step(facts.CaseReplied, "manager", LI, 2, due=days(9), text="已到货", template=template)
    steps = [by("case_accepted", "manager", 1), (reply, False), by("case_closed", "manager", 3)]
    return folding.fold(opened(**(AGREED | said)), [*steps, *more])


def test_an_adopted_suggestion_is_shown_if_its_customer_agreed():
    assert publicity.can_show(adopted())
    assert publicity.answer(adopted()) == ("多放几把椅子", "已到货")


@pytest.mark.parametrize(
    "case",
    [
        adopted(public=False),
        adopted(template="explained"),
        adopted(template=""),
        adopted(mark="complaint"),
        adopted(mark="praise"),
        adopted(mark="question"),
        adopted(clerk=LI),
        adopted(text=""),
        adopted(entry="paper", origin="form", by=LI),
        adopted(origin="rating"),
        adopted((step(facts.CaseFollowedUp, "manager", LI, 4, mark="unsatisfied"), False)),
        adopted(by("case_reopened", "customer", 4)),
        folding.fold(opened(**AGREED), []),
        folding.fold(
            opened(**AGREED),
            [by("case_accepted", "manager", 1), by("case_replied", "manager", 2)],
        ),
        adopted(by("contact_erased", "customer", 4), contact="d"),
        adopted()._replace(twins=(opened(**AGREED),)),
    ],
)
def test_anything_else_is_not(case: Case):
    assert not publicity.can_show(case)


def test_one_that_was_reopened_stays_out_even_if_it_is_adopted_again():
    again = step(facts.CaseReplied, "manager", LI, 5, due=days(9), template="adopted")
    end = step(facts.CaseClosed, "manager", LI, 6, cause="needs", level="branch")
    case = adopted(by("case_reopened", "customer", 4), (again, False), (end, False))
    assert not publicity.can_show(case)


def test_what_satisfied_the_customer_stays():
    done = step(facts.CaseFollowedUp, "manager", LI, 4, mark="satisfied")
    assert publicity.can_show(adopted((done, False)))


def test_what_was_refused_or_is_erased_on_its_date_hides_nothing():
    refused = step(facts.CaseFollowedUp, "clerk", WANG, 4, mark="unsatisfied")
    expired = changed(by("contact_erased", "machine", 5)[0], day=days(400))
    case = adopted((refused, False), (expired, False), contact="d")
    assert [entry.too_late for entry in case.trail[-2:]] == [True, False]
    assert publicity.can_show(case)


def test_the_last_answer_counts():
    late = step(facts.CaseReplied, "manager", LI, 3, due=days(9), text="不行")
    first = step(facts.CaseReplied, "manager", LI, 2, due=days(9), template="adopted")
    case = folding.fold(
        opened(**AGREED), [by("case_accepted", "manager", 1), (first, False), (late, False)]
    )
    assert publicity.answer(case) is None


@pytest.mark.parametrize(
    "words, reply, found",
    [
        ("王芳态度好", "谢谢", True),
        ("椅子", "已请王芳落实", True),
        ("ask wang FANG", "", True),
        ("椅子", "已到货", False),
    ],
)
def test_words_that_name_a_clerk_are_found(words: str, reply: str, found: bool):
    answer = publicity.Answer(words, reply)
    assert publicity.names(answer, ["王芳", "Wang Fang", ""]) == found
