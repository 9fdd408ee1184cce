"""Head office's page of the halls' elections of a star of the month (P30)."""

import datetime

from flask import Blueprint, render_template

from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition.ballots import state, trustees
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("stars", __name__, url_prefix="/stars")
blueprint.before_request(signed_in.required)
YEAR = datetime.timedelta(400)
"""So far back goes the list."""


@blueprint.get("")
def listed() -> str:
    """Head office sees every hall's elections of a year: who was elected, and how many voted."""
    today, page = business_day(), paging.asked()
    shown = pages.cut(state.everywhere(here.db, today - YEAR), page)
    winners = {badge for _, one in shown.rows if one.counted for badge in one.counted.winners}
    return render_template(
        "office/ballots/listed.html",
        rows=shown.rows,
        number=shown.number,
        page=page,
        seat=trustees.of_office(here.db),
        names=clerks.named(here.db, winners, today),
        branches=branches.Names(here.db, today),
    )
