"""An election as clerks, trustees and head office see it, and the opening of its result."""

from collections.abc import Iterable
from typing import Any

import msgspec
from flask import Blueprint, Response, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.ballots.belenios import counts_of
from kiosk.records.ledger import across
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition.ballots import opening, state, urns
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.rules.recognition.ballots.elections import SEATS, Election
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff.recognition.ballots.counting import counting

blueprint = Blueprint("ballots", __name__, url_prefix="/ballots")
blueprint.before_request(signed_in.required)
MOST_KEY = 2_000
"""Most characters of a key's file."""


class Unsealed(msgspec.Struct, frozen=True):
    """What a trustee unsealed of an election with few ballots, for this browser alone."""

    election: str
    archive: bytes


def author_for(branch: str) -> Author:
    """The person signed in, acting for a branch. Raises Refusal `no_election` at the desk of
    another branch."""
    if here.screen == "office":
        if branch not in across.branches(here.db):
            raise Refusal("no_election")
        return authors.at_office(here.db, branch, str(g.who), here.now)
    author = signed_in.clerk()
    if author.branch != branch:
        raise Refusal("no_election")
    return author


def typed_key() -> str:
    """The trustee's key in the form: typed, or in the file that was chosen."""
    file = request.files.get("file")
    read = file.stream.read(MOST_KEY).decode(errors="replace") if file else ""
    return request.form.get("secret", "")[:MOST_KEY].strip() or read


def people(found: Iterable[Election]) -> set[str]:
    """Everyone whom these elections name."""
    every = {badge for one in found for badge in (*one.begun.voters, *one.begun.holders)}
    return every | {one.begun.by for one in found}


@blueprint.get("/<branch>/<election>")
def page(branch: str, election: str) -> str:
    """A clerk sees how far an election is; a trustee opens the result; head office verifies it."""
    author = author_for(branch)
    of, today = state.find(here.db, branch, election), business_day()
    unsealed = shown_once.found(Unsealed)
    counts = list(of.counted.counts) if of.counted else []
    if unsealed is not None and unsealed.election == of.id:
        counts = counts_of(unsealed.archive)
    seat = next((s for s, by in zip(SEATS, of.begun.holders, strict=True) if by == author.by), "")
    return render_template(
        "staff/ballots/election.html",
        of=of,
        branch=branch,
        hall=branches.of_branch(here.db, branch, today),
        counts=counts,
        unsealed=unsealed,
        shown=request.args.get("shown", ""),
        verified=_verified(branch, of) if "verify" in request.args else None,
        seat=seat if author.role != "office" else "third",
        seats=SEATS,
        urn_here=urns.is_here(here.db, of.id),
        may_close=rule.may_close(of, author.day),
        is_open=rule.is_open(of, author.day),
        names=clerks.named(here.db, people([of]), today),
        me=author.by,
        rule=rule,
    )


def _verified(branch: str, of: Election) -> bool:
    """Whether belenios-tool finds the published file right, and as many ballots in it as voters."""
    archive = opening.archive(here.db, branch, of)
    try:
        with counting(of.begun.tool) as steps:
            steps.verify(archive)
    except Refusal as refusal:
        if refusal.code != "ballot_failed":
            raise
        return False
    return of.counted is not None and len(of.voted) == of.counted.ballots


@blueprint.get("/<branch>/<election>/election.bel")
def file(branch: str, election: str) -> Response:
    """A member of staff takes the verification file of an election; a trustee the unsealed one
    of an election with few ballots."""
    author_for(branch)
    of, unsealed = state.find(here.db, branch, election), shown_once.found(Unsealed)
    if unsealed is not None and unsealed.election == of.id:
        body = unsealed.archive
    elif of.counted is not None and of.counted.sealed:
        raise Refusal("not_a_trustee")
    else:
        body = opening.archive(here.db, branch, of)
    name = f"{branch}-{of.begun.month:%Y-%m}.bel"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="application/octet-stream", headers=headers)


@blueprint.post("/<branch>/<election>/open")
@on_page("ballots.page")
def open_part(branch: str, election: str) -> AnyResponse:
    """A trustee opens the own part of the result; with the second one it is counted."""
    author, key, secret = author_for(branch), request.form.get("key", ""), typed_key()
    of = state.find(here.db, branch, election)
    with counting(of.begun.tool) as steps:
        opening.open_part(here.db, author, key, election, secret, steps.part, steps.count)
    return _back(branch, election)


@blueprint.post("/<branch>/<election>/unseal")
@on_page("ballots.page")
def unseal(branch: str, election: str) -> AnyResponse:
    """A trustee reads the counts of an election with few ballots, and takes its file."""
    author_for(branch)
    of = state.find(here.db, branch, election)
    archive = opening.archive(here.db, branch, of, typed_key())
    return _back(branch, election, Unsealed(election, archive))


def _back(branch: str, election: str, what: Any = None) -> AnyResponse:
    address = url_for("ballots.page", branch=branch, election=election)
    if what is not None:
        return shown_once.show(address, what)
    return Response(status=303, headers={"Location": address})
