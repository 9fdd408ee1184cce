"""A clerk's own learning: the question of the day, and what became of earlier ones."""

from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.learning import banks, daily, notes, quizzes
from kiosk.rules.learning.questions import Asked
from kiosk.vocabulary.documents import LETTERS, Question
from kiosk.vocabulary.facts import Answered
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("learning", __name__, url_prefix="/learning")
blueprint.before_request(signed_in.required)


class Result(NamedTuple):
    """An answer that was given, and its question as it was then; None if this machine does not hold
    that version."""

    answer: Answered
    question: Question | None


def results(answers: list[Answered]) -> list[Result]:
    """Answers with their questions."""
    return [Result(one, banks.remembered(here.db, one.subject, one.version)) for one in answers]


@blueprint.get("")
def page() -> str:
    """A clerk answers the question of the day, reads the own answers of this month, and sees
    whether the quiz is to be taken."""
    of = signed_in.clerk()
    given = daily.of_clerk(here.db, of.branch, of.by, of.day.replace(day=1), of.day)
    found = results(given)
    return render_template(
        "desk/learning/own.html",
        asked=banks.of_day(here.db, of.branch, of.day),
        today=next((one for one in found if one.answer.day == of.day), None),
        results=found,
        right=sum(one.mark == "right" for one in given),
        LETTERS=LETTERS,
        quiz=quizzes.of_clerk(here.db, of.branch, of.by, of.day),
    )


def box() -> dict[str, Any]:
    """For the desk's first page: the question of the day, unless the clerk has answered it, and
    for the manager how many notes are not verified."""
    of = signed_in.clerk()
    found = notes.of_branch(here.db, of.branch) if of.role == "manager" else []
    return {
        "question_of_day": _open(of.branch, of.by),
        "notes_to_verify": sum(one.state == "unverified" for one in found),
    }


def _open(branch: str, badge: str) -> Asked | None:
    day = signed_in.clerk().day
    answered = daily.of_clerk(here.db, branch, badge, day, day)
    return None if answered else banks.of_day(here.db, branch, day)


@blueprint.post("/daily")
@on_page("learning.page")
def answer() -> AnyResponse:
    """A clerk answers the question of the day, once."""
    said = (request.form.get(name, "") for name in ("key", "question", "version", "answer"))
    daily.answer(here.db, signed_in.clerk(), *said)
    return redirect(url_for("learning.page"), 303)
