"""The list of this machine's alarms, by branch and code, which head office or a branch's manager
settles by name. Settling hides nothing and changes no fact."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import alarms
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.vocabulary.alarms import ALARMS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page, sent_back
from kiosk.web.frame.here import here

blueprint = Blueprint("alarms", __name__, url_prefix="/alarms")
blueprint.before_request(signed_in.only_in_charge)
STATES = ("open", "settled")


@blueprint.app_template_global()
def open_alarms() -> int:
    """How many groups of alarms wait, for the menu."""
    return alarms.open_groups(here.db)


@blueprint.get("")
def listed() -> str:
    """A manager, or head office, sees which alarms wait, by branch and code."""
    branch, code = request.args.get("branch", "")[:40], request.args.get("code", "")[:40]
    state, page = _state(), paging.asked()
    found = alarms.groups(
        here.db,
        branch=branch or None,
        code=code or None,
        settled=state == "settled",
        page=page,
    )
    return render_template(
        "staff/alarms/listed.html",
        groups=found.rows,
        number=found.number,
        filters={"branch": branch, "code": code, "state": state},
        codes=dict.fromkeys([*ALARMS, *filter(None, [code])]),
        **_around(page),
    )


@blueprint.get("/<code>")
def group(code: str) -> str:
    """A manager, or head office, reads what an alarm means, what to do, and each time it was
    raised."""
    branch, state, page = request.args.get("branch", ""), _state(), paging.asked()
    settled = state == "settled"
    found = alarms.of_group(here.db, branch, code, settled=settled, page=page)
    summed_up = alarms.groups(here.db, branch=branch, code=code, settled=settled).rows
    by = [alarm.settled_by or "" for alarm in found.rows]
    return render_template(
        "staff/alarms/group.html",
        branch=branch,
        code=code,
        state=state,
        rows=found.rows,
        number=found.number,
        newest=max((one.newest for one in summed_up), default=0),
        names=clerks.named(here.db, by, business_day()) if here.screen == "desk" else {},
        NOTE_LIMIT=alarms.NOTE_LIMIT,
        AT_ONCE=alarms.SETTLED_AT_ONCE,
        **_around(page),
    )


@blueprint.post("/<code>/settle")
@on_page("alarms.group", "branch")
def settle(code: str) -> AnyResponse:
    """A manager, or head office, settles alarms by name, with a note of what was done."""
    form, db = request.form, here.db
    check_key(form.get("key", ""))
    branch = form.get("branch", "")
    by, note, at = str(g.who), form.get("note", ""), here.time.utc
    if form.get("which") == "all":
        newest = sent_back("newest")
        alarms.settle_all(db, branch, code, newest, by, note, at)
    else:
        alarms.settle(db, branch, code, form.getlist("alarm"), by, note, at)
    if alarms.of_group(db, branch, code).number:
        return redirect(url_for("alarms.group", branch=branch, code=code), 303)
    return redirect(url_for("alarms.listed"), 303)


def _state() -> str:
    """The state in the URL; raises Refusal `bad_request`."""
    state = request.args.get("state", "open")
    if state not in STATES:
        raise Refusal("bad_request", "state")
    return state


def _around(page: int) -> dict[str, Any]:
    """Values for both pages."""
    return {
        "branches": branches.Names(here.db, business_day()),
        "offered": branches.listed(here.db, business_day()),
        "page": page,
        "STATES": STATES,
    }
