"""The hall's notebook: clerks write and search, the manager verifies."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import paging as pages
from kiosk.records.exchange import joining
from kiosk.records.learning import notes
from kiosk.records.learning.notes import Judgement, New
from kiosk.records.people import clerks
from kiosk.records.publishing import in_halls
from kiosk.rules.learning import notes as rule
from kiosk.rules.learning.notes import Note
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here

blueprint = Blueprint("notebook", __name__, url_prefix="/notebook")
blueprint.before_request(signed_in.required)
LONGEST = 40
"""Most characters of what is searched."""
OFFERED = 200
"""Newest notes that can be named in the place of another."""


@blueprint.get("")
def listed() -> str:
    """A member of staff searches the hall's notes by service item, words and state."""
    of, args = signed_in.clerk(), request.args
    words = args.get("words", "").strip()[:LONGEST]
    service, state = args.get("service", ""), args.get("state", "")
    if state not in ("", *rule.STATES):
        raise Refusal("bad_request", "state")
    found = [
        one
        for one in notes.of_branch(here.db, of.branch)
        if service in ("", one.fact.subject)
        and state in ("", one.state)
        and ("mine" not in args or one.fact.clerk == of.by)
        and rule.found(one, words)
    ]
    shown = pages.cut(found, paging.asked())
    return render_template(
        "desk/learning/notes.html",
        shown=shown,
        page=paging.asked(),
        asked={"words": words, "service": service, "state": state},
        mine="mine" in args,
        services=in_halls.contents(here.db, "service", of.day),
        STATES=rule.STATES,
        alone=joining.is_standalone(here.db),
        names=clerks.named(here.db, {one.fact.clerk for one in shown.rows}, of.day),
    )


@blueprint.get("/new")
def form() -> str:
    """A clerk writes down new or unusual business."""
    return render_template(
        "desk/learning/note_form.html",
        services=in_halls.contents(here.db, "service", signed_in.clerk().day),
        TITLE_LIMIT=rule.TITLE_LIMIT,
        TEXT_LIMIT=rule.TEXT_LIMIT,
    )


@blueprint.post("/new")
@on_page("notebook.form", drafted=True)
def write() -> AnyResponse:
    """A clerk hands in a note."""
    form = request.form
    said = New(*(form.get(name, "") for name in New._fields))
    notes.write(here.db, signed_in.clerk(), form.get("key", ""), said)
    sent()
    return redirect(url_for("notebook.listed"), 303)


@blueprint.get("/<note_id>")
def note(note_id: str) -> str:
    """A member of staff reads a note and what became of it; the manager can judge it."""
    of = signed_in.clerk()
    found = notes.find(here.db, of.branch, note_id)
    judged, used = found.judged, found.used
    return render_template(
        "desk/learning/note.html",
        note=found,
        other=_other(of.branch, found),
        published=notes.is_published(here.db, found),
        others=_others(of.branch, note_id) if of.role == "manager" else [],
        services=in_halls.contents(here.db, "service", of.day),
        names=clerks.named(
            here.db,
            {found.fact.clerk} | {one.by for one in (judged, used) if one is not None},
            of.day,
        ),
        alone=joining.is_standalone(here.db),
        REASON_LIMIT=rule.REASON_LIMIT,
    )


def _other(branch: str, found: Note) -> Note | None:
    """The note in the place of this one."""
    other = found.judged.other if found.judged else ""
    return notes.find(here.db, branch, other) if other else None


def _others(branch: str, note_id: str) -> list[Note]:
    newest = notes.of_branch(here.db, branch)[: OFFERED + 1]
    return [one for one in newest if one.fact.event_id != note_id][:OFFERED]


@blueprint.post("/<note_id>/judge")
@on_page("notebook.note", drafted=True)
def judge(note_id: str) -> AnyResponse:
    """A manager verifies a note, names another in its place, or sets it aside."""
    form = request.form
    said = Judgement(*(form.get(name, "") for name in Judgement._fields))
    notes.judge(here.db, signed_in.clerk(), form.get("key", ""), note_id, said)
    sent()
    return redirect(url_for("notebook.note", note_id=note_id), 303)
