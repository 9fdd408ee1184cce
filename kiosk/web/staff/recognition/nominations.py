"""The award for considerate service (贴心服务奖, P05): clerks are nominated, the panel marks, and
the year's best goes into a register. The year is closed on the page of its scheme."""

import datetime
from functools import partial
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import paging as pages
from kiosk.records.ledger import ledger
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition import awards
from kiosk.records.recognition.registers import entries, nominations
from kiosk.records.recognition.registers.nominations import Marked, New
from kiosk.rules.input.folding import fold
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.rules.recognition import registers as rule
from kiosk.vocabulary.documents import MOST_FIELDS
from kiosk.vocabulary.facts import CRITERIA, SOURCES, Nominated
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff.recognition.registers import role, seen

blueprint = Blueprint("nominations", __name__, url_prefix="/award")
blueprint.before_request(signed_in.required)
_author = partial(signed_in.author_for, otherwise="unknown_branch")
YEARS = 3
"""Years that the page offers."""


@blueprint.get("")
def page() -> str:
    """A member of staff nominates a clerk; the panel reads all nominations of a year, and marks
    them."""
    today, number = business_day(), paging.asked()
    year = _year(today)
    span = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    in_panel = role() in rule.IN_CHARGE
    found = [
        one
        for one in nominations.listed(here.db, *span, seen())
        if in_panel or (one.fact.by == g.who and one.fact.role != "office")
    ]
    shown = pages.cut(found, number)
    return render_template(
        "staff/recognition/award.html",
        year=year,
        years=[today.year - back for back in range(YEARS)],
        found=shown,
        page=number,
        in_panel=in_panel,
        own={one.fact.event_id: _own_sheet(one) for one in shown.rows},
        cards={one.fact.event_id: _card(one.fact) for one in shown.rows},
        won={one.fact.event_id for one in shown.rows if in_panel and _has_won(one)},
        entered={one.fact.event_id for one in shown.rows if _is_entered(one.fact)},
        registers=_registers(today),
        **_around(shown.rows),
    )


def _around(rows: list[Marked]) -> dict[str, Any]:
    """Whom the page names, what can be chosen, and the bounds of its fields."""
    today = business_day()
    badges = {one.fact.clerk for one in rows} | {one.fact.by for one in rows}
    at_office = here.screen == "office"
    return {
        "names": clerks.named(here.db, badges, today),
        "roster": {} if at_office else clerks.roster(here.db, signed_in.clerk().branch, today),
        "branches": branches.Names(here.db, today) if at_office else None,
        "source": request.args.get("source", ""),
        "card": request.args.get("card", "")[:64],
        "SOURCES": SOURCES,
        "CRITERIA": CRITERIA,
        "MOST": rule.MOST_MARK,
        "LIMIT": nominations.TEXT_LIMIT,
    }


def _year(today: datetime.date) -> int:
    try:
        return whole(request.args.get("year", ""), today.year, today.year - YEARS + 1)
    except NotANumber:
        return today.year


def _own_sheet(one: Marked) -> tuple[int, ...]:
    """The marks that the person who is signed in gave, () for none yet."""
    of_office = here.screen == "office"
    own = [s for s in one.sheets if s.by == g.who and (s.role == "office") == of_office]
    return own[0].marks if own else ()


def _card(fact: Nominated) -> str:
    """What the customer wrote on the card that a nomination names."""
    found = nominations.card(here.db, fact.branch, fact.card, fact.clerk)
    return found.comment if found else ""


def _has_won(one: Marked) -> bool:
    """Whether the nominee was awarded for the panel's marks of that year."""
    return any(
        "panel" in award.inputs and award.first <= one.fact.day <= award.last
        for award in awards.of_clerk(here.db, one.fact.clerk)
    )


def _is_entered(fact: Nominated) -> bool:
    return bool(ledger.find(here.db, fact.branch, [rule.entry_id(fact.event_id)]))


def _registers(today: datetime.date) -> dict[str, Any]:
    """The registers that this person writes."""
    known = entries.registers(here.db, today)
    return {key: one for key, one in known.items() if rule.may_write(one, role())}


@blueprint.post("")
@on_page("nominations.page", drafted=True)
def nominate() -> AnyResponse:
    """A member of staff nominates a clerk, from a card, the own diary, or what was seen."""
    form, badge = request.form, fold(request.form.get("clerk", ""))
    of = signed_in.clerk() if here.screen == "desk" else _author(_branch(badge))
    new = New(badge, form.get("source", ""), form.get("card", "")[:64], form.get("text", ""))
    nominations.nominate(here.db, of, form.get("key", ""), new)
    forms.sent()
    return redirect(url_for("nominations.page"), 303)


def _branch(badge: str) -> str:
    return clerks.remembered(here.db, badge, business_day()).branch


@blueprint.post("/<branch>/<nomination>/marks")
@on_page("nominations.page")
def mark(branch: str, nomination: str) -> AnyResponse:
    """A member of the panel marks a nomination by the three criteria."""
    of = _author(branch)
    marks = [_mark(name) for name in CRITERIA]
    nominations.mark(here.db, of, request.form.get("key", ""), nomination, marks)
    return _back(branch, nomination)


def _mark(field: str) -> int:
    try:
        return whole(request.form.get(field, ""), rule.MOST_MARK)
    except NotANumber:
        raise Refusal("bad_mark", field=field) from None


@blueprint.post("/<branch>/<nomination>/enter")
@on_page("nominations.page")
def enter(branch: str, nomination: str) -> AnyResponse:
    """A member of the panel enters an awarded clerk's deed in a register."""
    form, of = request.form, _author(branch)
    found = nominations.find(here.db, branch, nomination)
    if role() not in rule.IN_CHARGE:
        raise Refusal("only_panel")
    said = [form.get(f"text{number or ''}", "") for number in range(MOST_FIELDS)]
    new = entries.New(form.get("register", ""), found.clerk, said, nomination)
    entries.enter(here.db, of, form.get("key", ""), new, rule.entry_id(nomination))
    return _back(branch, nomination)


def _back(branch: str, nomination: str) -> AnyResponse:
    year = nominations.find(here.db, branch, nomination).day.year
    return redirect(url_for("nominations.page", year=year), 303)
