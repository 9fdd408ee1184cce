"""Issues of the hall's stories (服务之窗, P10): made by the manager, read by all, and printed."""

import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import clerks
from kiosk.records.recognition.registers import issues
from kiosk.records.recognition.registers.issues import Issue
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.frame.words import language, masked, named
from kiosk.web.frame.words import said as published

blueprint = Blueprint("stories", __name__, url_prefix="/stories")
blueprint.before_request(signed_in.required)
PAGES = 12
"""Most pages of a sheet: an issue of the longest stories."""


@blueprint.get("")
def page() -> str:
    """A member of staff reads the issues of the hall's stories; the manager makes one."""
    of = signed_in.clerk()
    found = issues.listed(here.db, of.branch, of.day)
    offered = issues.stories(here.db, of.branch, of.day) if of.role == "manager" else {}
    told = [story for issue in found for story in issue.stories] + list(offered.values())
    return render_template(
        "desk/recognition/stories.html",
        issues=found,
        offered=offered,
        following=issues.following(here.db, of.branch),
        months=_months(of.day),
        names=clerks.named(here.db, {one.entry.fact.clerk for one in told}, of.day),
        MOST=issues.MOST,
    )


def _months(day: datetime.date) -> list[datetime.date]:
    """This month and the one before, by their first days."""
    first = day.replace(day=1)
    return [first, (first - datetime.timedelta(1)).replace(day=1)]


@blueprint.post("")
@on_page("stories.page")
def make() -> AnyResponse:
    """A manager makes an issue of stories to which their clerks have consented."""
    form, of = request.form, signed_in.clerk()
    try:
        number = whole(form.get("number", ""), issues.MOST_NUMBER, 1)
    except NotANumber:
        raise Refusal("bad_issue") from None
    months = {one.isoformat(): one for one in _months(of.day)}
    month = months.get(form.get("month", ""), of.day)
    issues.make(here.db, of, form.get("key", ""), number, month, form.getlist("entry"))
    return redirect(url_for("stories.page"), 303)


@blueprint.get("/<int:number>/sheet.pdf")
def pdf(number: int) -> Response:
    """A member of staff prints an issue from a PDF."""
    of = signed_in.clerk()
    issue = issues.find(here.db, of.branch, number, of.day)
    return downloads.sheet("stories", _data(issue), issue.fact.month, f"stories-{number}", PAGES)


def _data(issue: Issue) -> dict[str, Any]:
    """What the template of the sheet reads, in the language of the page."""
    of, hall = signed_in.clerk(), signed_in.hall_here()
    facts = [one.entry.fact for one in issue.stories]
    names = clerks.named(here.db, {one.clerk for one in facts}, of.day)
    return {
        "title": _said("stories_word"),
        "lang": language(),
        "hall": named(hall, "hall") if hall else "",
        "issue": _said("issue_word", issue.fact),
        "stories": [
            {
                "name": named(names[fact.clerk]) if fact.clerk in names else "",
                "texts": [
                    {"field": published(field) if len(one.register.fields) > 1 else "",
                     "text": masked(text)}
                    for field, text in zip(one.register.fields, fact.said, strict=False)
                    if text
                ],
            }
            for one, fact in zip(issue.stories, facts, strict=True)
        ],
    }  # fmt: skip


def _said(macro: str, *values: Any) -> str:
    return downloads.said(macro, *values, of="stories")
