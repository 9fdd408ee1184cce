"""One idea of the staff (合理化建议, P44): read at its hall's desk and at head office, and taken a
step on by those whom the table of moves names."""

import datetime
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.tasks import ideas
from kiosk.records.tasks.ideas import Idea, Step
from kiosk.rules.input.days import NotADay
from kiosk.rules.input.days import day as read_day
from kiosk.rules.input.folding import fold
from kiosk.rules.tasks import moves as rule
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import feedback

blueprint = Blueprint("idea", __name__, url_prefix="/ideas/<branch>/<idea_id>")
blueprint.before_request(signed_in.required)
_author = partial(signed_in.author_for, otherwise="unknown_task")


@blueprint.get("")
def page(branch: str, idea_id: str) -> str:
    """A member of staff reads an idea and what became of it."""
    of, today = _author(branch), business_day()
    idea = ideas.find(here.db, branch, idea_id)
    people = {idea.written.clerk, idea.task.owner}
    people |= {one.step.by for one in idea.task.trail if one.step.role != "office"}
    people |= {one.step.owner for one in idea.task.trail}
    return render_template(
        "staff/tasks/idea.html",
        idea=idea,
        may=_offered(of, idea),
        today=today,
        names=clerks.named(here.db, people, today),
        roster={} if of.office else clerks.roster(here.db, branch, today),
        services=feedback.services(),
        hall=branches.of_branch(here.db, branch, today) if of.office else None,
        TEXT_LIMIT=ideas.TEXT_LIMIT,
        OWNER_LIMIT=ideas.OWNER_LIMIT,
        REASON_LEAST=rule.REASON_LEAST,
    )


def _offered(of: Author, idea: Idea) -> frozenset[str]:
    """The steps that the page offers; in a hall without an office there is none to pass up to."""
    allowed = rule.may(idea.task, of)
    alone = not of.office and not identity.me(here.db).has_office
    return allowed - {"passed_up"} if alone else allowed


def _move(branch: str, idea_id: str, said: Step) -> AnyResponse:
    ideas.move(
        here.db,
        _author(branch),
        request.form.get("key", ""),
        idea_id,
        said,
    )
    forms.sent()
    return redirect(url_for("idea.page", branch=branch, idea_id=idea_id), 303)


def _text() -> str:
    return request.form.get("text", "")


@blueprint.post("/take")
@on_page("idea.page")
def take(branch: str, idea_id: str) -> AnyResponse:
    """A manager says that an idea was looked at and is being weighed."""
    return _move(branch, idea_id, Step("taken"))


@blueprint.post("/adopt")
@on_page("idea.page", drafted=True)
def adopt(branch: str, idea_id: str) -> AnyResponse:
    """A manager, or head office, adopts an idea and says who carries it out, and by when."""
    owner = fold(request.form.get("owner", ""))
    return _move(branch, idea_id, Step("adopted", _text(), owner, _due()))


def _due() -> datetime.date:
    try:
        return read_day(request.form.get("due", ""))
    except NotADay:
        raise Refusal("bad_day", field="due") from None


@blueprint.post("/pass-up")
@on_page("idea.page", drafted=True)
def pass_up(branch: str, idea_id: str) -> AnyResponse:
    """A manager passes an idea up to head office, which then decides."""
    return _move(branch, idea_id, Step("passed_up", _text()))


@blueprint.post("/decline")
@on_page("idea.page", drafted=True)
def decline(branch: str, idea_id: str) -> AnyResponse:
    """A manager, or head office, does not adopt an idea, and tells its author why."""
    return _move(branch, idea_id, Step("declined", _text()))


@blueprint.post("/finish")
@on_page("idea.page", drafted=True)
def finish(branch: str, idea_id: str) -> AnyResponse:
    """A clerk, the manager or head office says what was done about an adopted idea."""
    return _move(branch, idea_id, Step("done", _text()))


@blueprint.post("/recommend")
@on_page("idea.page")
def recommend(branch: str, idea_id: str) -> AnyResponse:
    """Head office recommends an idea to every hall, whose desks then show it."""
    of, idea = _author(branch), ideas.find(here.db, branch, idea_id)
    if not of.office or here.screen != "office":
        raise Refusal("task_not_yours")
    hall = branches.of_branch(here.db, branch, business_day())
    name = hall.hall if hall else branch
    ideas.recommend(here.db, _author, request.form.get("key", ""), idea, name)
    return redirect(url_for("idea.page", branch=branch, idea_id=idea_id), 303)
