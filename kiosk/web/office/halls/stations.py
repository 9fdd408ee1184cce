"""Stations at head office: enrolment codes, and which station still counts."""

from collections.abc import Mapping, Sequence

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import VERSION
from kiosk.ground.paging import cut
from kiosk.records.exchange import revocation
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import authors
from kiosk.records.publishing import branches
from kiosk.records.stations import enrolment, last_calls, states
from kiosk.records.stations.states import Counts, Stations
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.rules.office.stations import STATES
from kiosk.rules.publishing.scopes import below, grouped, upward
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, scope, shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("stations", __name__)
blueprint.before_request(signed_in.required)
SHOWN = 50
"""Stations of a page."""


@blueprint.get("/stations")
def every_station() -> str:
    """Head office sees how many stations of each region need attention, and lists them."""
    today, page, now = business_day(), paging.asked(), here.time.utc
    name, region = request.args.get("branch", "").strip()[:40], request.args.get("region")
    state = request.args.get("state", "")
    if state and state not in STATES:
        raise Refusal("bad_request", "state")
    found = scope.searched(name) if name else []
    wrong = {} if len(found) == 1 or not name else {"branch": "unknown_branch"}
    branch, known = found[0] if len(found) == 1 else "", scope.by_region(today)
    within = scope.branches() if region is None else frozenset(below(known, region))
    of_branch, groups = states.by_branch(here.db, now, VERSION), grouped(known, region or "")
    counted = states.summed(of_branch, groups)
    only = states.is_wrong(state, now, VERSION) if state else None
    return render_template(
        "office/stations/stations.html",
        stations=last_calls.listed(here.db, page, branch, within, only, SHOWN),
        regions=(shown := cut(counted, paging.asked("regions"))),
        inside=_inside(of_branch, known, [one for one, _ in shown.rows if one != region]),
        way=upward(region or "")[::-1],
        regions_page=paging.asked("regions"),
        total=states.Counts(*map(sum, zip(*(one for _, one in counted), strict=True)))
        if counted
        else states.Counts(),
        asked={"branch": branch, "region": region, "state": state},
        held=revocation.held(here.db),
        branch=branch,
        form=of_address(wrong),
        offered=scope.listed(today),
        branches=branches.Names(here.db, today),
        now=now,
        page=page,
        SHOWN=SHOWN,
        STATES=STATES,
    )


def _inside(
    of_branch: Stations, known: Mapping[str, Sequence[str]], regions: Sequence[str]
) -> dict[str, list[tuple[str, Counts]]]:
    """The regions in each of these that has some, with their stations."""
    groups = {one: grouped(known, one) for one in regions if one}
    return {one: states.summed(of_branch, some) for one, some in groups.items() if {*some} - {one}}


@blueprint.post("/stations/<station>/revoke")
@on_page("station.page")
def revoke(station: str) -> AnyResponse:
    """Head office revokes a station: what it sends from now on is kept, but does not count."""
    check_key(request.form.get("key", ""))
    note = request.form.get("note", "")
    with signed_in.acting("station_revoked", station):
        revocation.revoke(here.db, station, str(g.who), note, here.time.utc)
    return redirect(url_for("station.page", station=station), 303)


@blueprint.post("/stations/<station>/release")
@on_page("station.page")
def release(station: str) -> AnyResponse:
    """Head office counts what a revoked station has sent until now."""
    check_key(request.form.get("key", ""))
    known = enrolment.find(here.db, station)
    if known is None:
        raise Refusal("unknown_station", station[:40])
    author = authors.at_office(here.db, known.branch, str(g.who), here.now)
    with signed_in.acting("station_released", station):
        revocation.release(here.db, author, station, request.form.get("note", ""))
    return redirect(url_for("station.page", station=station), 303)


class Drawn(msgspec.Struct, frozen=True):
    """An enrolment code that was drawn, for which branch, and which station it replaces."""

    code: str
    branch: str
    replaces: str


@blueprint.get("/codes")
def codes() -> str:
    """Head office is asked which hall gets a new station, and sees the code that was drawn."""
    drawn, today = shown_once.found(Drawn), business_day()
    name = request.args.get("replaces", drawn.replaces if drawn else "")
    replaced = enrolment.find(here.db, name) if name else None
    chosen = drawn.branch if drawn else replaced.branch if replaced else ""
    return render_template(
        "office/stations/codes.html",
        branches=scope.listed(today) | branches.named(here.db, [chosen], today),
        is_listed=bool(scope.listed(today)),
        replaced=replaced,
        chosen=chosen,
        drawn=drawn,
    )


@blueprint.post("/codes")
@on_page("stations.codes", "replaces")
def issue_code() -> AnyResponse:
    """Head office draws a one-time enrolment code for a hall."""
    form = request.form
    typed, key, replaces = form.get("branch", ""), form.get("key", ""), form.get("replaces", "")
    check_key(key)
    found = scope.searched(typed.strip()[:40]) if typed.strip() else []
    branch = found[0] if len(found) == 1 else typed
    secret = bytes.fromhex(here.keys.peppered(f"code {key}"))[:10]  # the same form, the same code
    decided = _number(form.get("decided", ""))
    now = here.time.utc
    with signed_in.acting("code_drawn", branch, detail=replaces):
        code = enrolment.issue_code(here.db, branch, here.keys, secret, now, replaces, decided)
    shown = url_for("stations.codes", replaces=replaces or None)
    return shown_once.show(shown, Drawn(code, branch, replaces))


def _number(typed: str) -> int:
    """A number of entries, 0 for none; raises Refusal `bad_number`."""
    try:
        return whole(typed) if typed.strip() else 0
    except NotANumber:
        raise Refusal("bad_number") from None
