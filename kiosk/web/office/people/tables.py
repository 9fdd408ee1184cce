"""Head office's users as a table: downloaded, uploaded, looked at, and carried out with the own
password."""

from typing import Any

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files import confined, spreadsheets, uploads
from kiosk.records.ledger.writing import check_key
from kiosk.records.people.tables import proposed
from kiosk.rules.people import roles, user_rows
from kiosk.rules.people.user_rows import HEADERS, NEEDED, ROW_LIMIT
from kiosk.rules.spreadsheets import columns, tables
from kiosk.rules.spreadsheets.columns import Fault
from kiosk.vocabulary.refusals import FAULTS, REFUSALS, Refusal
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.office.people.confirming import confirmed
from kiosk.web.office.people.users import invitation_link

blueprint = Blueprint("user_tables", __name__, url_prefix="/user-tables")
VALUE_SHOWN = 200
"""Characters of a wrong cell."""
WORDINGS = FAULTS | {code: wording for code, (_, wording) in REFUSALS.items()}
FILES = {
    "xlsx": (
        spreadsheets.xlsx_export,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (spreadsheets.csv_export, "text/csv"),
}


class Faulty(msgspec.Struct, frozen=True):
    """A table that can't be carried out: its faults by cell, and the sheet that was read."""

    faults: tuple[tuple[str, Fault], ...]
    sheet: str = ""


@blueprint.before_request
def _take_files() -> AnyResponse | None:
    """Lets larger uploads in."""
    request.max_content_length = uploads.UPLOAD_LIMIT + 65_536
    return signed_in.required()


@blueprint.get("")
def listed() -> str:
    """An admin downloads the users as a table, or reads what is wrong in one that was uploaded."""
    faulty = shown_once.found(Faulty)
    if faulty is not None:
        return _faults_page(faulty.faults, faulty.sheet)
    return render_template("office/users/tables/listed.html", most=ROW_LIMIT)


def _faults_page(faults: tuple[tuple[str, Fault], ...], sheet: str = "") -> str:
    return render_template(
        "office/users/tables/faults.html",
        faults=faults,
        sheet=sheet,
        wordings=WORDINGS,
        HEADERS=HEADERS,
    )


@blueprint.get("/users.<suffix>")
def table(suffix: str) -> Response:
    """An admin downloads the present users as a table, or an empty one."""
    if suffix not in FILES:
        raise Refusal("not_found")
    write, mimetype = FILES[suffix]
    empty = "empty" in request.args
    rows = [] if empty else proposed.rows(here.db)
    heads = [said + ("*" if name in NEEDED else "") for name, said in HEADERS.items()]
    name = f"users-{'template' if empty else business_day().isoformat()}"
    signed_in.exported(name, len(rows))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    lines = ([row[column] for column in HEADERS] for row in rows)
    return Response(write(heads, lines), mimetype=mimetype, headers=headers)


@blueprint.post("")
@on_page("user_tables.listed")
def upload() -> AnyResponse:
    """An admin uploads a table of users and sees what it would change."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("no_file")
    key = request.form.get("key", "")
    check_key(key)
    try:
        read = spreadsheets.read(file.read(), user_rows.FORM)
    except confined.Busy:
        raise Refusal("opening_busy", retry_after=confined.WAIT) from None
    except tables.Unreadable as trouble:
        return _faulty(tables.Table((), [], [Fault(0, "", trouble.code, detail=trouble.detail)]))
    rows, faults = proposed.read(here.db, read, business_day())
    if not faults:
        _, faults = proposed.compare(here.db, rows, str(g.who), _waits())
    if not faults and not rows:
        faults = [Fault(0, "", "empty_file")]
    if faults:
        return _faulty(read._replace(faults=faults))
    with signed_in.acting("users_table_uploaded", number=len(rows)):
        proposed.propose(here.db, key, str(g.who), here.time.utc, rows)
    return redirect(url_for("user_tables.preview", key=key), 303)


def _faulty(read: tables.Table) -> AnyResponse:
    placed = tuple(
        (cell, fault._replace(value=fault.value[:VALUE_SHOWN]))
        for cell, fault in columns.placed(read.columns, read.faults)
    )
    return shown_once.show(url_for("user_tables.listed"), Faulty(placed, read.sheet))


@blueprint.get("/<key>")
def preview(key: str) -> str:
    """An admin sees what an uploaded table would change, user by user."""
    found = proposed.preview(here.db, key, str(g.who), here.time.utc, _waits())
    if found.faults and not found.done:  # users changed since it was uploaded
        return _faults_page(tuple(columns.placed(tuple(HEADERS), found.faults)))
    return render_template(
        "office/users/tables/preview.html",
        key=key,
        table=found,
        changes=[one for one in found.changes if one.what != "same"],
        same=sum(one.what == "same" for one in found.changes),
        two=_waits(),
        places=_places,
    )


@blueprint.post("/<key>")
@on_page("user_tables.preview")
def carry_out(key: str) -> AnyResponse:
    """An admin carries out a table that was looked at."""
    confirmed()
    digest, hours = request.form.get("digest", ""), here.config.invitation_hours
    with signed_in.acting("users_table_carried_out"):
        proposed.carry_out(
            here.db, here.keys, key, signed_in.actor(), here.time.utc, digest, _waits(), hours
        )
    new = proposed.drawn(here.db, here.keys, key, str(g.who), here.time.utc)
    if not new:
        return redirect(url_for("users.listed"), 303)
    return redirect(url_for("user_tables.invitations", key=key), 303)


@blueprint.get("/<key>/invitations")
def invitations(key: str) -> str:
    """An admin prints or sends the links that a table drew a moment ago, one for each new user."""
    found = proposed.links(here.db, here.keys, key, str(g.who), here.time.utc)
    return render_template(
        "office/users/tables/invitations.html",
        links=[(one.user, invitation_link(one.token)) for one in found],
        hours=here.config.invitation_hours,
    )


def _waits() -> bool:
    return here.config.two_person_release


def _places(reach: str) -> Any:
    return roles.reach(reach).places
