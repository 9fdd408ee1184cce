"""The monthly quiz: a clerk takes it, and the manager can let one take it again."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.learning import banks, quizzes
from kiosk.records.learning.quizzes import Typed
from kiosk.rules.input.folding import squeezed
from kiosk.rules.learning import quizzes as rule
from kiosk.vocabulary.documents import LETTERS, MOST_QUIZ_QUESTIONS, Question
from kiosk.vocabulary.facts import QuizTaken
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("quiz", __name__, url_prefix="/quiz")
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(rule.score, "quiz_score")


@blueprint.get("")
def page() -> str:
    """A clerk takes the quiz of this month, or reads how the own attempts went."""
    of = signed_in.clerk()
    quiz = quizzes.of_clerk(here.db, of.branch, of.by, of.day)
    return render_template(
        "desk/learning/quiz.html",
        quiz=quiz,
        draw=rule.digest(quiz.questions),
        wrong=[(one, _wrong(one)) for one in quiz.taken],
        LETTERS=LETTERS,
    )


def _wrong(taken: QuizTaken) -> list[tuple[Question, int]]:
    """The questions of an attempt that were answered wrongly, each with the answer given; those
    that this machine does not hold are left out."""
    found = (
        (banks.remembered(here.db, one.question, one.version), one.chosen) for one in taken.answers
    )
    return [(one, chosen) for one, chosen in found if one is not None and chosen != one.right]


@blueprint.post("")
@on_page("quiz.page")
def take() -> AnyResponse:
    """A clerk hands in the quiz of this month, confirmed by the own PIN."""
    form, of = request.form, signed_in.clerk()
    answers = [form.get(f"answer-{number}", "") for number in range(MOST_QUIZ_QUESTIONS)]
    typed = Typed(form.get("draw", ""), answers)
    pin, browser = squeezed(form.get("pin", "")), signed_in.browser(of.by)
    quizzes.take(here.db, of, here.keys, form.get("key", ""), typed, pin, browser)
    return redirect(url_for("quiz.page"), 303)


@blueprint.post("/again")
@on_page("learning_team.page")
def reopen() -> AnyResponse:
    """A manager lets a clerk take this month's quiz once more, for a reason."""
    form = request.form
    said = (form.get(name, "") for name in ("key", "clerk", "reason"))
    quizzes.reopen(here.db, signed_in.clerk(), *said)
    return redirect(url_for("learning_team.page"), 303)
