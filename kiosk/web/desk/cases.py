"""The desk's list of cases: all of them for the manager, own ones for a clerk."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import filing, lists
from kiosk.records.cases.lists import Beside
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.rules.cases import numbering
from kiosk.rules.cases.case import MUST
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("cases", __name__)
blueprint.before_request(signed_in.required)
KINDS = (*facts.CASE_KINDS, "help")
OPEN = tuple(state for state, must in MUST.items() if must != "nobody")


@blueprint.get("/cases")
def listed() -> str:
    """A manager sees which cases are late, due today or later; a clerk sees own cases only."""
    of = signed_in.clerk()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    which = _which(of, state, kind)
    if which is None:
        raise Refusal("bad_request", "filters")
    page, about = paging.asked(), paging.asked("about")
    found = lists.listed(here.db, page, **which)
    return render_template(
        "desk/cases/listed.html",
        parts=_parts(found.rows, of.day),
        number=found.number,
        late=_late(which, of.day),
        page=page,
        about=about,
        manager=of.role == "manager",
        state=state,
        kind=kind,
        STATES=tuple(MUST),
        KINDS=KINDS,
        came_from=f"{state}.{kind}.{page}",
        objectable=lists.about(here.db, of.branch, of.by, about),
        **around(of),
    )


def _which(of: Author, state: str, kind: str) -> lists.Which | None:
    """What the list holds with these filters; None if they are none."""
    if state not in ("", *MUST) or kind not in ("", *KINDS):
        return None
    return {
        "branch": of.branch,
        "states": (state,) if state else OPEN,
        "kind": kind,
        "clerk": "" if of.role == "manager" else of.by,
        "hidden_from": hidden_from(of.by, of.role == "manager"),
    }


def hidden_from(badge: str, manager: bool) -> str:
    """The badge of the person to whom complaints about him or her are not shown before they are
    answered: the one signed in, '' for the manager of a hall without an office, whom no one else
    could answer for."""
    return "" if manager and not identity.me(here.db).has_office else badge


class Way(NamedTuple):
    """From a case back to the list that it was opened from, and to the cases beside it there;
    `came_from` says which list that is, '' for none."""

    came_from: str
    back: str
    beside: Beside


def way(of: Author, case_id: str, came_from: str) -> Way:
    """The way from a case of this branch that was opened from the list `came_from`: its state, kind
    and page between dots."""
    state, _, more = came_from.partition(".")
    kind, _, page = more.partition(".")
    which = _which(of, state, kind) if page else None
    if which is None:
        return Way("", url_for("cases.listed"), Beside("", ""))
    back = url_for("cases.listed", state=state, kind=kind, page=page)
    return Way(came_from, back, lists.beside(here.db, case_id, which))


@blueprint.post("/cases/find")
@on_page("cases.listed")
def find() -> AnyResponse:
    """A clerk finds a case by its number, or by the code on the customer's receipt."""
    of, typed = signed_in.clerk(), request.form.get("find", "")[:80]
    number = numbering.tidy(typed)
    if number is not None and number[0] in "01":  # no receipt code has such a sign
        rows = lists.listed(here.db, branch=of.branch, number=number).rows
        found = rows[0].case_id if rows else ""
    else:  # no guess of a customer's: it counts for none
        found = filing.look_again(here.db, here.keys, typed).case.opened.event_id
    if not found:
        raise Refusal("unknown_number")
    return redirect(url_for("case.page", branch=of.branch, case_id=found), 303)


def _late(which: lists.Which, day: datetime.date) -> int:
    late = which.copy()
    late["late"] = day
    return lists.listed(here.db, **late).number


def _parts(rows: list[CaseNow], day: datetime.date) -> dict[str, list[CaseNow]]:
    """Cases that are urgent, late, due today, due later and closed, in this order."""
    names = ("urgent", "late", "today", "later", "closed")
    parts: dict[str, list[CaseNow]] = {name: [] for name in names}
    for row in rows:
        parts[_part(row, day)].append(row)
    return parts


def _part(row: CaseNow, day: datetime.date) -> str:
    due = row.must_by
    if due is None:
        return "closed"
    if row.urgent:
        return "urgent"
    return "late" if due < day else "today" if due == day else "later"


def around(of: Author) -> dict[str, Any]:
    """Values for the frame of the desk's pages: the hall, its clerks, the day."""
    return {
        "names": clerks.roster(here.db, of.branch, of.day),
        "hall": branches.hall(here.db, of.day),
        "today": of.day,
        "branch": of.branch,
    }
