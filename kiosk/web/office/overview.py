"""Head office: what reached it from all halls, and which stations it trusts."""

import csv
import datetime
import io
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.spreadsheets import harmless
from kiosk.records.exchange import stations
from kiosk.records.exchange.stations import Contact, Station
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import users
from kiosk.records.publishing import documents
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import here, signed_in
from kiosk.web.frame.words import named

blueprint = Blueprint("office", __name__)
GROUPINGS = ("kind", "branch", "clerk", "month")


class Filters(NamedTuple):
    """What the page counts; all of it stands in the URL. Days are inclusive."""

    first: datetime.date
    last: datetime.date
    branch: str
    giver: str


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    if request.endpoint in ("office.sign_in_page", "office.sign_in"):
        return None
    return signed_in.required("office.sign_in_page")


def _today() -> datetime.date:
    return local_date(here.now().utc, DEFAULT_ZONE)


def _filters() -> Filters:
    """Filters as the URL says; this year where it says nothing. Raises
    Refusal `bad_dates`, `unknown_giver` or `unknown_branch`."""
    today = _today()
    args = request.args
    try:
        first = datetime.date.fromisoformat(args.get("first") or f"{today.year}-01-01")
        last = datetime.date.fromisoformat(args.get("last") or today.isoformat())
    except ValueError:
        raise Refusal("bad_dates") from None
    if first > last:
        raise Refusal("bad_dates")
    giver = args.get("giver") or "customer"
    if giver not in (*GIVERS, "all"):
        raise Refusal("unknown_giver")
    branch = args.get("branch", "")
    if branch and not documents.versions(here.db(), "branch", branch):
        raise Refusal("unknown_branch")
    return Filters(first, last, branch, giver)


def _count(filters: Filters, *by: str) -> dict[tuple[str, ...], int]:
    return cards.count(
        here.db(),
        by,
        branch=filters.branch or None,
        first=filters.first,
        last=filters.last,
        giver=None if filters.giver == "all" else filters.giver,
    )


def _table(filters: Filters, group: str) -> list[tuple[str, dict[str, int], int]]:
    """Rows of (group, cards by kind, sum), the group's own order."""
    rows: dict[str, dict[str, int]] = {}
    for (name, kind), n in _count(filters, group, "kind").items():
        rows.setdefault(name, {})[kind] = n
    return [(name, kinds, sum(kinds.values())) for name, kinds in sorted(rows.items())]


@blueprint.get("/")
def overview() -> str:
    """Head office counts the cards of all halls, beside how fresh each hall is."""
    filters = _filters()
    today = _today()
    kinds = {kind: n for (kind,), n in _count(filters, "kind").items()}
    return render_template(
        "office/overview.html",
        filters=filters,
        branches=documents.read_all(here.db(), "branch", today),
        clerks=documents.read_all(here.db(), "clerk", today),
        kinds=kinds,
        total=sum(kinds.values()),
        by_branch=_table(filters, "branch"),
        by_clerk=_table(filters, "clerk"),
        by_month=_table(filters, "month"),
        stations=_stations(),
        alarms=here.db().rows(ledger.Alarm.select().order_by(ledger.Alarm.at.desc()).limit(50)),
        now=here.now().utc,
    )


def _stations() -> list[tuple[Station, Contact | None, ledger.Chain | None]]:
    db = here.db()
    contacts = {contact.station: contact for contact in db.rows(Contact.select())}
    chains = {c.station: c for c in db.rows(ledger.Chain.select().order_by(ledger.Chain.epoch))}
    return [
        (station, contacts.get(station.station), chains.get(station.station))
        for station in db.rows(Station.select().order_by(Station.branch, Station.enrolled_at))
    ]


@blueprint.get("/cards.csv")
def cards_csv() -> Response:
    """Head office takes the counts away as a table that Excel opens in Chinese."""
    filters = _filters()
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
    headers = {"Content-Disposition": f'attachment; filename="cards-by-{group}.csv"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _names(group: str) -> dict[str, str]:
    if group not in ("branch", "clerk"):
        return {}
    today = _today()
    return {key: named(one) for key, one in documents.read_all(here.db(), group, today).items()}


@blueprint.get("/codes")
def codes() -> str:
    """Head office is asked which hall gets a new station."""
    today = _today()
    branches = documents.read_all(here.db(), "branch", today)
    return render_template("office/codes.html", branches=branches, code=None, chosen="")


@blueprint.post("/codes")
def issue_code() -> str:
    """Head office draws a one-time enrolment code for a hall."""
    branch = request.form.get("branch", "")
    key = request.form.get("key", "")
    check_key(key)
    secret = bytes.fromhex(here.keys().peppered(f"code {key}"))[:10]  # the same form, the same code
    code = stations.issue_code(here.db(), branch, here.keys(), secret, here.now().utc)
    today = _today()
    branches = documents.read_all(here.db(), "branch", today)
    return render_template("office/codes.html", branches=branches, code=code, chosen=branch)


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """Somebody at head office is asked for name and password."""
    return render_template("office/sign_in.html")


@blueprint.post("/sign-in")
def sign_in() -> AnyResponse:
    """Somebody at head office signs in."""
    name = request.form.get("name", "").strip()[:60]
    users.sign_in(here.db(), here.keys(), name, request.form.get("password", ""), here.now())
    return signed_in.begin(name, url_for("office.overview"))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """Somebody at head office signs out."""
    return signed_in.end(url_for("office.sign_in_page"))
