"""Which halls a published version has not reached yet."""

from flask import Blueprint, render_template

from kiosk.records.publishing import branches, documents
from kiosk.records.stations import holders
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("holders", __name__)
blueprint.before_request(signed_in.required)
SHOWN = 50


@blueprint.get("/documents/<kind>/not-received/<int:version>/<path:key>")
def missing(kind: str, version: int, key: str) -> str:
    """Head office sees by name which halls do not show a published version yet."""
    history = documents.history(here.db, kind, key)
    row = next((one for one in history if one.version == version), None)
    content = documents.content(here.db, row.sha256) if row else None
    if row is None or content is None:
        raise Refusal("unknown_document", key[:40])
    page, day = paging.asked(), business_day()
    return render_template(
        "office/stations/not_received.html",
        kind=kind,
        key=key,
        row=row,
        content=content,
        stations=holders.without(here.db, row, day, page, SHOWN),
        branches=branches.Names(here.db, day),
        now=here.time.utc,
        page=page,
        SHOWN=SHOWN,
    )
