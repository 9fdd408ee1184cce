"""Stations at head office: enrolment codes, and which station still counts."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.exchange import revocation
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("stations", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/stations")
def every_station() -> str:
    """Head office sees every station, and which ones are revoked."""
    return render_template(
        "office/stations/stations.html",
        stations=enrolment.every(here.db),
        held=revocation.held(here.db),
        branches=documents.read_all(here.db, "branch", business_day()),
    )


@blueprint.post("/stations/<station>/revoke")
def revoke(station: str) -> AnyResponse:
    """Head office revokes a station: what it sends from now on is kept, but does not count."""
    check_key(request.form.get("key", ""))
    note = request.form.get("note", "")
    with signed_in.acting("station_revoked", station):
        revocation.revoke(here.db, station, str(g.who), note, here.time.utc)
    return redirect(url_for("stations.every_station"), 303)


@blueprint.post("/stations/<station>/release")
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


@blueprint.get("/codes")
def codes() -> str:
    """Head office is asked which hall gets a new station."""
    return _codes(None, "")


@blueprint.post("/codes")
def issue_code() -> str:
    """Head office draws a one-time enrolment code for a hall."""
    form = request.form
    branch, key = form.get("branch", ""), form.get("key", "")
    check_key(key)
    secret = bytes.fromhex(here.keys.peppered(f"code {key}"))[:10]  # the same form, the same code
    replaces = form.get("replaces", "")
    with signed_in.acting("code_drawn", branch, detail=replaces):
        code = enrolment.issue_code(
            here.db, branch, here.keys, secret, here.time.utc, replaces,
            _number(form.get("decided", "")),
        )  # fmt: skip
    return _codes(code, branch)


def _number(typed: str) -> int:
    """A number of entries, 0 for none; raises Refusal `bad_number`."""
    typed = typed.strip() or "0"
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal("bad_number")
    return int(typed)


def _codes(code: str | None, chosen: str) -> str:
    in_use: list[Station] = [one for one in enrolment.every(here.db) if one.revoked_at is None]
    return render_template(
        "office/stations/codes.html",
        branches=documents.read_all(here.db, "branch", business_day()),
        stations=in_use,
        code=code,
        chosen=chosen,
        replaces=request.form.get("replaces", ""),
    )
