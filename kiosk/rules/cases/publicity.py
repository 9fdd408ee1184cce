"""Which suggestions are shown to everyone with their answer (您说我改).

The rule alone decides, and of the customer's case the customer: no one at the branch picks what is
shown. What was adopted but not kept, by the customer's word, is not shown.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.rules.cases.case import Case
from kiosk.vocabulary import facts

KINDS = ("suggestion",)
"""Kinds of case at which a customer is asked for this consent."""
SHOWN_DAYS = 90
"""For how long after a case was closed."""


class Answer(NamedTuple):
    """What a customer asked for, and the words of the answer, which can be ''."""

    words: str
    reply: str


def can_show(case: Case) -> bool:
    """Whether everyone can read this case's words and its answer.

    The customer agreed when filing it at the lobby's screen; it is about no clerk, the last answer
    adopts it, and it is closed; the customer neither reopened it nor said afterwards that it was
    not done, and did not withdraw the contact details.
    """
    opened = case.opened
    return (
        opened.public
        and opened.mark in KINDS
        and opened.entry == "screen"
        and opened.origin == "lobby"
        and opened.text != ""
        and opened.clerk == ""
        and case.state == "closed"
        and case.reopened == 0
        and case.twins == ()
        and _is_kept(case)
        and answer(case) is not None
    )


def _is_kept(case: Case) -> bool:
    """Whether the customer has not said otherwise since."""
    for step in (entry.step for entry in case.trail if not entry.too_late):
        if isinstance(step, facts.CaseFollowedUp) and step.mark == "unsatisfied":
            return False
        if isinstance(step, facts.ContactErased | facts.ErasureAsked) and step.role == "customer":
            return False
    return True


def answer(case: Case) -> Answer | None:
    """The words of a case and of the last answer, if that adopts it."""
    replies = [
        entry.step
        for entry in case.trail
        if isinstance(entry.step, facts.CaseReplied) and not entry.too_late
    ]
    if not replies or replies[-1].template != "adopted":
        return None
    return Answer(case.opened.text, replies[-1].text)


def names(answer: Answer, people: Iterable[str]) -> bool:
    """Whether the words name one of these people: a case about no clerk can still do that."""
    said = f"{answer.words} {answer.reply}".casefold()
    return any(name.casefold() in said for name in people if name)
