"""Stations at head office: enrolment codes, and which station still counts."""

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.exchange import revocation
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import authors
from kiosk.records.publishing import branches, documents
from kiosk.records.stations import enrolment, last_calls
from kiosk.records.stations.enrolment import Station
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, scope, shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("stations", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/stations")
def every_station() -> str:
    """Head office sees every station, and which ones are revoked."""
    today, page = business_day(), paging.asked()
    name = request.args.get("branch", "").strip()[:40]
    found = scope.searched(name) if name else []
    wrong = {} if len(found) == 1 or not name else {"branch": "unknown_branch"}
    branch = found[0] if len(found) == 1 else ""
    return render_template(
        "office/stations/stations.html",
        stations=last_calls.listed(here.db, page, branch, scope.branches()),
        held=revocation.held(here.db),
        branch=branch,
        form=of_address(wrong),
        offered=scope.listed(today),
        branches=branches.Names(here.db, today),
        now=here.time.utc,
        page=page,
    )


@blueprint.post("/stations/<station>/revoke")
@on_page("stations.every_station")
def revoke(station: str) -> AnyResponse:
    """Head office revokes a station: what it sends from now on is kept, but does not count."""
    check_key(request.form.get("key", ""))
    note = request.form.get("note", "")
    with signed_in.acting("station_revoked", station):
        revocation.revoke(here.db, station, str(g.who), note, here.time.utc)
    return redirect(url_for("stations.every_station"), 303)


@blueprint.post("/stations/<station>/release")
@on_page("stations.every_station")
def release(station: str) -> AnyResponse:
    """Head office counts what a revoked station has sent until now."""
    check_key(request.form.get("key", ""))
    known = enrolment.find(here.db, station)
    if known is None:
        raise Refusal("unknown_station", station[:40])
    author = authors.at_office(here.db, known.branch, str(g.who), here.now)
    with signed_in.acting("station_released", station):
        revocation.release(here.db, author, station, request.form.get("note", ""))
    return redirect(url_for("stations.every_station"), 303)


class Drawn(msgspec.Struct, frozen=True):
    """An enrolment code that was drawn, for which branch, and which station it replaces."""

    code: str
    branch: str
    replaces: str


@blueprint.get("/codes")
def codes() -> str:
    """Head office is asked which hall gets a new station, and sees the code that was drawn."""
    in_use: list[Station] = [one for one in enrolment.every(here.db) if one.revoked_at is None]
    return render_template(
        "office/stations/codes.html",
        branches=documents.read_all(here.db, "branch", business_day()),
        stations=in_use,
        drawn=shown_once.found(Drawn),
    )


@blueprint.post("/codes")
@on_page("stations.codes")
def issue_code() -> AnyResponse:
    """Head office draws a one-time enrolment code for a hall."""
    form = request.form
    branch, key, replaces = form.get("branch", ""), form.get("key", ""), form.get("replaces", "")
    check_key(key)
    secret = bytes.fromhex(here.keys.peppered(f"code {key}"))[:10]  # the same form, the same code
    decided = _number(form.get("decided", ""))
    now = here.time.utc
    with signed_in.acting("code_drawn", branch, detail=replaces):
        code = enrolment.issue_code(here.db, branch, here.keys, secret, now, replaces, decided)
    return shown_once.show(url_for("stations.codes"), Drawn(code, branch, replaces))


def _number(typed: str) -> int:
    """A number of entries, 0 for none; raises Refusal `bad_number`."""
    try:
        return whole(typed) if typed.strip() else 0
    except NotANumber:
        raise Refusal("bad_number") from None
