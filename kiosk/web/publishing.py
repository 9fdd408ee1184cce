"""Publishing at head office: tables in, looked at, released on a date."""

import datetime
import secrets
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import photos, sheets
from kiosk.documents import DEFAULT_ZONE, Publication
from kiosk.records import documents, releases, stations
from kiosk.refusals import FAULTS, Refusal
from kiosk.rules import sheets as rule
from kiosk.rules.days import local_date
from kiosk.rules.in_force import in_force
from kiosk.rules.layouts import HEADERS, LAYOUTS, Fault, Row, lacking
from kiosk.search import findable
from kiosk.web import here, signed_in

blueprint = Blueprint("publishing", __name__)
RELEASES_SHOWN = 20
FAULTS_SHOWN = CHANGES_SHOWN = 500
FILES = {
    "xlsx": (
        sheets.xlsx_file,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (sheets.csv_file, "text/csv"),
}
AT_A_DESK = (
    "branch", "clerk", "window", "service", "notice", "policy", "deadline", "workday",
)  # fmt: skip
"""Kinds whose documents are one row, so that a form can hold them."""


@blueprint.before_request
def only_signed_in() -> AnyResponse | None:
    """Whoever publishes is signed in, and may hand in a larger file."""
    request.max_content_length = photos.UPLOAD_LIMIT + 65_536
    return signed_in.required("office.sign_in_page")


def today() -> datetime.date:
    return local_date(here.now().utc, DEFAULT_ZONE)


def _known(kind: str) -> str:
    if kind not in LAYOUTS:
        raise Refusal("unknown_kind", kind[:20])
    return kind


@blueprint.get("/documents")
def overview() -> str:
    """Head office sees what is published and which hall has it."""
    day = today()
    counts = {kind: len(documents.read_all(here.db(), kind, day)) for kind in LAYOUTS}
    return render_template(
        "office/documents.html",
        counts=counts,
        releases=releases.newest(here.db(), RELEASES_SHOWN),
        branches=documents.read_all(here.db(), "branch", day),
        stations=stations.lacking(here.db()),
    )


@blueprint.get("/documents/<kind>")
def of_kind(kind: str) -> str:
    """Head office sees all documents of a kind, in force or to come."""
    day = today()
    listed = []
    for key, versions in documents.by_key(here.db(), _known(kind)).items():
        holding = in_force(versions, day)
        content = documents.content(here.db(), (holding or versions[-1]).sha256)
        coming = sorted({v.in_force for v in versions if v.in_force > day})
        listed.append((key, holding, content, coming))
    return render_template(
        "office/kind.html",
        kind=kind,
        listed=listed,
        layout=LAYOUTS[kind],
        by_form=kind in AT_A_DESK,
    )


@blueprint.get("/documents/<kind>/table.<suffix>")
def table(kind: str, suffix: str) -> Response:
    """Head office takes away what is in force or to come, or an empty table."""
    if suffix not in FILES:
        raise Refusal("not_found")
    write, mimetype = FILES[suffix]
    empty = "empty" in request.args
    rows = [] if empty else exported(_known(kind), today())
    name = f"{kind}-{'template' if empty else today().isoformat()}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(_known(kind), rows), mimetype=mimetype, headers=headers)


def exported(kind: str, day: datetime.date) -> list[dict[str, str]]:
    """The rows of all that is in force or to come."""
    return [
        row
        for publication in documents.current(here.db(), kind, day)
        for row in rule.write(publication)
    ]


@blueprint.post("/documents/<kind>")
def upload(kind: str) -> AnyResponse | str:
    """Head office hands in a table and sees what it would change."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("no_file")
    try:
        columns, rows = sheets.read(file.read())
    except sheets.Unreadable as trouble:
        raise Refusal("unreadable_file", str(trouble)) from None
    if missing := lacking(_known(kind), columns):
        raise Refusal("lacking_columns", "、".join(HEADERS[name] for name in missing))
    return _propose(kind, rows, columns)


def _propose(kind: str, rows: list[Row], columns: tuple[str, ...]) -> AnyResponse | str:
    wanted, faults = documents.from_rows(here.db(), kind, rows)
    if faults or not wanted:
        return render_template(
            "office/faults.html",
            kind=kind,
            faults=sheets.placed(columns, faults)[:FAULTS_SHOWN],
            number=len(faults),
            wordings=FAULTS,
        )
    return look_at(kind, [findable(item) for item in wanted])


def look_at(kind: str, wanted: list[Publication]) -> AnyResponse:
    """Proposes a release and leads to the page that says what it changes."""
    release = secrets.token_hex(16)
    releases.propose(here.db(), release, kind, wanted, str(g.who), here.now().utc)
    return redirect(url_for("publishing.release", release=release), 303)


@blueprint.get("/documents/<kind>/new")
@blueprint.get("/documents/<kind>/edit/<path:key>")
def form(kind: str, key: str = "") -> str:
    """Somebody at head office writes a document, or the next version of one."""
    if _known(kind) not in AT_A_DESK:
        raise Refusal("unknown_kind", kind)
    content = documents.read(here.db(), kind, key, today()) if key else None
    cells = rule.write(Publication(key, content, today()))[0] if content else {}
    return _form(kind, cells, [])


def _form(kind: str, cells: dict[str, str], faults: list[Fault]) -> str:
    return render_template(
        "office/form.html",
        kind=kind,
        layout=LAYOUTS[kind],
        cells=cells,
        faults={fault.column: FAULTS[fault.code] for fault in faults},
        branches=documents.read_all(here.db(), "branch", today()),
        tomorrow=today() + datetime.timedelta(1),
    )


@blueprint.post("/documents/<kind>/new")
def write_one(kind: str) -> AnyResponse | str:
    """Somebody at head office hands in a written document and sees what it would change."""
    if _known(kind) not in AT_A_DESK:
        raise Refusal("unknown_kind", kind)
    cells = {name: request.form.get(name, "") for name in LAYOUTS[kind].columns}
    wanted, faults = documents.from_rows(here.db(), kind, [Row(1, cells)])
    if faults:
        return _form(kind, cells, faults)
    return look_at(kind, [findable(item) for item in wanted])


@blueprint.get("/releases/<release>")
def release(release: str) -> str:
    """Head office looks at what a release changes, and who proposed it."""
    found = releases.find(here.db(), release)
    changes: list[Any] = releases.changes(here.db(), found.publications, today())
    real = [change for change in changes if change.what != "same"]
    two = here.config().two_person_release
    return render_template(
        "office/release.html",
        release=found,
        changes=real[:CHANGES_SHOWN],
        number=len(real),
        same=len(changes) - len(real),
        late=sum(change.late for change in real),
        may=not two or found.proposed_by != g.who,
        today=today(),
        recallable=any(item.in_force > today() for item in found.publications),
    )


@blueprint.post("/releases/<release>/publish")
def publish(release: str) -> AnyResponse:
    """Head office publishes a release; halls fetch it with their next sync."""
    two = here.config().two_person_release
    releases.publish(here.db(), release, str(g.who), here.now().utc, two)
    return redirect(url_for("publishing.release", release=release), 303)


@blueprint.post("/releases/<release>/drop")
def drop(release: str) -> AnyResponse:
    """Head office puts a release aside that is not published."""
    releases.drop(here.db(), release, str(g.who), here.now().utc)
    return redirect(url_for("publishing.overview"), 303)


@blueprint.post("/releases/<release>/withdraw")
def withdraw(release: str) -> AnyResponse:
    """Head office takes back what of a release is not in force yet."""
    releases.withdraw(here.db(), release, str(g.who), here.now().utc, today())
    return redirect(url_for("publishing.release", release=release), 303)
