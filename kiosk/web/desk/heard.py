"""What customers said about a clerk beside cards, as that clerk reads it: remarks with ratings,
letters, banners and closed praise. Nothing here can open, hide, change or remove any of it."""

from typing import Any

from flask import Blueprint, render_template

from kiosk.ground.paging import Page
from kiosk.records.cases import lists as case_lists
from kiosk.records.feedback import own
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import identity
from kiosk.records.publishing import in_halls
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("heard", __name__)
blueprint.before_request(signed_in.required)
SHOWN = 6
"""How many of each the front page shows."""


@blueprint.get("/remarks")
def remarks() -> str:
    """A clerk reads what customers added to their ratings."""
    page = paging.asked()
    return render_template(
        "desk/cards/remarks.html",
        found=_remarks(page),
        page=page,
        has_office=identity.me(here.db).has_office,
        **_services(),
    )


@blueprint.get("/praise")
def praise() -> str:
    """A clerk reads letters, banners and closed praise about himself or herself."""
    of, page, cases = signed_in.clerk(), paging.asked(), paging.asked("cases")
    return render_template(
        "desk/cards/praise.html",
        letters=own.praise(here.db, of, page),
        praised=case_lists.praise(here.db, of.branch, of.by, cases),
        branch=of.branch,
        page=page,
        cases=cases,
    )


def newest() -> dict[str, Any]:
    """Values for the front page: the newest of each."""
    of, found = signed_in.clerk(), _remarks(counted=False)
    letters = own.praise(here.db, of, counted=False)
    praised = case_lists.praise(here.db, of.branch, of.by)
    return {
        "remarks": found.rows[:SHOWN],
        "letters": letters.rows[:SHOWN],
        "praised": praised.rows[:SHOWN],
        "branch": of.branch,
        **_services(),
    }


def _remarks(page: int = 1, *, counted: bool = True) -> Page[FeedbackNow]:
    of = signed_in.clerk()
    unanswered = case_lists.unanswered_ratings(here.db, of.branch, of.by)
    return own.remarks(here.db, of, unanswered, page, counted=counted)


def _services() -> dict[str, Any]:
    return {"services": in_halls.contents(here.db, "service", signed_in.clerk().day)}
