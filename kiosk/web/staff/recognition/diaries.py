"""What diaries tell of a month: how many entries of each type were let be counted, read by the
hall's manager and by head office (P06)."""

from flask import Blueprint, render_template

from kiosk.records.publishing import branches
from kiosk.records.recognition.diary import counts
from kiosk.rules.recognition.diary.counts import LEAST
from kiosk.vocabulary.facts import DIARY_MARKS
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("diaries", __name__, url_prefix="/diaries")
blueprint.before_request(signed_in.only_in_charge)


@blueprint.get("")
def counted() -> str:
    """A manager, or head office, reads how many diary entries of each type a month had."""
    today, at_office = business_day(), here.screen == "office"
    halls = list(branches.Names(here.db, today)) if at_office else [signed_in.clerk().branch]
    months = counts.months(here.db, halls, today)
    reported = {hall for month in months for hall in month.halls}
    return render_template(
        "staff/recognition/diaries.html",
        months=months,
        branches=branches.named(here.db, reported, today) if at_office else None,
        marks=DIARY_MARKS,
        LEAST=LEAST,
    )
