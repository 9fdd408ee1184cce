"""Publishing: tables are uploaded, reviewed, and released on a date, by head office or by the
manager of a hall without an office, at its desk."""

import datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files import confined, spreadsheets, uploads
from kiosk.files.pinyin import findable
from kiosk.ground.paging import PAGE
from kiosk.records.exchange import joining
from kiosk.records.learning import notes
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import as_tables, branches, documents, offered, presets, releases
from kiosk.records.stations import last_calls
from kiosk.rules.input.folding import squeezed
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.spreadsheets import columns, tables
from kiosk.rules.spreadsheets.columns import LAYOUTS, Fault
from kiosk.vocabulary.documents import Ended, Publication
from kiosk.vocabulary.refusals import FAULTS, Refusal
from kiosk.web.frame import paging, shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("documents", __name__)
RELEASES_SHOWN = 20
FAULTS_SHOWN = 500
VALUE_SHOWN = 200  # characters of a wrong cell
FILES = {
    "xlsx": (
        spreadsheets.xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (spreadsheets.csv_file, "text/csv"),
}
AT_A_DESK = (
    "branch", "clerk", "window", "service", "topic", "reason", "deed", "group", "fees", "notice",
    "support", "policy", "deadline", "workday", "alerts",
)  # fmt: skip
"""Kinds that a form can hold, row by row."""
"""Presets of one kind, to start it with."""
PRINTED = ("fees", "guide")
"""Kinds that are printed for the wall or for a customer."""


READING = (
    "documents.overview", "documents.of_kind", "documents.table", "documents.versions",
    "pictures.picture",
)  # fmt: skip
"""Endpoints that the manager of a hall with an office can use too."""


@blueprint.before_request
def only_publishers() -> AnyResponse | None:
    """Lets in publishers, with larger uploads: head office's users, and the manager of a hall
    without an office. Leads to the sign-in page if no one is signed in; raises Refusal
    `only_manager` or `office_publishes`."""
    to_sign_in = signed_in.required()
    if to_sign_in is None and here.screen == "desk":
        if not signed_in.in_charge():
            raise Refusal("only_manager")
        if request.endpoint not in READING and not may_publish():
            raise Refusal("office_publishes")
    request.max_content_length = uploads.UPLOAD_LIMIT + 65_536
    return to_sign_in


@blueprint.context_processor
def who_publishes() -> dict[str, Any]:
    """Gives the pages of publishing a function that says whether this screen publishes."""
    return {"may_publish": may_publish}


def may_publish() -> bool:
    """Whether this screen publishes: head office's, or the desk of a hall without an office."""
    return here.screen == "office" or joining.is_standalone(here.db)


def _known(kind: str) -> str:
    if kind not in LAYOUTS:
        raise Refusal("unknown_kind", kind[:20])
    return kind


@blueprint.get("/documents")
def overview() -> str:
    """A publisher sees what is published and which hall has it."""
    day = business_day()
    page = paging.asked()
    return render_template(
        "staff/publishing/documents.html",
        counts={kind: documents.number(here.db, kind) for kind in LAYOUTS},
        releases=releases.newest(here.db, RELEASES_SHOWN),
        trades=presets.TRADES if presets.are_useful(here.db) else (),
        today=day,
        branches=branches.Names(here.db, day),
        stations=last_calls.missing_versions(here.db, page),
        page=page,
    )


class Faulty(msgspec.Struct, frozen=True):
    """A table that was not taken: the number of its faults, the first of them by cell, and the
    sheet that was read."""

    number: int
    faults: tuple[tuple[str, Fault], ...]
    sheet: str = ""


@blueprint.get("/documents/<kind>")
def of_kind(kind: str) -> str:
    """A publisher sees all documents of a kind, in force or upcoming, or what is wrong with a table
    that was uploaded."""
    if (faulty := shown_once.found(Faulty)) is not None:
        page = "staff/publishing/faults.html"
        return render_template(page, kind=_known(kind), faulty=faulty, wordings=FAULTS)
    day, shown = business_day(), paging.asked()
    part = squeezed(request.args.get("key", ""))[:40]
    keys = documents.keys(here.db, _known(kind), PAGE, (shown - 1) * PAGE, part=part)
    listed = []
    for key in keys:
        versions = documents.versions(here.db, kind, key)
        holding = in_force(versions, day)
        content = documents.content(here.db, (holding or versions[-1]).sha256)
        coming = sorted({v.in_force for v in versions if v.in_force > day})
        listed.append((key, holding, content, coming))
    return render_template(
        "staff/publishing/kind.html",
        kind=kind,
        listed=listed,
        number=documents.number(here.db, kind, part=part),
        part=part,
        page=shown,
        branches=branches.Names(here.db, day),
        by_form=kind in AT_A_DESK,
        fixed=kind in offered.KINDS,
        presets=may_publish() and kind in offered.KINDS and presets.are_useful(here.db),
        presets_left=presets.left(here.db, kind) if may_publish() and not part else (),
        today=day,
    )


@blueprint.get("/documents/<kind>/versions/<path:key>")
def versions(kind: str, key: str) -> str:
    """A publisher sees all versions of a document, and who published them."""
    history = documents.history(here.db, _known(kind), key)
    holding = in_force(documents.versions(here.db, kind, key), business_day())
    wanted = paging.asked("version", 0) or (holding.version if holding else None)
    shown = next((one for one in history if one.version == wanted), history[0] if history else None)
    content = documents.content(here.db, shown.sha256) if shown else None
    if shown is None or content is None:
        raise Refusal("unknown_document", key[:40])
    rows = rule.write(Publication(key, content, shown.in_force, kind))
    layout = LAYOUTS[kind]
    filled = [name for name in layout.columns if any(row.get(name) for row in rows)]
    once = (*layout.key, *layout.shared, "in_force") if len(rows) > 1 else layout.columns
    return render_template(
        "staff/publishing/versions.html",
        kind=kind,
        key=key,
        history=history,
        holding=holding.version if holding else None,
        today=business_day(),
        shown=shown,
        content=content,
        once=[name for name in filled if name in once],
        rows=rows,
        columns=[name for name in filled if name not in once],
        printable=kind in PRINTED and not isinstance(content, Ended),
        branches=branches.Names(here.db, business_day()),
        origin=notes.origin(here.db, key) if kind == "guide" else None,
    )


@blueprint.get("/documents/<kind>/table.<suffix>")
def table(kind: str, suffix: str) -> Response:
    """A publisher downloads what is in force or upcoming as a table, or an empty one."""
    if suffix not in FILES:
        raise Refusal("not_found")
    write, mimetype = FILES[suffix]
    empty = "empty" in request.args
    rows = [] if empty else exported(_known(kind), business_day())
    name = f"{kind}-{'template' if empty else business_day().isoformat()}.{suffix}"
    signed_in.exported(name.removesuffix(f".{suffix}"), len(rows))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(_known(kind), rows), mimetype=mimetype, headers=headers)


def exported(kind: str, day: datetime.date) -> list[dict[str, str]]:
    """The rows of all documents of a kind in force or upcoming."""
    return [
        row
        for publication in as_tables.current(here.db, kind, day)
        for row in rule.write(publication)
    ]


@blueprint.post("/documents/<kind>")
@on_page("documents.of_kind")
def upload(kind: str) -> AnyResponse:
    """A publisher uploads a table and sees what it would change."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("no_file")
    form = tables.form(_known(kind))
    try:
        table = spreadsheets.read(file.read(), form)
    except confined.Busy:
        raise Refusal("opening_busy", retry_after=confined.WAIT) from None
    except tables.Unreadable as trouble:
        faults = [Fault(0, "", trouble.code, detail=trouble.detail)]
        return _faulty(kind, tables.Table((), [], faults))
    return _propose(kind, table)


def _propose(kind: str, table: tables.Table) -> AnyResponse:
    wanted, faults = as_tables.from_rows(here.db, kind, table.rows)
    faults = columns.together(table.faults, faults)
    if faults or not wanted:
        return _faulty(kind, table._replace(faults=faults))
    return look_at(kind, [findable(item) for item in wanted], table.sheet)


def _faulty(kind: str, table: tables.Table) -> AnyResponse:
    placed = tuple(
        (cell, fault._replace(value=fault.value[:VALUE_SHOWN]))
        for cell, fault in columns.placed(table.columns, table.faults)[:FAULTS_SHOWN]
    )
    faulty = Faulty(len(table.faults), placed, table.sheet)
    return shown_once.show(url_for("documents.of_kind", kind=kind), faulty)


def look_at(kind: str, wanted: list[Publication], sheet: str = "") -> AnyResponse:
    """Proposes a release and leads to the page of its changes, which names the `sheet` that was
    read."""
    release = request.form.get("release", "")
    check_key(release)
    with signed_in.acting("release_proposed", release, detail=kind, key=release):
        releases.propose(here.db, release, kind, wanted, str(g.who), here.time.utc)
    shown = url_for("releases.release", release=release, sheet=sheet or None)
    return redirect(shown, 303)
