"""One station at head office: what it last reported, what it had not sent, who replaced it."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import VERSION
from kiosk.records.exchange import revocation
from kiosk.records.ledger import alarms
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches, manifests
from kiosk.records.stations import enrolment, last_calls, states, unsent
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("station", __name__, url_prefix="/stations/<station>")
blueprint.before_request(signed_in.required)
MISSING_SHOWN = 20


def _known(name: str) -> Station:
    """A station of a branch that this person may see. Raises Refusal `unknown_station`
    or `not_your_branch`."""
    station = enrolment.find(here.db, name)
    if station is None:
        raise Refusal("unknown_station", name[:40])
    scope.keep_to(station.branch)
    return station


@blueprint.get("")
def page(station: str) -> str:
    """Head office sees how a station is, what it has yet to send, and what can be done with it."""
    known, db, day = _known(station), here.db, business_day()
    found = last_calls.one(db, known)
    manifest = found.call.manifest if found.call else 0
    return render_template(
        "office/stations/station.html",
        station=known,
        call=found.call,
        chain=found.chain,
        wrong=_wrong(found),
        unsent=unsent.found(db, known),
        replaced=enrolment.find(db, known.replaces) if known.replaces else None,
        successor=enrolment.successor(db, known.station),
        missing=manifests.unlisted(db, known.branch, manifest),
        held=revocation.held(db).get(known.station, 0),
        alarms=_alarms(known),
        branches=branches.named(db, [known.branch], day),
        now=here.time.utc,
        version=VERSION,
        NOTE_LIMIT=revocation.NOTE_LIMIT,
        MISSING_SHOWN=MISSING_SHOWN,
    )


def _wrong(of: last_calls.Listed) -> tuple[str, ...]:
    if of.station.revoked_at is not None:
        return ()
    return states.of(of.station, of.call, here.time.utc, VERSION)


def _alarms(station: Station) -> list[alarms.Group]:
    """The open alarms of the station's branch."""
    if not scope.can("alarms.listed"):
        return []
    return alarms.groups(here.db, branch=station.branch).rows


@blueprint.post("/lost")
@on_page("station.page")
def give_up(station: str) -> AnyResponse:
    """Head office states that what a replaced station had not sent is lost."""
    check_key(request.form.get("key", ""))
    known, note = _known(station), request.form.get("note", "")
    with signed_in.acting("station_given_up", station):
        unsent.give_up(here.db, known, str(g.who), note, here.time.utc)
    return redirect(url_for("station.page", station=station), 303)
