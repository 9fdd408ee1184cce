"""Releases: reviewed before they are published, withdrawn while they are not in force."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.paging import PAGE
from kiosk.records.publishing import branches, presets, releases, withdrawing
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, typed_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents

blueprint = Blueprint("releases", __name__)
blueprint.before_request(documents.only_publishers)
blueprint.context_processor(documents.who_publishes)
SHEET_NAME = 31
"""Longest name of a sheet in a workbook."""


@blueprint.post("/documents/preset")
@on_page("documents.overview")
def propose_preset() -> AnyResponse:
    """A publisher starts with the topics, reasons, deed tags and role groups of a trade."""
    day = typed_day("in_force")
    return documents.look_at(
        presets.PRESET, presets.read(here.db, request.form.get("trade", ""), day)
    )


@blueprint.post("/documents/<kind>/preset")
@on_page("documents.of_kind")
def propose_of_kind(kind: str) -> AnyResponse:
    """A publisher starts with a preset of one kind: schemes, standards, registers or
    questions."""
    day, name = typed_day("in_force"), request.form.get("preset", "")
    if kind not in presets.OF_KIND:
        raise Refusal("unknown_kind", kind[:20])
    return documents.look_at(kind, presets.read_of_kind(here.db, kind, name, day))


@blueprint.get("/releases/<release>")
def release(release: str) -> str:
    """A publisher looks at what a release changes, cell by cell, and who proposed it."""
    found = releases.find(here.db, release)
    changes = releases.reviewed(here.db, found, business_day())
    real = [change for change in changes if change.effect.what != "same"]
    two, page = here.config.two_person_release, paging.asked()
    return render_template(
        "staff/publishing/release.html",
        release=found,
        changes=real[(page - 1) * PAGE : page * PAGE],
        number=len(real),
        page=page,
        same=len(changes) - len(real),
        branches=branches.Names(here.db, business_day()),
        late=sum(change.effect.late for change in real),
        may=not two or found.proposed_by != g.who,
        sheet=request.args.get("sheet", "")[:SHEET_NAME],
        mostly_new=found.state == "proposed"
        and releases.is_mostly_new(here.db, found.kind, changes),
        two=two,
        me=str(g.who),
        recallable=any(item.in_force > business_day() for item in found.publications),
    )


@blueprint.post("/releases/<release>/publish")
@on_page("releases.release")
def publish(release: str) -> AnyResponse:
    """A publisher publishes a release; halls fetch it with their next sync."""
    two = here.config.two_person_release
    new, by = "mostly_new" in request.form, str(g.who)
    with signed_in.acting("release_published", release):
        releases.publish(here.db, release, by, here.time.utc, two, business_day(), new)
    if here.screen == "desk":
        branches.note_zone(here.db, business_day())
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/drop")
@on_page("releases.release")
def drop(release: str) -> AnyResponse:
    """A publisher drops a release that is not published."""
    with signed_in.acting("release_dropped", release):
        releases.drop(here.db, release, str(g.who), here.time.utc, business_day())
    return redirect(url_for("documents.overview"), 303)


@blueprint.post("/releases/<release>/withdraw")
@on_page("releases.release")
def withdraw(release: str) -> AnyResponse:
    """A publisher withdraws those parts of a release that are not in force yet; where a release
    takes two persons, the second one does."""
    by, two = str(g.who), here.config.two_person_release
    with signed_in.acting("release_withdrawn", release):
        withdrawing.withdraw(here.db, release, by, here.time.utc, business_day(), two)
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/withdrawal")
@on_page("releases.release")
def propose_withdrawal(release: str) -> AnyResponse:
    """A publisher asks for a release to be withdrawn, which another publisher confirms."""
    with signed_in.acting("withdrawal_proposed", release):
        withdrawing.propose(here.db, release, str(g.who), here.time.utc)
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/withdrawal/drop")
@on_page("releases.release")
def drop_withdrawal(release: str) -> AnyResponse:
    """A publisher drops the request to withdraw a release."""
    with signed_in.acting("withdrawal_dropped", release):
        withdrawing.drop(here.db, release)
    return redirect(url_for("releases.release", release=release), 303)
