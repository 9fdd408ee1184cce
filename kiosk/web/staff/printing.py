"""Fees and guides on paper: an A4 sheet for the wall, or for a customer to take home. The page
shows the sheet; in print, everything else on the page is left out."""

from typing import Any

from flask import Blueprint, render_template

from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, in_halls
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
    at_desk = here.screen == "desk"
    read = in_halls.contents if at_desk else documents.read_all
    there = {kind: read(here.db, kind, day) for kind in PRINTED}
    return render_template("staff/printing/sheets.html", there=there)


@blueprint.get("/print/<kind>")
def all_of(kind: str) -> str:
    """A member of staff prints all fees in force, for the wall."""
    if kind not in PRINTED:
        raise Refusal("unknown_kind", kind[:20])
    day = business_day()
    if here.screen == "desk":
        shown = in_halls.all_of(here.db, kind, day)
        return _sheets(kind, [one.version for one in shown.values()])
    held = (in_force(some, day) for some in documents.by_key(here.db, kind).values())
    return _sheets(kind, [one for one in held if one is not None])


@blueprint.get("/print/<kind>/<key>")
def sheet(kind: str, key: str) -> str:
    """A member of staff prints fees or a guide, in today's or another version."""
    if kind not in PRINTED:
        raise Refusal("unknown_kind", kind[:20])
    versions = documents.versions(here.db, kind, key)
    wanted = paging.asked("version", 0)
    shown = next((one for one in versions if one.version == wanted), None)
    if not wanted:
        shown = in_force(_line(kind, key), business_day())
    return _sheets(kind, [shown] if shown else [])


def _line(kind: str, key: str) -> list[Version]:
    """A document's versions: at the desk those that the hall shows; a key with a scope means that
    document alone."""
    day = business_day()
    shown = in_halls.line(here.db, kind, key, day) if here.screen == "desk" else []
    return shown or documents.versions(here.db, kind, key)


def _sheets(kind: str, wanted: list[Version]) -> str:
    """These versions as sheets; raises Refusal `unknown_document` if there is none."""
    day = business_day()
    found: list[dict[str, Any]] = []
    for shown in wanted:
        content = documents.content(here.db, shown.sha256)
        if content is not None and not isinstance(content, vocabulary.Ended):
            holding = in_force(documents.versions(here.db, kind, shown.key), day)
            now = holding is not None and holding.version == shown.version
            found.append({"content": content, "shown": shown, "now": now})
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
        first = documents.keys(here.db, "branch", 1)
        found = documents.read(here.db, "branch", first[0], business_day()) if first else None
    return found if isinstance(found, vocabulary.Branch) else None


def _as_of() -> dict[str, Any]:
    if here.screen == "desk":
        return as_of(identity.me(here.db))
    return {"as_of": business_day(), "stale": False}
