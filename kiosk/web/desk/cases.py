"""The desk's list of cases: all of them for the manager, own ones for a clerk."""

import datetime
from typing import Any

from flask import Blueprint, render_template, request

from kiosk.records.cases import lists
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.rules.cases.case import MUST
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("cases", __name__)
blueprint.before_request(signed_in.required)
OPEN = tuple(state for state, must in MUST.items() if must != "nobody")


@blueprint.get("/cases")
def listed() -> str:
    """A manager sees which cases are late, due today or later; a clerk sees own cases only."""
    of = signed_in.clerk()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    if state not in ("", *MUST) or kind not in ("", *facts.CASE_KINDS, "help"):
        raise Refusal("bad_request", "filters")
    which: lists.Which = {
        "branch": of.branch,
        "states": (state,) if state else OPEN,
        "kind": kind,
        "clerk": "" if of.role == "manager" else of.by,
    }
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
        KINDS=(*facts.CASE_KINDS, "help"),
        objectable=lists.about(here.db, of.branch, of.by, about),
        **around(of),
    )


def _late(which: lists.Which, day: datetime.date) -> int:
    late = which.copy()
    late["late"] = day
    return lists.listed(here.db, **late).number


def _parts(rows: list[CaseNow], day: datetime.date) -> dict[str, list[CaseNow]]:
    """Cases that are late, due today, due later and closed, in this order."""
    parts: dict[str, list[CaseNow]] = {"late": [], "today": [], "later": [], "closed": []}
    for row in rows:
        due = row.must_by
        name = "closed" if due is None else "late" if due < day else "later"
        parts["today" if due == day else name].append(row)
    return parts


def around(of: Author) -> dict[str, Any]:
    """Values for the frame of the desk's pages: the hall, its clerks, the day."""
    return {
        "names": clerks.roster(here.db, of.branch, of.day),
        "hall": branches.hall(here.db, of.day),
        "today": of.day,
        "branch": of.branch,
    }
