"""Schemes evaluated: who is chosen and why, locked once their period is over, by head office or by
the manager of a hall without an office, at its desk."""

import datetime
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.paging import PAGE
from kiosk.records.ledger import security_log
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches, offered
from kiosk.records.recognition import awards, evaluating
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.recognition import chance, periods
from kiosk.rules.recognition.awards import inputs as recorded
from kiosk.rules.recognition.periods import Span
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.schemes import PERIODS, UNITS
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents

blueprint = Blueprint("schemes", __name__, url_prefix="/schemes")
blueprint.before_request(documents.only_publishers)
SPANS = 13
"""Periods that a page offers: of months, a year and the present one."""


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Gives the pages of schemes what figures, units and periods are called."""
    figures = offered.figure_words(here.db)
    return {"FIGURES": figures, "UNITS": UNITS, "PERIODS": PERIODS, "recorded": recorded}


@blueprint.get("")
def listed() -> str:
    """A publisher sees the schemes in force, each with its last period that is over."""
    today = business_day()
    found = evaluating.every(here.db, today)
    over = {one.key: periods.back(one.scheme.period, today, 2)[-1] for one in found}
    locked = {key: len(awards.of_period(here.db, key, *span)) for key, span in over.items()}
    return render_template(
        "staff/recognition/schemes.html",
        schemes=found,
        over=over,
        locked=locked,
        branches=branches.Names(here.db, today),
    )


@blueprint.get("/clerks/<badge>")
def clerk(badge: str) -> str:
    """A publisher sees everything that a clerk was awarded, and by which figures."""
    today = business_day()
    known = clerks.remembered(here.db, badge, today)
    signed_in.viewed(badge, "awards")
    looks = security_log.about(here.db, badge, ())
    return render_template(
        "staff/recognition/clerk.html",
        looks=looks.rows,
        people=clerks.named(here.db, {row.who for row in looks.rows}, today),
        badge=badge,
        clerk=known,
        awards=awards.of_clerk(here.db, badge),
        branches=branches.Names(here.db, today),
        today=today,
    )


@blueprint.get("/<key>")
def scheme(key: str) -> tuple[str, int]:
    """A publisher sees who is chosen for a period, with every figure, point and reason."""
    today, page = business_day(), paging.asked()
    current = evaluating.remembered(here.db, key, today)
    span = _span(current, today)
    branch, wrong = _branch(today)
    outcome = awards.outcome(here.db, key, *span, branch)
    found = outcome.found
    results = [one for one in found.results if branch in ("", found.branches[one.unit])]
    shown = results[(page - 1) * PAGE : page * PAGE]
    close = None if branch else chance.close(found.of.scheme, found.results)
    rendered = render_template(
        "staff/recognition/scheme.html",
        key=key,
        of=found.of,
        span=span,
        spans=periods.back(current.period, today, SPANS),
        over=span.last < today,
        outcome=outcome,
        digest=digest(found.results) if not outcome.locked else "",
        chosen=sum(one.chosen for one in results),
        results=shown,
        reaches={one.unit: chance.reach(found.of.scheme, one.inputs) for one in shown},
        close=close,
        number=len(results),
        page=page,
        branch=branch,
        form=of_address(wrong),
        offered=branches.listed(here.db, today) if here.screen == "office" else {},
        names=clerks.named(here.db, _units(outcome, [*shown, *(close or ())[:2]]), span.last),
        branches=branches.Names(here.db, today),
        windows=_windows(outcome),
    )
    return rendered, 422 if wrong else 200


def _windows(outcome: awards.Outcome) -> dict[str, dict[str, Said]]:
    """What the windows of a scheme's branches are for, by branch and number."""
    found = outcome.found
    if found.of.scheme.unit != "window":
        return {}
    halls = {unit.partition("/")[0] for unit in (*found.branches, *outcome.locked)}
    return {hall: offered.windows(here.db, hall, found.last) for hall in halls}


def _span(scheme: Scheme, today: datetime.date) -> Span:
    """The period that the address or the form names by one of its days; else the last one that is
    over."""
    try:
        asked = day(request.values.get("of", ""))
        return periods.of(scheme.period, asked)
    except (NotADay, ValueError, OverflowError):
        return periods.back(scheme.period, today, 2)[-1]


def _branch(today: datetime.date) -> tuple[str, dict[str, str]]:
    """The branch in the address, and what is wrong with it."""
    typed = request.args.get("branch", "").strip()[:40]
    found = branches.searched(here.db, typed, today) if typed else []
    if typed and len(found) != 1:
        return "", {"branch": "several_branches" if found else "unknown_branch"}
    return (found[0] if found else ""), {}


def _units(outcome: awards.Outcome, shown: list[Any]) -> set[str]:
    """The units that a page names."""
    return {one.unit for one in (*shown, *outcome.differences)}


@blueprint.post("/<key>/lock")
@on_page("schemes.scheme", "of")
def lock(key: str) -> AnyResponse:
    """A publisher locks the results of a period that is over; each one chosen is a fact."""
    today = business_day()
    span = _span(evaluating.remembered(here.db, key, today), today)
    found = awards.outcome(here.db, key, *span).found
    form = request.form
    with signed_in.acting("scheme_locked", key, detail=f"{span.first} {span.last}"):
        awards.lock(here.db, _speak, form.get("key", ""), found, form.get("digest", ""))
    return redirect(url_for("schemes.scheme", key=key, of=span.first), 303)


def _speak(branch: str) -> Author:
    """Head office for a branch, or the manager of a hall without an office in its place. Raises
    Refusal `office_publishes`."""
    if here.screen == "office":
        return authors.at_office(here.db, branch, str(g.who), here.now)
    author = authors.as_own_office(here.db, signed_in.clerk())
    if author is None:
        raise Refusal("office_publishes")
    return author
