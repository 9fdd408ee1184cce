"""Documents written in a form, one row at a time: what a table holds, without a spreadsheet."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.pinyin import findable
from kiosk.records.publishing import documents, tables
from kiosk.rules.input.numbers import NotANumber, number, whole
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing import tariffs
from kiosk.rules.publishing.columns import BANDS, LAYOUTS, METHODS, TARIFF, Fault, Row
from kiosk.vocabulary.documents import CLASSES, Fees, Publication
from kiosk.vocabulary.refusals import FAULTS, Refusal
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.staff import documents as documents_
from kiosk.web.staff.documents import AT_A_DESK, look_at

blueprint = Blueprint("document_forms", __name__)
blueprint.before_request(documents_.only_publishers)
blueprint.context_processor(documents_.who_publishes)


class Written(NamedTuple):
    """A row as written: its cells; the document that it changes, '' for a new one, with the version
    that it starts from; and which of its lines."""

    cells: dict[str, str]
    of: str = ""
    version: int = 0
    line: int = 0


@blueprint.get("/documents/<kind>/new")
@blueprint.get("/documents/<kind>/edit/<path:key>")
def form(kind: str, key: str = "") -> str:
    """A publisher writes a document, or the next version of one."""
    _check(kind)
    version, lines = _start(kind, key, request.args.get("version", ""))
    line = _line(request.args.get("line", "0"), len(lines))
    shared = (*LAYOUTS[kind].key, *LAYOUTS[kind].shared, "region", "branch")
    cells = {name: said for name, said in lines[0].items() if name in shared} if lines else {}
    return _form(kind, Written(lines[line] if line < len(lines) else cells, key, version, line))


def _check(kind: str) -> None:
    if kind not in AT_A_DESK:
        raise Refusal("unknown_kind", kind[:20])


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
def write_one(kind: str) -> AnyResponse | str:
    """A publisher submits a document and sees what it would change, or tries out a tariff."""
    _check(kind)
    cells = {name: request.form.get(name, "") for name in LAYOUTS[kind].columns}
    of = request.form.get("of", "")
    version, lines = _start(kind, of, request.form.get("version", ""))
    written = Written(cells, of, version, _line(request.form.get("line", "0"), len(lines)))
    trying = "try" in request.form
    if trying or kind != "fees":
        lines = [cells]
    else:
        lines = _edited(kind, lines, written, "remove" in request.form)
    rows = [Row(number, line) for number, line in enumerate(lines, 1)]
    wanted, faults = tables.from_rows(here.db, kind, rows)
    if faults or trying:
        return _form(kind, written, faults, wanted if trying else [])
    return look_at(kind, [findable(item) for item in wanted])


def _edited(
    kind: str, lines: list[dict[str, str]], written: Written, removed: bool
) -> list[dict[str, str]]:
    """The document's rows with one of them changed or taken out; what rows share comes from
    the form."""
    layout = LAYOUTS[kind]
    shared = (*layout.key, *layout.shared, "region", "branch", "in_force", "ended")
    common = {name: written.cells[name] for name in shared}
    edited = [line | common for line in lines]
    edited[written.line : written.line + 1] = [] if removed else [written.cells]
    if not edited:
        raise Refusal("last_line")
    return edited


def _form(
    kind: str, written: Written, faults: list[Fault] | None = None,
    tried: list[Publication] | None = None,
) -> str:  # fmt: skip
    branches: dict[str, Any] = documents.read_all(here.db, "branch", business_day())
    layout = LAYOUTS[kind]
    return render_template(
        "staff/publishing/form.html",
        kind=kind,
        layout=layout,
        columns=[name for name in layout.columns if name not in TARIFF],
        written=written,
        cells=written.cells,
        faults={fault.column: FAULTS[fault.code] for fault in faults or []},
        branches=branches,
        regions=sorted({one.region for one in branches.values() if one.region}),
        tomorrow=business_day() + datetime.timedelta(1),
        CLASSES=CLASSES,
        METHODS=METHODS,
        BANDS=BANDS,
        total=_total(tried or []),
    )


def _total(tried: list[Publication]) -> tuple[Any, Any, tariffs.Sum | None] | None:
    """The item that is tried out, what is asked of it, and the sum, None if it has none."""
    if not tried or not isinstance(tried[0].content, Fees):
        return None
    item = tried[0].content.items[0]
    if item.tariff is None:
        return None
    form = request.form
    try:
        amount, used, persons = (number(form.get(f"try_{name}") or "0") for name in
                                 ("amount", "used", "persons"))  # fmt: skip
        asked = tariffs.Asked(amount, used, int(persons))
        return item, asked, tariffs.cost(item.tariff, asked)
    except (NotANumber, tariffs.OutOfRange):
        return item, None, None
