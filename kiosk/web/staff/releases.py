"""Releases: reviewed before they are published, withdrawn while they are not in force."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.publishing import branches, releases
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.staff import documents

blueprint = Blueprint("releases", __name__)
blueprint.before_request(documents.only_publishers)
blueprint.context_processor(documents.who_publishes)
CHANGES_SHOWN = 500


@blueprint.get("/releases/<release>")
def release(release: str) -> str:
    """A publisher looks at what a release changes, and who proposed it."""
    found = releases.find(here.db, release)
    changes: list[Any] = releases.changes(here.db, found.publications, business_day())
    real = [change for change in changes if change.what != "same"]
    two = here.config.two_person_release
    return render_template(
        "staff/publishing/release.html",
        release=found,
        changes=real[:CHANGES_SHOWN],
        number=len(real),
        same=len(changes) - len(real),
        late=sum(change.late for change in real),
        may=not two or found.proposed_by != g.who,
        today=business_day(),
        two=two,
        me=str(g.who),
        recallable=any(item.in_force > business_day() for item in found.publications),
    )


@blueprint.post("/releases/<release>/publish")
def publish(release: str) -> AnyResponse:
    """A publisher publishes a release; halls fetch it with their next sync."""
    two = here.config.two_person_release
    with signed_in.acting("release_published", release):
        releases.publish(here.db, release, str(g.who), here.time.utc, two)
    if here.screen == "desk":
        branches.note_zone(here.db, business_day())
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/drop")
def drop(release: str) -> AnyResponse:
    """A publisher drops a release that is not published."""
    with signed_in.acting("release_dropped", release):
        releases.drop(here.db, release, str(g.who), here.time.utc)
    return redirect(url_for("documents.overview"), 303)


@blueprint.post("/releases/<release>/withdraw")
def withdraw(release: str) -> AnyResponse:
    """A publisher withdraws those parts of a release that are not in force yet; where a release
    takes two persons, the second one does."""
    by, two = str(g.who), here.config.two_person_release
    with signed_in.acting("release_withdrawn", release):
        releases.withdraw(here.db, release, by, here.time.utc, business_day(), two)
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/withdrawal")
def propose_withdrawal(release: str) -> AnyResponse:
    """A publisher asks for a release to be withdrawn, which another publisher confirms."""
    with signed_in.acting("withdrawal_proposed", release):
        releases.propose_withdrawal(here.db, release, str(g.who), here.time.utc)
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.post("/releases/<release>/withdrawal/drop")
def drop_withdrawal(release: str) -> AnyResponse:
    """A publisher drops the request to withdraw a release."""
    with signed_in.acting("withdrawal_dropped", release):
        releases.drop_withdrawal(here.db, release)
    return redirect(url_for("releases.release", release=release), 303)
