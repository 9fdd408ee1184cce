"""Head office's overview: cards of all halls, their stations, and alarms."""

import csv
import datetime
import io
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.harmless import harmless
from kiosk.records.exchange import days
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import clock_confirmation
from kiosk.records.publishing import documents
from kiosk.records.stations import last_calls
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day, clock_now, period
from kiosk.web.frame.forms import of_address, on_page, sent_back
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named

blueprint = Blueprint("overview", __name__)
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(signed_in.missed)
GROUPINGS = ("kind", "branch", "clerk", "month")


class Filters(NamedTuple):
    """What the page counts, all of it in the URL. Days are inclusive; `wrong` are the codes of what
    is wrong with them, by field."""

    first: datetime.date
    last: datetime.date
    branch: str
    giver: str
    wrong: dict[str, str]


def _filters() -> Filters:
    """The filters in the URL; this year if it names no days. Raises Refusal `unknown_giver` or
    `unknown_branch`."""
    today, args = business_day(), request.args
    first, last, wrong = period(today.replace(month=1, day=1), today)
    giver = args.get("giver") or "customer"
    if giver not in (*GIVERS, "all"):
        raise Refusal("unknown_giver")
    branch = args.get("branch", "")
    if branch and not documents.versions(here.db, "branch", branch):
        raise Refusal("unknown_branch")
    return Filters(first, last, branch, giver, wrong)


def _count(filters: Filters, *by: str) -> dict[tuple[str, ...], int]:
    return cards.count(
        here.db,
        by,
        branch=filters.branch or None,
        first=filters.first,
        last=filters.last,
        giver=None if filters.giver == "all" else filters.giver,
    )


def _table(filters: Filters, group: str) -> list[tuple[str, dict[str, int], int]]:
    """Rows of (group, cards by kind, sum), sorted by group."""
    rows: dict[str, dict[str, int]] = {}
    for (name, kind), n in _count(filters, group, "kind").items():
        rows.setdefault(name, {})[kind] = n
    return [(name, kinds, sum(kinds.values())) for name, kinds in sorted(rows.items())]


@blueprint.get("/")
def overview() -> tuple[str, int]:
    """Head office counts the cards of all halls, and sees how recent each hall's data is."""
    filters = _filters()
    today = business_day()
    kinds = {kind: n for (kind,), n in _count(filters, "kind").items()}
    page = render_template(
        "office/overview/overview.html",
        filters=filters,
        asked=of_address(filters.wrong),
        branches=documents.read_all(here.db, "branch", today),
        clerks=documents.read_all(here.db, "clerk", today),
        kinds=kinds,
        total=sum(kinds.values()),
        by_branch=_table(filters, "branch"),
        by_clerk=_table(filters, "clerk"),
        by_month=_table(filters, "month"),
        stations=last_calls.stations(here.db),
        alarms=alarms.by_code(here.db),
        now=here.time.utc,
        clock=clock_now(DEFAULT_ZONE),
    )
    return page, 422 if filters.wrong else 200


@blueprint.post("/clock")
@on_page("overview.overview")
def confirm_time() -> AnyResponse:
    """Head office confirms its own time when the clock is in doubt."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("clock_confirmed"):
        clock_confirmation.confirm_at_office(here.db, sent_back("shown"), here.now)
    days.judge_again(here.db, here.now)
    return redirect(url_for("overview.overview"), 303)


@blueprint.get("/cards.csv")
def cards_csv() -> Response:
    """Head office downloads the counts as a table that Excel opens with its Chinese text."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    group = request.args.get("by", "branch")
    if group not in GROUPINGS:
        raise Refusal("bad_request", "by")
    out = io.StringIO(newline="")
    table = csv.writer(out)
    if group == "kind":
        table.writerow(["kind", "count"])
        counted = _count(filters, "kind")
        table.writerows([kind, counted.get((kind,), 0)] for kind in CARD_KINDS)
    else:
        names = _names(group)
        table.writerow([group, "name", *CARD_KINDS, "sum"])
        for name, kinds, total in _table(filters, group):
            numbers = [kinds.get(kind, 0) for kind in CARD_KINDS]
            table.writerow([harmless(name), harmless(names.get(name, "")), *numbers, total])
    signed_in.exported(f"cards-by-{group}", out.getvalue().count("\n") - 1)
    headers = {"Content-Disposition": f'attachment; filename="cards-by-{group}.csv"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _names(group: str) -> dict[str, str]:
    if group not in ("branch", "clerk"):
        return {}
    today = business_day()
    return {key: named(one) for key, one in documents.read_all(here.db, group, today).items()}
