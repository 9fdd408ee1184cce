"""Documents written in a form, one row at a time: what a table holds, without a spreadsheet."""

import datetime
from typing import NamedTuple

import msgspec
from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.pinyin import findable
from kiosk.records.publishing import as_tables, branches, documents, offered
from kiosk.rules.input.numbers import NotANumber, number, whole
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing import tariffs
from kiosk.rules.spreadsheets.cells import NONE
from kiosk.rules.spreadsheets.columns import (
    BANDS,
    CASES,
    GRADES,
    GROUPS,
    LAYOUTS,
    METHODS,
    SCOPE,
    TARIFF,
    Row,
)
from kiosk.vocabulary.alerts import EVENTS, EVERYWHERE, TOLD
from kiosk.vocabulary.documents import ALERTS, CLASSES, FeeItem, Fees, Publication
from kiosk.vocabulary.refusals import FAULTS, Refusal
from kiosk.web.frame import forms, shown_once
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff import documents as documents_
from kiosk.web.staff.documents import AT_A_DESK, look_at

blueprint = Blueprint("document_forms", __name__)
blueprint.before_request(documents_.only_publishers)
blueprint.context_processor(documents_.who_publishes)
ASKED = ("try_amount", "try_used", "try_persons")
"""Fields of what is asked of a tariff that is tried out."""


class Written(msgspec.Struct, frozen=True):
    """A row as written, with what is asked of its tariff; the document that it changes, if it is
    not a new
    one, with the version that it starts from; and which of its lines."""

    cells: dict[str, str]
    of: str = ""
    version: int = 0
    line: int = 0


class Tried(NamedTuple):
    """An item of a fee schedule, and what was asked of it; no total if it has no price."""

    item: FeeItem
    total: tariffs.Sum | None


@blueprint.get("/documents/<kind>/new")
@blueprint.get("/documents/<kind>/edit/<path:key>")
def form(kind: str, key: str = "") -> str:
    """A publisher writes a document, or the next version of one."""
    _check(kind)
    written = shown_once.found(Written)
    tried = _tried(written) if written is not None else None
    layout = LAYOUTS[kind]
    if written is None:
        written = _begun(kind, key)
    return render_template(
        "staff/publishing/form.html",
        kind=kind,
        layout=layout,
        columns=[name for name in layout.columns if name not in (*TARIFF, "cases", *EVENTS)],
        written=written,
        cells=written.cells,
        tried=tried,
        branches=branches.listed(here.db, business_day()),
        regions=branches.region_names(here.db, business_day()),
        tomorrow=business_day() + datetime.timedelta(1),
        CASES=CASES,
        OF_GRADES=GRADES,
        CLASSES=CLASSES,
        groups={code: GROUPS.get(code, code) for code in offered.role_codes(here.db)},
        METHODS=METHODS,
        BANDS=BANDS,
        TOLD=TOLD,
        EVERYWHERE=EVERYWHERE,
    )


def _check(kind: str) -> None:
    if kind not in AT_A_DESK:
        raise Refusal("unknown_kind", kind[:20])


def _begun(kind: str, key: str) -> Written:
    """The row to write: a line of the document named, or a further one, which has what all of its
    lines share."""
    version, lines = _start(kind, key, request.args.get("version", ""))
    line = _line(request.args.get("line", "0"), len(lines))
    if line < len(lines):
        return Written(lines[line], key, version, line)
    if kind == "alerts" and not lines:
        return Written({"key": ALERTS})
    shared = (*LAYOUTS[kind].key, *LAYOUTS[kind].shared, *SCOPE)
    cells = {name: said for name, said in lines[0].items() if name in shared} if lines else {}
    return Written(cells, key, version, line)


def _start(kind: str, key: str, typed: str) -> tuple[int, list[dict[str, str]]]:
    """The version of a document to start from, the newest unless another is named, and its rows;
    0 and none for a new document."""
    known = documents.versions(here.db, kind, key) if key else []
    named = [one for one in known if str(one.version) == typed]
    for start in (named or known)[-1:]:
        content = documents.content(here.db, start.sha256)
        if content is not None:
            return start.version, rule.write(Publication(key, content, business_day(), kind))
    return 0, []


def _line(typed: str, most: int) -> int:
    """Which line is meant; the one after the last is a new one."""
    try:
        return whole(typed, most)
    except NotANumber:
        raise Refusal("bad_number", "line") from None


@blueprint.post("/documents/<kind>/new")
@on_page("document_forms.form")
def write_one(kind: str) -> AnyResponse:
    """A publisher submits a document and sees what it would change, or tries out a tariff."""
    _check(kind)
    written, lines = _written(kind)
    if "try" in request.form:
        lines = [written.cells]
    elif kind == "fees":
        lines = _edited(kind, lines, written)
    else:
        lines = [written.cells]
    rows = [Row(number, line) for number, line in enumerate(lines, 1)]
    wanted, faults = as_tables.from_rows(here.db, kind, rows)
    if faults:
        wrong = {fault.column: FAULTS[fault.code] for fault in faults}
        return forms.back(Refusal("wrong_cells"), wrong)
    if "try" in request.form:
        return shown_once.show(url_for("document_forms.form", kind=kind), written)
    return look_at(kind, [findable(item) for item in wanted])


def _written(kind: str) -> tuple[Written, list[dict[str, str]]]:
    """The row that was sent, and the rows that it belongs to."""
    form, of = request.form, request.form.get("of", "")
    cells = {name: _cell(name) for name in (*LAYOUTS[kind].columns, *ASKED)}
    cells["cases"] = " ".join(form.getlist("cases"))
    version, lines = _start(kind, of, form.get("version", ""))
    return Written(cells, of, version, _line(form.get("line", "0"), len(lines))), lines


def _cell(name: str) -> str:
    """A field as a table's cell has it; of boxes, those that were ticked."""
    if name not in EVENTS:
        return request.form.get(name, "")
    return "、".join(filter(None, request.form.getlist(name))) or NONE


def _edited(kind: str, lines: list[dict[str, str]], written: Written) -> list[dict[str, str]]:
    """The document's rows with one of them changed or taken out; what rows share comes from the
    form."""
    layout = LAYOUTS[kind]
    shared = (*layout.key, *layout.shared, *SCOPE, "in_force", "ended")
    common = {name: written.cells[name] for name in shared}
    edited = [line | common for line in lines]
    removed = "remove" in request.form
    edited[written.line : written.line + 1] = [] if removed else [written.cells]
    if not edited:
        raise Refusal("last_line")
    return edited


def _tried(written: Written) -> Tried | None:
    """The tariff that was tried out, and its sum; None if there is none."""
    wanted, _ = as_tables.from_rows(here.db, "fees", [Row(1, written.cells)])
    content = wanted[0].content if wanted else None
    item = content.items[0] if isinstance(content, Fees) else None
    if item is None or item.tariff is None:
        return None
    try:
        amount, used = (number(written.cells[name] or "0") for name in ASKED[:2])
        asked = tariffs.Asked(amount, used, whole(written.cells[ASKED[2]] or "0"))
        return Tried(item, tariffs.cost(item.tariff, asked))
    except (NotANumber, tariffs.OutOfRange):
        return Tried(item, None)
