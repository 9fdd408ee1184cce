"""Head office's cases: what is late anywhere, what it must rule on, and how
long answers take."""

import datetime
import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import contact_use
from kiosk.records.cases import lists as case_lists
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import documents
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import here, signed_in

blueprint = Blueprint("late", __name__)
SHOWN_DAYS = 90


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    return signed_in.required("office.sign_in_page")


@blueprint.get("/cases")
def cases() -> str:
    """Head office sees which cases are late, where, and how long answers take."""
    db, today = here.db(), local_date(here.now().utc, DEFAULT_ZONE)
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
    badges = {row.responsible for listed in lists.values() for row in listed.rows}
    return render_template(
        "office/cases.html",
        **lists,
        answering=sorted(case_lists.answering(db, by, first, last).items()),
        whole=case_lists.answering(db, "", first, last).get(""),
        by=by,
        first=first,
        last=last,
        GROUPS=tuple(case_lists.GROUPS),
        unsealed=contact_use.unsealed(db, here.keys()),
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
    """Head office seals a branch's phone numbers for its new manager."""
    of = authors.at_office(here.db(), branch, str(g.who), here.now())
    contact_use.reseal(here.db(), of, here.keys(), lambda: secrets.token_hex(16))
    return redirect(url_for("late.cases"), 303)
