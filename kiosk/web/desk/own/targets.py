"""The targets of a hall's clerks against results, for its manager (P37). Each clerk sees the own
ones on the desk's first page; nothing here compares one with another."""

from flask import Blueprint, render_template

from kiosk.records.people import clerks
from kiosk.records.publishing import offered
from kiosk.records.recognition.own import targets
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("targets", __name__, url_prefix="/targets")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def page() -> str:
    """A manager reads each clerk's targets, what was reached so far, and how long is left."""
    of = signed_in.clerk()
    if of.role != "manager":
        raise Refusal("only_manager")
    roster = clerks.roster(here.db, of.branch, of.day)
    found = targets.of_branch(here.db, of.branch, of.day)
    shown = {badge: found[badge] for badge in roster if badge in found}
    for badge in shown:
        signed_in.viewed(badge, "targets")
    return render_template(
        "desk/own/targets.html",
        aims=shown,
        roster=roster,
        FIGURES=offered.figure_words(here.db) if shown else {},
    )
