"""Head office's report of a week, month, quarter or year: chosen, read, printed, downloaded and
issued (P01, P03)."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files import spreadsheets
from kiosk.files.reports import made, paths, table, worded
from kiosk.ground.paging import PAGE
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.records.reports.periods import by_branch, issued, reading
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import LINES, PERIODS, Period
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here
from kiosk.web.frame.words import gettext, language
from kiosk.web.office.reports import shown

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
blueprint.before_request(signed_in.required)
FILES = {
    "pdf": "application/pdf",
    "csv": downloads.FILES["csv"][1],
    "xlsx": downloads.FILES["xlsx"][1],
}


def _period(said: str) -> Period:
    if said not in PERIODS:
        raise Refusal("not_found", said[:40])
    return said


def _of(period: str, first: str) -> Of:
    """The report that an address names by a period and any day of it."""
    try:
        asked = day(first)
    except NotADay:
        raise Refusal("not_found", first[:40]) from None
    kind = _period(period)
    return Of(kind, spans.of(kind, asked), request.args.get("scope", "")[:60])


def _at(of: Of) -> dict[str, Any]:
    """The address of a report."""
    return {"period": of.period, "first": of.span.first, "scope": of.scope or None}


@blueprint.get("")
def listed() -> AnyResponse | tuple[str, int]:
    """Head office chooses a report, and sees which were issued."""
    wrong: dict[str, str] = {}
    args, page, today = request.args, paging.asked(), business_day()
    if period := args.get("period", ""):
        try:
            kind, asked = _period(period), day(args.get("day", ""))
        except NotADay:
            wrong["day"] = "bad_period"
        else:
            halls = _scope(wrong)
            if not wrong:
                of = Of(kind, spans.of(kind, asked), halls)
                return redirect(url_for("reports.page", **_at(of)), 303)
    rows = issued.listed(here.db, page)
    keys = [one.scope for one in rows.rows]
    rendered = render_template(
        "office/reports/listed.html",
        rows=rows.rows if scope.branches() is None else [],
        number=rows.number,
        page=page,
        form=of_address(wrong),
        day=spans.last_over("month", today)[0].last,
        newest={one: spans.last_over(one, today)[0] for one in PERIODS},
        regions=scope.regions(today),
        offered=scope.listed(today),
        branches=branches.named(here.db, keys, today),
        **_words(),
    )
    return rendered, 422 if wrong else 200


def _scope(wrong: dict[str, str]) -> str:
    """The halls in the address: a branch by its name, else a region, else all."""
    name = request.args.get("branch", "").strip()[:40]
    if not name:
        return request.args.get("scope", "")[:60]
    found = scope.searched(name)
    if len(found) != 1:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
        return ""
    return found[0]


def _words() -> dict[str, object]:
    """What templates need to word a report."""
    return {
        "PERIODS": PERIODS,
        "span_said": partial(worded.span_said, say=gettext),
        "scope_said": partial(worded.scope_said, say=gettext),
    }


@blueprint.get("/<period>/<first>")
def page(period: str, first: str) -> str:
    """Head office reads the report of a period; each number leads to its facts."""
    of = _of(period, first)
    number = paging.asked()
    found = shown.find(of, slice((number - 1) * PAGE, number * PAGE))
    told, today = found.told, business_day()
    following = spans.after(of.period, of.span)
    return render_template(
        "office/reports/report.html",
        of=of,
        told=told,
        row=found.row,
        since=[(worded.row(LINES[one.code], one.now, one.issued, gettext)) for one in found.since],
        title=worded.title(of.period, gettext),
        made=worded.made_said(told.issued_on, told.digest, today, gettext),
        chapters=worded.chapters(told.now, told.before, gettext, told.aim),
        before=paths.of_report(of.period, of.before.span, of.scope),
        after=paths.of_report(of.period, following, of.scope) if following.first <= today else "",
        path=lambda code: paths.of_figure(code, of.period, of.span, of.scope),
        is_over=spans.is_over(of.span, today),
        halls=told.halls,
        number=found.number,
        page=number,
        hall_codes=[gettext(LINES[code].word) for code in table.hall_codes()],
        MOST=by_branch.MOST,
        **_words(),
    )


@blueprint.get("/<period>/<first>/report.<suffix>")
def file(period: str, first: str, suffix: str) -> Response:
    """Head office downloads a report as PDF, Excel or CSV; that is recorded."""
    of = _of(period, first)
    if suffix not in FILES:
        raise Refusal("not_found", suffix[:40])
    told = shown.find(of).told
    name = f"report-{of.period}-{of.span.first}"
    with downloads.setting():
        if suffix == "pdf":
            body = made.pdf(told, language(), gettext)
        else:
            body = made.xlsx(told, gettext) if suffix == "xlsx" else made.csv(told, gettext)
    signed_in.exported(name, len(LINES), of.scope)
    way = "inline" if suffix == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}.{suffix}"'}
    return Response(body, mimetype=FILES[suffix], headers=headers)


@blueprint.get("/<period>/<first>/cards.<suffix>")
def cards(period: str, first: str, suffix: str) -> Response:
    """Head office downloads each clerk's cards as a table of figures that an office can import;
    that is recorded."""
    of = _of(period, first)
    if suffix not in ("csv", "xlsx"):
        raise Refusal("not_found", suffix[:40])
    wanted = reading.seen(here.db, of, scope.branches())
    given = by_branch.of_clerks(here.db, of.span, wanted)
    rest = by_branch.without_flagged(here.db, of.span, wanted, given)
    lines = by_branch.lines(given, of.span.first)
    lines += by_branch.lines(rest, of.span.first, rest=True)
    write = spreadsheets.csv_file if suffix == "csv" else spreadsheets.xlsx_file
    name = f"cards-{of.period}-{of.span.first}"
    signed_in.exported(name, len(lines), of.scope)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return Response(write("figure", lines), mimetype=FILES[suffix], headers=headers)


@blueprint.post("/<period>/<first>/issue")
@on_page("reports.page")
def issue(period: str, first: str) -> AnyResponse:
    """Head office issues the report of a period that is over, which is then kept as it is."""
    of = _of(period, first)._replace(scope=request.form.get("scope", "")[:60])
    check_key(request.form.get("key", ""))
    if scope.branches() is not None:
        raise Refusal("not_found")
    with signed_in.acting("report_issued", f"{of.period} {of.span.first} {of.scope}"):
        issued.issue(here.db, of, str(g.who), here.time.utc, shown.around(of))
    return redirect(url_for("reports.page", **_at(of)), 303)
