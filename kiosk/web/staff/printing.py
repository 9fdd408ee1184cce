"""Fees and guides on paper: an A4 sheet for the wall, or for a customer to take home. The page
shows the sheet; in print, everything else on the page is left out."""

from typing import Any

from flask import Blueprint, render_template

from kiosk.records.ledger import identity
from kiosk.records.publishing import documents
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import Version
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import as_of, business_day
from kiosk.web.frame.here import here
from kiosk.web.staff.documents import PRINTED

blueprint = Blueprint("printing", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/print")
def sheets() -> str:
    """A member of staff chooses which fees or guide to print."""
    day = business_day()
    there = {kind: documents.read_all(here.db, kind, day) for kind in PRINTED}
    return render_template("staff/printing/sheets.html", there=there)


@blueprint.get("/print/<kind>")
def all_of(kind: str) -> str:
    """A member of staff prints all fees in force, for the wall."""
    if kind not in PRINTED:
        raise Refusal("unknown_kind", kind[:20])
    day = business_day()
    holding = {key: in_force(some, day) for key, some in documents.by_key(here.db, kind).items()}
    return _sheets(kind, [(key, one) for key, one in holding.items() if one is not None])


@blueprint.get("/print/<kind>/<key>")
def sheet(kind: str, key: str) -> str:
    """A member of staff prints fees or a guide, in today's or another version."""
    if kind not in PRINTED:
        raise Refusal("unknown_kind", kind[:20])
    versions = documents.versions(here.db, kind, key)
    wanted = paging.asked("version", 0)
    shown = next((one for one in versions if one.version == wanted), None)
    if not wanted:
        shown = in_force(versions, business_day())
    return _sheets(kind, [(key, shown)] if shown else [])


def _sheets(kind: str, wanted: list[tuple[str, Version]]) -> str:
    """These versions as sheets; raises Refusal `unknown_document` if there is none."""
    day = business_day()
    found: list[dict[str, Any]] = []
    for key, shown in wanted:
        content = documents.content(here.db, shown.sha256)
        if content is not None and not isinstance(content, vocabulary.Ended):
            holding = in_force(documents.versions(here.db, kind, key), day)
            found.append({"content": content, "shown": shown, "now": shown == holding})
    if not found:
        raise Refusal("unknown_document", kind)
    return render_template(
        "staff/printing/sheet.html",
        kind=kind,
        found=found,
        day=day,
        letterhead=_letterhead(),
        **_as_of(),
    )


def _letterhead() -> vocabulary.Branch | None:
    """The branch whose name is on the paper: the hall's; at the office, the first of all
    branches."""
    if here.screen == "desk":
        found = documents.read(here.db, "branch", identity.me(here.db).branch, business_day())
    else:
        found = next(iter(documents.read_all(here.db, "branch", business_day()).values()), None)
    return found if isinstance(found, vocabulary.Branch) else None


def _as_of() -> dict[str, Any]:
    if here.screen == "desk":
        return as_of(identity.me(here.db))
    return {"as_of": business_day(), "stale": False}
