"""Head office's cases: late ones anywhere, objections to rule on, and answer times."""

import datetime
import secrets
from typing import NamedTuple

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.paging import PAGE, Page
from kiosk.records.cases import contact_use
from kiosk.records.cases import lists as case_lists
from kiosk.records.cases.lists import OfBranch
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import security_log
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("cases", __name__)
blueprint.before_request(signed_in.required)
SHOWN_DAYS = 90
LISTS = ("late", "erasing", "disputed", "ours", "extended")


class Section(NamedTuple):
    """A list as the overview of cases shows it: its cases if they fit on a page, else how many
    each branch has, so that no branch pushes another's out."""

    cases: Page[CaseNow]
    branches: Page[OfBranch] | None


def _which(name: str) -> case_lists.Which:
    """What one of the lists holds; raises Refusal `not_found`."""
    lists: dict[str, case_lists.Which] = {
        "late": {"late": business_day()},
        "erasing": {"erasing": True},
        "disputed": {"objected": True},
        "ours": {"waits_for": "office"},
        "extended": {"extended": True},
    }
    if name not in lists:
        raise Refusal("not_found", name[:40])
    which = lists[name]
    if (within := scope.branches()) is not None:
        which["branches"] = within
    return which


def _section(name: str) -> Section:
    which = _which(name)
    number = case_lists.number(here.db, **which)
    if number <= PAGE:
        return Section(case_lists.listed(here.db, **which), None)
    return Section(Page([], number), case_lists.by_branch(here.db, **which))


@blueprint.get("/cases")
def listed() -> tuple[str, int]:
    """Head office sees which cases are late, where, and how long answers take."""
    db, today = here.db, business_day()
    by = request.args.get("by", "branch")
    if by not in case_lists.GROUPS:
        raise Refusal("bad_request", "by")
    first, last, wrong = period(today - datetime.timedelta(SHOWN_DAYS), today)
    lists = {name: _section(name) for name in LISTS}
    answers = case_lists.answering(db, by, first, last, today, scope.branches())
    number = paging.asked()
    groups = sorted(answers.groups.items(), key=lambda one: (-one[1].late, one[0]))
    badges = {row.responsible for one in lists.values() for row in one.cases.rows}
    page = render_template(
        "office/cases/listed.html",
        **lists,
        erasing_late=case_lists.number(db, **_which("erasing") | {"late": today}),
        answering=groups[(number - 1) * PAGE : number * PAGE],
        groups=len(groups),
        page=number,
        whole=answers.whole,
        asked=of_address(wrong),
        by=by,
        first=first,
        last=last,
        GROUPS=tuple(case_lists.GROUPS),
        unsealed=contact_use.unsealed(db, here.keys) if scope.can("cases.reseal") else {},
        branches=branches.Names(db, today),
        clerks=clerks.named(db, badges, today),
        today=today,
    )
    return page, 422 if wrong else 200


@blueprint.get("/case-lists/<name>")
def one_list(name: str) -> str:
    """Head office reads a long list of cases by branch, and a branch's page by page."""
    db, which, page = here.db, _which(name), paging.asked()
    branch, today = request.args.get("branch", "")[:40], business_day()
    if branch:
        scope.keep_to(branch)
        which["branch"] = branch
    cases = (
        case_lists.listed(db, page, **which)
        if branch
        else Page([], case_lists.number(db, page, **which))
    )
    return render_template(
        "office/cases/one_list.html",
        name=name,
        branch=branch,
        cases=cases,
        listed=None if branch else case_lists.by_branch(db, page, **which),
        page=page,
        branches=branches.Names(db, today),
        clerks=clerks.named(db, {row.responsible for row in cases.rows}, today),
        today=today,
    )


@blueprint.post("/cases/<branch>/reseal")
@on_page("cases.listed")
def reseal(branch: str) -> AnyResponse:
    """Head office reseals a branch's phone numbers for its new manager."""
    of = authors.at_office(here.db, branch, str(g.who), here.now)
    number = contact_use.reseal(here.db, of, here.keys, lambda: secrets.token_hex(16))
    key = request.form.get("key", "")
    by = signed_in.actor()
    security_log.write(here.db, by, "contacts_resealed", branch, number=number, key=key)
    return redirect(url_for("cases.listed"), 303)
