"""Head office's pages of flags: feedback that does not look as usual, for a person to look into."""

from typing import Any, NamedTuple

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import ledger
from kiosk.records.oversight import flags, nightly
from kiosk.records.oversight.flags import Filters
from kiosk.records.oversight.state import OPEN, FlagNow
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches
from kiosk.rules.office.suspicion.rises import LIFTS, SOON_DAYS
from kiosk.vocabulary.facts import FINDINGS, FLAG_KINDS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("flags", __name__, url_prefix="/flags")
blueprint.before_request(signed_in.required)
STATES = (OPEN, *FINDINGS)


class View(NamedTuple):
    """Which flags are listed, all of it in the URL; `wrong` are the codes of what is wrong with it,
    `found` the branches that a name can mean."""

    which: Filters
    wrong: dict[str, str]
    found: list[str]

    @property
    def given(self) -> dict[str, str]:
        named = (("branch", self.which.branch), ("kind", self.which.kind))
        return {name: value for name, value in (*named, ("state", self.which.state)) if value}


def _view() -> View:
    """The view in the URL. Raises Refusal `bad_request`."""
    args, wrong = request.args, dict[str, str]()
    kind, state = args.get("kind", ""), args.get("state", "")
    if kind not in ("", *FLAG_KINDS) or state not in ("", *STATES):
        raise Refusal("bad_request", "kind")
    name, found = args.get("branch", "").strip()[:40], list[str]()
    if name:
        found = scope.searched(name)
        if len(found) != 1:
            wrong["branch"] = "several_branches" if found else "unknown_branch"
    branch = found[0] if len(found) == 1 else ""
    return View(Filters(branch, kind, state, scope.branches()), wrong, found)


@blueprint.get("")
def listed() -> tuple[str, int]:
    """Head office sees which feedback does not look as usual, open flags first, and what can be
    seen at the clerks of a branch at all."""
    view, page, today = _view(), paging.asked(), business_day()
    found = flags.listed(here.db, view.which, page)
    branch = view.which.branch
    sights = nightly.sights(here.db, branch, today) if branch else {}
    badges = {one.clerk for one in found.rows} | {_colleague(one) for one in found.rows}
    rendered = render_template(
        "office/flags/listed.html",
        view=view,
        found=found,
        page=page,
        waiting=flags.number_open(here.db, scope.branches()),
        sights=sights,
        form=of_address(view.wrong),
        offered=scope.listed(today),
        branches=branches.named(here.db, {branch, *(one.branch for one in found.rows)}, today),
        names=clerks.named(here.db, badges | set(sights), today),
        **_words(),
    )
    return rendered, 422 if view.wrong else 200


def _colleague(flag: FlagNow) -> str:
    """The other clerk of a ring."""
    return flag.other if flag.kind == "ring" else ""


def _words() -> dict[str, Any]:
    return {
        "FLAG_KINDS": FLAG_KINDS, "STATES": STATES, "FINDINGS": FINDINGS,
        "LIFTS": LIFTS, "SOON_DAYS": SOON_DAYS, "TEXT_LIMIT": flags.TEXT_LIMIT,
    }  # fmt: skip


@blueprint.get("/<branch>/<event_id>")
def page(branch: str, event_id: str) -> str:
    """Head office reads a flag: what was seen, the facts that it names, what was found out and by
    whom."""
    row, flag = flags.find(here.db, branch, event_id)
    signed_in.viewed(row.clerk, "flag")
    page, today = paging.asked(), business_day()
    given = flags.facts_of(here.db, branch, flag, page)
    badges = {row.clerk, _colleague(row), *(one.clerk for one in given.rows)}
    return render_template(
        "office/flags/flag.html",
        branch=branch,
        row=row,
        flag=flag,
        given=given,
        read=[(one, ledger.read(one), ledger.writer(one.station)) for one in given.rows],
        page=page,
        sight=nightly.sights(here.db, branch, today).get(row.clerk),
        branches=branches.named(here.db, [branch], today),
        names=clerks.named(here.db, badges, today),
        **_words(),
    )


@blueprint.post("/<branch>/<event_id>")
@on_page("flags.page", drafted=True)
def handle(branch: str, event_id: str) -> AnyResponse:
    """Head office says what was found out about a flag; every finding stays."""
    form = request.form
    of = authors.at_office(here.db, branch, str(g.who), here.now)
    finding, text = form.get("finding", ""), form.get("text", "")
    flags.handle(here.db, of, form.get("key", ""), event_id, finding, text)
    return redirect(url_for("flags.page", branch=branch, event_id=event_id), 303)
