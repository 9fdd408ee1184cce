"""Registers at desk and office: what is kept for good, entered by those who may, read once the
clerk whom it is about has consented."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import paging as pages
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition.registers import entries
from kiosk.records.recognition.registers.entries import Entry, New
from kiosk.rules.input.folding import fold
from kiosk.rules.recognition import registers as rule
from kiosk.vocabulary.documents import MOST_FIELDS, Register
from kiosk.vocabulary.facts import Role
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("registers", __name__, url_prefix="/registers")
blueprint.before_request(signed_in.required)


def role() -> Role:
    """As what the person who is signed in reads and writes."""
    return "office" if here.screen == "office" else signed_in.clerk().role


def seen() -> Sequence[str] | None:
    """The branches whose facts this screen shows, None for all."""
    return None if here.screen == "office" else [signed_in.clerk().branch]


@blueprint.get("")
def listed() -> str:
    """A member of staff sees the registers that there are."""
    today = business_day()
    found = {
        key: (
            one,
            sum(entry.is_shown for entry in entries.listed(here.db, key, one, today, seen())),
        )
        for key, one in entries.registers(here.db, today).items()
        if rule.may_read(one, role()) or rule.may_write(one, role())
    }
    return render_template("staff/recognition/registers.html", found=found)


@blueprint.get("/<key>")
def register(key: str) -> str:
    """A member of staff reads a register, and enters something where that is allowed."""
    today, of = business_day(), _find(key)
    found = entries.listed(here.db, key, of, today, seen())
    may_read = rule.may_read(of, role())
    shown = pages.cut([one for one in found if one.is_shown and may_read], paging.asked())
    hidden = [one for one in found if not one.is_shown and role() in rule.IN_CHARGE]
    badges = {one.fact.clerk for one in found} | {one.fact.by for one in found}
    return render_template(
        "staff/recognition/register.html",
        key=key,
        register=of,
        shown=shown,
        page=paging.asked(),
        hidden=hidden,
        may_read=may_read,
        may_write=rule.may_write(of, role()),
        in_charge_here=role() in rule.IN_CHARGE,
        names=clerks.named(here.db, badges, today),
        LIMIT=entries.TEXT_LIMIT,
        until=rule.until,
        **_places(found),
    )


def _places(found: Sequence[Entry]) -> dict[str, Any]:
    """Whom something can be entered about, and what branches are called at head office."""
    today = business_day()
    if here.screen == "desk":
        branch = signed_in.clerk().branch
        return {"roster": clerks.roster(here.db, branch, today), "branches": None}
    return {
        "roster": {},
        "branches": branches.named(here.db, {one.fact.branch for one in found}, today),
    }


def _find(key: str) -> Register:
    """A register that this person reads or writes. Raises Refusal `unknown_register`."""
    of = entries.find(here.db, key, business_day())
    if not (rule.may_read(of, role()) or rule.may_write(of, role())):
        raise Refusal("unknown_register")
    return of


@blueprint.post("/<key>")
@on_page("registers.register", drafted=True)
def enter(key: str) -> AnyResponse:
    """A member of staff enters something in a register."""
    form, badge = request.form, fold(request.form.get("clerk", ""))
    said = [form.get(f"text{number or ''}", "") for number in range(MOST_FIELDS)]
    entries.enter(here.db, _speaker(badge), form.get("key", ""), New(key, badge, said))
    forms.sent()
    return redirect(url_for("registers.register", key=key), 303)


def _speaker(badge: str) -> Author:
    """Who enters something about this clerk: head office enters it where the clerk works. Raises
    Refusal `unknown_clerk`."""
    if here.screen == "desk":
        return signed_in.clerk()
    branch = clerks.remembered(here.db, badge, business_day()).branch
    return signed_in.author_for(branch, "unknown_branch")


@blueprint.post("/<key>/<branch>/<entry_id>/down")
@on_page("registers.register")
def take_down(key: str, branch: str, entry_id: str) -> AnyResponse:
    """A manager, or head office, takes an entry down, so that it is shown no more."""
    of = signed_in.author_for(branch, "unknown_branch")
    entries.say(here.db, of, request.form.get("key", ""), entry_id, False)
    return redirect(url_for("registers.register", key=key), 303)
