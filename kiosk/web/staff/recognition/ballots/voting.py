"""Voting at the desk: the manager begins and ends it, each clerk votes once."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.recognition.ballots import elections, state, trustees
from kiosk.records.recognition.ballots.elections import Vote
from kiosk.rules.input.folding import squeezed
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.vocabulary.refusals import REFUSALS, Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff.recognition.ballots.counting import counting
from kiosk.web.staff.recognition.ballots.page import people

blueprint = Blueprint("voting", __name__, url_prefix="/vote")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def listed() -> str:
    """A clerk sees the hall's elections and its three trustees."""
    author = signed_in.clerk()
    found = state.of_branch(here.db, author.branch)
    three = trustees.of_branch(here.db, author)
    named = people(found) | {one.by for one in three}
    return render_template(
        "staff/ballots/listed.html",
        found=found,
        branch=author.branch,
        trustees=three,
        own_seats=trustees.seats(here.db, author),
        has_office=identity.me(here.db).has_office,
        not_now=elections.refused(here.db, author),
        REFUSALS=REFUSALS,
        month=rule.previous_month(author.day),
        names=clerks.named(here.db, named, author.day),
        me=author.by,
        today=author.day,
        rule=rule,
    )


@blueprint.post("")
@on_page("voting.listed")
def begin() -> AnyResponse:
    """A manager begins the vote for the star of the month before."""
    author = signed_in.clerk()
    if code := elections.refused(here.db, author):
        raise Refusal(code)
    with counting() as steps:
        elections.begin(
            here.db, author, here.keys, request.form.get("key", ""), steps.version, steps.make
        )
    return redirect(url_for("voting.listed"), 303)


@blueprint.get("/<election>")
def ballot(election: str) -> str:
    """A clerk chooses one colleague, in secret."""
    author = signed_in.clerk()
    of = state.find(here.db, author.branch, election)
    code = rule.refused(of, author.by, "", author.day)
    if code not in ("no_candidate", "voted_already"):
        raise Refusal(code)
    return render_template(
        "staff/ballots/vote.html",
        of=of,
        voted=author.by in of.voted,
        candidates=[badge for badge in of.begun.voters if badge != author.by],
        names=clerks.named(here.db, people([of]), author.day),
    )


@blueprint.post("/<election>")
@on_page("voting.ballot")
def cast(election: str) -> AnyResponse:
    """A clerk votes, confirmed by the own PIN. What was chosen is sealed at once."""
    author, form = signed_in.clerk(), request.form
    of = state.find(here.db, author.branch, election)
    vote = Vote(form.get("choice", ""), squeezed(form.get("pin", "")))
    browser = signed_in.browser(author.by)
    with counting(of.begun.tool) as steps:
        elections.cast(
            here.db, author, here.keys, form.get("key", ""), election, vote, steps.seal, browser
        )
    return redirect(url_for("voting.ballot", election=election), 303)


@blueprint.post("/<election>/close")
@on_page("ballots.page", "branch")
def close(election: str) -> AnyResponse:
    """A manager or trustee ends voting, once all have voted or its last day is over."""
    author, key = signed_in.clerk(), request.form.get("key", "")
    of = state.find(here.db, author.branch, election)
    with counting(of.begun.tool) as steps:
        elections.close(here.db, author, here.keys, key, election, steps.close)
    return redirect(url_for("ballots.page", branch=author.branch, election=election), 303)


@blueprint.post("/<election>/cancel")
@on_page("ballots.page", "branch")
def cancel(election: str) -> AnyResponse:
    """A manager gives up an election, for a reason that everyone in the hall reads."""
    author, form = signed_in.clerk(), request.form
    elections.cancel(here.db, author, form.get("key", ""), election, form.get("reason", ""))
    return redirect(url_for("ballots.page", branch=author.branch, election=election), 303)
