"""Head office's cases: late ones anywhere, objections to rule on, and answer times."""

import datetime
import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import contact_use
from kiosk.records.cases import lists as case_lists
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import documents
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("cases", __name__)
blueprint.before_request(signed_in.required)
SHOWN_DAYS = 90


@blueprint.get("/cases")
def listed() -> str:
    """Head office sees which cases are late, where, and how long answers take."""
    db, today = here.db, business_day()
    by = request.args.get("by", "branch")
    if by not in case_lists.GROUPS:
        raise Refusal("bad_request", "by")
    first, last = _days(today)
    lists = {
        "late": case_lists.listed(db, late=today),
        "disputed": case_lists.listed(db, objected=True),
        "ours": case_lists.listed(db, waits_for="office"),
        "extended": case_lists.listed(db, extended=True),
    }
    badges = {row.responsible for one in lists.values() for row in one.rows}
    return render_template(
        "office/cases/listed.html",
        **lists,
        answering=sorted(case_lists.answering(db, by, first, last).items()),
        whole=case_lists.answering(db, "", first, last).get(""),
        by=by,
        first=first,
        last=last,
        GROUPS=tuple(case_lists.GROUPS),
        unsealed=contact_use.unsealed(db, here.keys),
        branches=documents.read_all(db, "branch", today),
        clerks=clerks.named(db, badges, today),
        today=today,
    )


def _days(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    try:
        first = datetime.date.fromisoformat(
            request.args.get("first") or str(today - datetime.timedelta(SHOWN_DAYS))
        )
        last = datetime.date.fromisoformat(request.args.get("last") or str(today))
    except ValueError:
        raise Refusal("bad_dates") from None
    if first > last:
        raise Refusal("bad_dates")
    return first, last


@blueprint.post("/cases/<branch>/reseal")
def reseal(branch: str) -> AnyResponse:
    """Head office reseals a branch's phone numbers for its new manager."""
    of = authors.at_office(here.db, branch, str(g.who), here.now)
    contact_use.reseal(here.db, of, here.keys, lambda: secrets.token_hex(16))
    return redirect(url_for("cases.listed"), 303)
