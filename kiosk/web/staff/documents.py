"""Publishing: tables are uploaded, reviewed, and released on a date, by head office or by the
manager of a hall without an office, at its desk."""

import datetime
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files import spreadsheets, uploads
from kiosk.files.pinyin import findable
from kiosk.records.exchange import joining
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import documents, releases
from kiosk.records.stations import last_calls
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing.columns import HEADERS, LAYOUTS, Fault, Row, missing_columns
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary.documents import CLASSES, Ended, Publication
from kiosk.vocabulary.refusals import FAULTS, Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("documents", __name__)
RELEASES_SHOWN = 20
FAULTS_SHOWN = 500
FILES = {
    "xlsx": (
        spreadsheets.xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (spreadsheets.csv_file, "text/csv"),
}
AT_A_DESK = (
    "branch", "clerk", "window", "service", "notice", "policy", "deadline", "workday",
)  # fmt: skip
"""Kinds whose documents are one row, so that a form can hold them."""
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
    counts = {kind: len(documents.read_all(here.db, kind, day)) for kind in LAYOUTS}
    return render_template(
        "staff/publishing/documents.html",
        counts=counts,
        releases=releases.newest(here.db, RELEASES_SHOWN),
        branches=documents.read_all(here.db, "branch", day),
        stations=last_calls.missing_versions(here.db),
    )


@blueprint.get("/documents/<kind>")
def of_kind(kind: str) -> str:
    """A publisher sees all documents of a kind, in force or upcoming."""
    day = business_day()
    listed = []
    for key, versions in documents.by_key(here.db, _known(kind)).items():
        holding = in_force(versions, day)
        content = documents.content(here.db, (holding or versions[-1]).sha256)
        coming = sorted({v.in_force for v in versions if v.in_force > day})
        listed.append((key, holding, content, coming))
    return render_template(
        "staff/publishing/kind.html",
        kind=kind,
        listed=listed,
        layout=LAYOUTS[kind],
        by_form=kind in AT_A_DESK,
    )


@blueprint.get("/documents/<kind>/versions/<path:key>")
def versions(kind: str, key: str) -> str:
    """A publisher sees all versions of a document, and who published them."""
    history = documents.history(here.db, _known(kind), key)
    holding = in_force(documents.versions(here.db, kind, key), business_day())
    wanted = request.args.get("version", type=int) or (holding.version if holding else None)
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
        for publication in documents.current(here.db, kind, day)
        for row in rule.write(publication)
    ]


@blueprint.post("/documents/<kind>")
def upload(kind: str) -> AnyResponse | str:
    """A publisher uploads a table and sees what it would change."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("no_file")
    try:
        columns, rows = spreadsheets.read(file.read())
    except spreadsheets.Unreadable as trouble:
        raise Refusal("unreadable_file", str(trouble)) from None
    if missing := missing_columns(_known(kind), columns):
        raise Refusal("missing_columns", "、".join(HEADERS[name] for name in missing))
    return _propose(kind, rows, columns)


def _propose(kind: str, rows: list[Row], columns: tuple[str, ...]) -> AnyResponse | str:
    wanted, faults = documents.from_rows(here.db, kind, rows)
    if faults or not wanted:
        return render_template(
            "staff/publishing/faults.html",
            kind=kind,
            faults=spreadsheets.placed(columns, faults)[:FAULTS_SHOWN],
            number=len(faults),
            wordings=FAULTS,
        )
    return look_at(kind, [findable(item) for item in wanted])


def look_at(kind: str, wanted: list[Publication]) -> AnyResponse:
    """Proposes a release and leads to the page of its changes."""
    release = request.form.get("release", "")
    check_key(release)
    with signed_in.acting("release_proposed", release, detail=kind, key=release):
        releases.propose(here.db, release, kind, wanted, str(g.who), here.time.utc)
    return redirect(url_for("releases.release", release=release), 303)


@blueprint.get("/documents/<kind>/new")
@blueprint.get("/documents/<kind>/edit/<path:key>")
def form(kind: str, key: str = "") -> str:
    """A publisher writes a document, or the next version of one."""
    if _known(kind) not in AT_A_DESK:
        raise Refusal("unknown_kind", kind)
    content = documents.read(here.db, kind, key, business_day()) if key else None
    cells = rule.write(Publication(key, content, business_day(), kind))[0] if content else {}
    return _form(kind, cells, [])


def _form(kind: str, cells: dict[str, str], faults: list[Fault]) -> str:
    return render_template(
        "staff/publishing/form.html",
        kind=kind,
        layout=LAYOUTS[kind],
        cells=cells,
        faults={fault.column: FAULTS[fault.code] for fault in faults},
        branches=documents.read_all(here.db, "branch", business_day()),
        tomorrow=business_day() + datetime.timedelta(1),
        CLASSES=CLASSES,
    )


@blueprint.post("/documents/<kind>/new")
def write_one(kind: str) -> AnyResponse | str:
    """A publisher submits a document and sees what it would change."""
    if _known(kind) not in AT_A_DESK:
        raise Refusal("unknown_kind", kind)
    cells = {name: request.form.get(name, "") for name in LAYOUTS[kind].columns}
    wanted, faults = documents.from_rows(here.db, kind, [Row(1, cells)])
    if faults:
        return _form(kind, cells, faults)
    return look_at(kind, [findable(item) for item in wanted])
