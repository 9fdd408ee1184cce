"""Verified notes that become guides: at head office, or at the desk of a hall that publishes for
itself."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.pinyin import findable
from kiosk.ground import paging as pages
from kiosk.records.learning import notes
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import as_tables, branches, in_halls
from kiosk.rules.learning import notes as rule
from kiosk.rules.learning.notes import Note
from kiosk.rules.spreadsheets.columns import PARTS, Row
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.refusals import FAULTS, Refusal
from kiosk.web.frame import forms, paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents as publishing

blueprint = Blueprint("note_guides", __name__, url_prefix="/notes")
blueprint.before_request(publishing.only_publishers)
blueprint.context_processor(publishing.who_publishes)
FIELDS = {"key": "key_of", "title": "title", "title_en": "title_en", "in_force": "in_force"}
"""The fields of the form by the columns that they fill."""


def _author(branch: str) -> Author:
    """Who publishes, as an author for a branch. Raises Refusal `unknown_branch`."""
    of = signed_in.author_for(branch, "unknown_branch")
    author = of if here.screen == "office" else authors.as_own_office(here.db, of)
    if author is None:
        raise Refusal("unknown_branch")
    return author


@blueprint.get("")
def listed() -> str:
    """A publisher sees the verified notes, and which of them wait to become a guide."""
    seen = None if here.screen == "office" else [signed_in.clerk().branch]
    found = notes.verified(here.db, seen)
    shown = pages.cut(found, paging.asked())
    return render_template(
        "staff/learning/notes.html",
        shown=shown,
        page=paging.asked(),
        waiting=sum(one.is_waiting for one in found),
        published={one.fact.event_id for one in shown.rows if notes.is_published(here.db, one)},
        **_said(shown.rows),
    )


def _said(some: list[Note]) -> dict[str, Any]:
    """What branches, clerks and service items are called."""
    day = business_day()
    return {
        "branches": branches.named(here.db, {one.fact.branch for one in some}, day),
        "names": clerks.named(here.db, {one.fact.clerk for one in some}, day),
        "services": in_halls.everywhere(here.db, "service", day),
    }


@blueprint.get("/<branch>/<note_id>")
def note(branch: str, note_id: str) -> str:
    """A publisher reads a verified note, and can make it into the draft of a guide."""
    _author(branch)
    found = notes.find(here.db, branch, note_id)
    if found.state != "verified":
        raise Refusal("unverified_note")
    return render_template(
        "staff/learning/note.html",
        note=found,
        published=notes.is_published(here.db, found),
        today=business_day(),
        REASON_LIMIT=rule.REASON_LIMIT,
        **_said([found]),
    )


@blueprint.post("/<branch>/<note_id>/guide")
@on_page("note_guides.note", drafted=True)
def draft(branch: str, note_id: str) -> AnyResponse:
    """A publisher makes a note into the draft of a guide, and sees it as a release."""
    key = request.form.get("key", "")
    wanted, faults = as_tables.from_rows(here.db, "guide", _rows())
    if faults:
        wrong = {_field(column, row): FAULTS[code] for row, column, code, *_ in faults}
        return forms.back(Refusal("wrong_cells"), wrong)
    guide: Publication = findable(wanted[0])
    with signed_in.acting("release_proposed", key, detail="guide", key=key):
        notes.draft(here.db, _author(branch), key, note_id, guide)
    forms.sent()
    return redirect(url_for("releases.release", release=key), 303)


def _rows() -> list[Row]:
    """The form as the rows of a guide's table, each part's own; a row's number is its part's."""
    form = request.form
    shared = {column: form.get(field, "") for column, field in FIELDS.items()}
    rows = []
    for number, part in enumerate(PARTS, 1):
        lines = [line for line in form.get(part, "").splitlines() if line.strip()]
        said = lines if part in ("step", "paper") else [form.get(part, "")]
        rows += [
            Row(number, shared | {"part": PARTS[part], "text": text})
            for text in said or ([""] if part == "step" else [])
        ]
    return rows


def _field(column: str, row: int) -> str:
    """The field of the form that a fault is about."""
    return FIELDS.get(column) or list(PARTS)[row - 1]


@blueprint.post("/<branch>/<note_id>/decline")
@on_page("note_guides.note", drafted=True)
def decline(branch: str, note_id: str) -> AnyResponse:
    """A publisher makes no guide of a note, and says why; its author reads that."""
    form = request.form
    notes.decline(here.db, _author(branch), form.get("key", ""), note_id, form.get("reason", ""))
    forms.sent()
    return redirect(url_for("note_guides.listed"), 303)
