"""Enrolment codes, with which head office lets in stations."""

from flask import Blueprint, render_template, request

from kiosk.records.exchange import stations
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import documents
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("stations", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/codes")
def codes() -> str:
    """Head office is asked which hall gets a new station."""
    today = business_day()
    branches = documents.read_all(here.db, "branch", today)
    return render_template("office/stations/codes.html", branches=branches, code=None, chosen="")


@blueprint.post("/codes")
def issue_code() -> str:
    """Head office draws a one-time enrolment code for a hall."""
    branch = request.form.get("branch", "")
    key = request.form.get("key", "")
    check_key(key)
    secret = bytes.fromhex(here.keys.peppered(f"code {key}"))[:10]  # the same form, the same code
    code = stations.issue_code(here.db, branch, here.keys, secret, here.time.utc)
    today = business_day()
    branches = documents.read_all(here.db, "branch", today)
    return render_template(
        "office/stations/codes.html", branches=branches, code=code, chosen=branch
    )
