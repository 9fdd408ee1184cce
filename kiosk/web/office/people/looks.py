"""Who looked at what at head office: written down for every page that can show customers' words,
contact details or a clerk's figures, and read by those who see to it."""

from flask import Blueprint, Response, current_app, g, render_template, request

from kiosk.records.ledger import times
from kiosk.records.people import looks, users
from kiosk.records.people.looks import Filters
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.people import access, roles
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.security import PAGES
from kiosk.web.frame import forms, paging, scope
from kiosk.web.frame.frame import refuse
from kiosk.web.frame.here import here

blueprint = Blueprint("looks", __name__, url_prefix="/looks")
MOST_NAMED = 5
"""A search that means more halls than these is written down as one for all of the user's."""


@blueprint.after_app_request
def _note(response: Response) -> Response:
    """Writes down what a user is about to be shown; what can't be written down is not shown."""
    shown = request.method == "GET" and response.status_code == 200 and "who" in g
    if shown and (page := request.endpoint) and page not in access.OPEN | access.NOT_NOTED:
        try:
            looks.note(here.db, str(g.who), here.time.utc, page, request.path, _halls())
        except Refusal as refusal:
            return current_app.make_response(refuse(refusal))
    return response


def _halls() -> str:
    """The halls that the page is about: never as they were typed, only as they are called."""
    named = (request.view_args or {}).get("branch", "")
    typed = request.args.get("branch", "")
    if not named and typed:
        found = scope.searched(typed[:40])
        named = "、".join(found) if 0 < len(found) <= MOST_NAMED else ""
    return str(named) or "、".join(roles.reach(scope.user().reach).places)


@blueprint.get("")
def listed() -> str:
    """A user who sees to it reads who opened which pages."""
    filters, wrong = _filters()
    page = paging.asked()
    found = looks.listed(here.db, filters, times.zone(here.db), page)
    return render_template(
        "office/users/looks.html",
        rows=found.rows,
        number=found.number,
        page=page,
        form=forms.of_address(wrong),
        given={name: value for name in ("who", "day") if (value := request.args.get(name))},
        who=filters.who,
        day=filters.day,
        persons=[one.name for one in users.every(here.db)],
        PAGES=PAGES,
    )


def _filters() -> tuple[Filters, dict[str, str]]:
    """What the address asks for, and the codes of what is wrong in it."""
    who, typed = request.args.get("who", "")[:40], request.args.get("day", "")
    try:
        return Filters(who, day(typed) if typed else None), {}
    except NotADay:
        return Filters(who), {"day": "bad_day"}
