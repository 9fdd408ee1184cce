"""The counter: staff enter paper forms, calls, the suggestion box, letters and banners."""

import datetime

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import counter, filing, state
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import registers
from kiosk.records.publishing import offered
from kiosk.rules.cases import receipts
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk.cases import around
from kiosk.web.frame import paging, shown_once, signed_in
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.days import typed_day
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here
from kiosk.web.frame.reach import notice, reach_of

blueprint = Blueprint("counter", __name__)
blueprint.before_request(signed_in.required)


class TakenIn(msgspec.Struct, frozen=True):
    """A case that was taken in, and its receipt code."""

    case_id: str
    code: str


@blueprint.get("/counter")
def page() -> str:
    """A clerk enters what came on paper, by phone or in the box."""
    if (taken := shown_once.found(TakenIn)) is not None:
        return _taken(taken)
    of, praise, box = signed_in.clerk(), paging.asked("praise"), paging.asked("box")
    return render_template(
        "desk/counter/counter.html",
        call=request.args.get("call", "")[:64],
        reachable=filing.reachable(here.db),
        notice=notice(here.db, of.day),
        register=registers.register(here.db, of.branch, praise),
        boxes=registers.boxes(here.db, of.branch, box),
        pages={"praise": praise, "box": box},
        me=of.by,
        KINDS=(*facts.CASE_KINDS, "help"),
        topics=offered.topics(here.db, of.day),
        ORIGINS=facts.ORIGINS,
        **around(of),
    )


@blueprint.post("/counter")
@on_page("counter.page", "call", drafted=True)
def take_in() -> AnyResponse:
    """A clerk enters a customer's case, and is responsible for it from now on."""
    form, of = request.form, signed_in.clerk()
    filed = Filed(
        form.get("kind", ""), form.getlist("topic"), form.get("text", ""), form.get("clerk", "")
    )
    taken = Taken(form.get("origin", ""), _day(of.day), form.get("call", ""))
    reach = reach_of(form)
    opened = counter.take_in(here.db, of, here.keys, form.get("key", ""), filed, taken, reach)
    sent()
    taken_in = TakenIn(opened.case.event_id, receipts.spoken(opened.code))
    return shown_once.show(url_for("counter.page"), taken_in)


def _taken(taken: TakenIn) -> str:
    """The receipt code of a case that was taken in, for the customer."""
    of = signed_in.clerk()
    return render_template(
        "desk/counter/taken.html",
        code=taken.code,
        qr=qr_path(taken.code),
        case=state.find(here.db, of.branch, taken.case_id).opened,
        **around(of),
    )


def _day(today: datetime.date) -> datetime.date:
    return typed_day("day") if request.form.get("day") else today


@blueprint.post("/counter/box")
@on_page("counter.page")
def open_box() -> AnyResponse:
    """A clerk records that the suggestion box was opened in front of a witness."""
    form = request.form
    try:
        found = whole(form.get("found", ""), registers.MOST_FOUND)
    except NotANumber:
        raise Refusal("bad_number") from None
    registers.open_box(
        here.db, signed_in.clerk(), form.get("key", ""), form.get("witness", ""), found
    )
    return redirect(url_for("counter.page"), 303)


@blueprint.post("/counter/praise")
@on_page("counter.page", drafted=True)
def enter_praise() -> AnyResponse:
    """A clerk enters a letter of praise or a banner."""
    form, of = request.form, signed_in.clerk()
    registers.enter_praise(
        here.db, of, form.get("key", ""), form.get("mark", ""), form.get("clerk", ""),
        form.get("deed", ""), _day(of.day),
    )  # fmt: skip
    sent()
    return redirect(url_for("counter.page"), 303)
