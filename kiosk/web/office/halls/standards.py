"""How the halls keep their standards, for head office: each item's share by branch (P23–P25)."""

import datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request

from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.records.standards import checks, remarks
from kiosk.rules.standards import checking as rule
from kiosk.rules.standards.checking import Share
from kiosk.vocabulary.documents import Standard
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import Period, business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import said
from kiosk.web.office.filters import MOST_DAYS

blueprint = Blueprint("standards", __name__, url_prefix="/standards")
blueprint.before_request(signed_in.required)


class Line(NamedTuple):
    """A branch: how many checks it has, and the share of each item, by code."""

    branch: str
    checks: int
    shares: dict[str, Share]


def _asked() -> Period:
    """The days asked for, this month's at first."""
    today = business_day()
    return period(today.replace(day=1), today)


def _bounded(found: Period) -> Period:
    """Of too many days of all branches the last."""
    if not found.wrong and (found.last - found.first).days >= MOST_DAYS:
        first = found.last - datetime.timedelta(MOST_DAYS - 1)
        return found._replace(first=first, wrong={"first": "too_many_days"})
    return found


def _standards() -> dict[str, Standard]:
    known = in_halls.everywhere(here.db, "standard", business_day())
    return {key: one for key, one in sorted(known.items()) if isinstance(one, Standard)}


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office sees how often each item of a standard is done, branch by branch."""
    asked, page, known = _bounded(_asked()), paging.asked(), _standards()
    of = request.args.get("standard", "")
    of = of if of in known else next(iter(known), "")
    every = sorted(branches.Names(here.db, business_day()))
    shown = pages.cut(every, page)
    lines = _lines(of, shown.rows, asked)
    items = {one.code: one for one in rule.defined(known[of])} if of else {}
    codes = dict.fromkeys((*items, *(code for line in lines for code in line.shares)))
    rendered = render_template(
        "office/standards/counted.html",
        asked=asked,
        form=of_address(asked.wrong),
        known=known,
        of=of,
        heads={
            code: rule.label(said(items[code].text)) if code in items else code for code in codes
        },
        lines=lines,
        number=shown.number,
        page=page,
        branches=branches.named(here.db, shown.rows, business_day()),
    )
    return rendered, 422 if asked.wrong else 200


def _lines(of: str, some: list[str], asked: Period) -> list[Line]:
    marks = checks.of_days(here.db, some, asked.first, asked.last)
    found = []
    for branch in some:
        own = [one for one in marks if one.branch == branch and one.subject == of]
        found.append(Line(branch, len(own), rule.shares(own)))
    return found


@blueprint.get("/<branch>")
def branch(branch: str) -> tuple[str, int]:
    """Head office reads what a branch did not do of a standard, and what was written about it."""
    asked, page, of = _asked(), paging.asked(), request.args.get("standard", "")
    known = _standards()
    if of not in known or branch not in branches.Names(here.db, business_day()):
        raise Refusal("not_found", branch[:40])
    found = pages.cut(remarks.of_branch(here.db, branch, asked.first, asked.last, of), page)
    badges = {badge for one in found.rows for badge in (one.mark.clerk, one.mark.by)}
    rendered = render_template(
        "office/standards/branch.html",
        asked=asked,
        form=of_address(asked.wrong),
        branch=branch,
        of=of,
        standard=known[of],
        found=found,
        page=page,
        names=clerks.named(here.db, badges, business_day()),
        branches=branches.named(here.db, [branch], business_day()),
    )
    return rendered, 422 if asked.wrong else 200
