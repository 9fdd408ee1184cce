"""The security log of this machine, read by head office or the branch's manager, and exported."""

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.harmless import harmless
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import SecurityLog
from kiosk.records.people import clerks
from kiosk.vocabulary.refusals import REFUSALS, Refusal
from kiosk.vocabulary.security import ACTIONS
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import spoken_moment

blueprint = Blueprint("log", __name__, url_prefix="/security-log")
blueprint.before_request(signed_in.only_in_charge)
COLUMNS = ("at", "screen", "who", "action", "subject", "detail", "number")


class Filters(NamedTuple):
    """What the page lists, all of it in the URL; '' for any."""

    action: str
    who: str


def _filters() -> Filters:
    """Raises Refusal `bad_request` for an action that is not on the list."""
    action, who = request.args.get("action", ""), request.args.get("who", "")[:40]
    if action and action not in ACTIONS:
        raise Refusal("bad_request", "action")
    return Filters(action, who)


@blueprint.get("")
def listed() -> str:
    """A manager, or head office, sees who did what that touches security."""
    filters, page = _filters(), paging.asked()
    found = security_log.listed(here.db, filters.action, filters.who or None, page)
    persons = security_log.persons(here.db)
    desk = here.screen == "desk"
    return render_template(
        "staff/log/listed.html",
        rows=found.rows,
        number=found.number,
        filters=filters._asdict(),
        page=page,
        persons=persons,
        names=clerks.named(here.db, persons, business_day()) if desk else {},
        ACTIONS=ACTIONS,
        REFUSALS=REFUSALS,
    )


@blueprint.get("/table.csv")
def table() -> Response:
    """A manager, or head office, downloads the log as a table; that is recorded, too."""
    filters = _filters()
    text, number = _csv(security_log.every(here.db, filters.action, filters.who or None))
    signed_in.exported("security-log", number, " ".join(filter(None, filters)))
    headers = {"Content-Disposition": 'attachment; filename="security-log.csv"'}
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


def _csv(rows: Iterable[SecurityLog]) -> tuple[str, int]:
    """The rows as a table, and how many they are."""
    out, number = io.StringIO(newline=""), 0
    written = csv.writer(out)
    written.writerow(COLUMNS)
    for row in rows:
        said = [str(getattr(row, name) or "") for name in COLUMNS[1:]]
        written.writerow([spoken_moment(row.at), *map(harmless, said)])
        number += 1
    return out.getvalue(), number
