"""The counter: staff enter paper forms, calls, the suggestion box, letters and banners."""

import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import counter, filing
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import registers
from kiosk.rules.cases import receipts
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk.cases import around
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.here import here
from kiosk.web.frame.qr import qr_path
from kiosk.web.frame.reach import notice, reach_of

blueprint = Blueprint("counter", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/counter")
def page() -> str:
    """A clerk enters what came on paper, by phone or in the box."""
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
        TOPICS=facts.TOPICS,
        ORIGINS=facts.ORIGINS,
        **around(of),
    )


@blueprint.post("/counter")
def take_in() -> str:
    """A clerk enters a customer's case, and is responsible for it from now on."""
    form, of = request.form, signed_in.clerk()
    filed = Filed(
        form.get("kind", ""), form.getlist("topic"), form.get("text", ""), form.get("clerk", "")
    )
    taken = Taken(form.get("origin", ""), _day(form.get("day", ""), of.day), form.get("call", ""))
    reach, dropped = reach_of(form)
    opened = counter.take_in(here.db, of, here.keys, form.get("key", ""), filed, taken, reach)
    code = receipts.spoken(opened.code)
    return render_template(
        "desk/counter/taken.html", code=code, qr=qr_path(code), case=opened.case, dropped=dropped,
        **around(of),
    )  # fmt: skip


def _day(typed: str, today: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed) if typed else today
    except ValueError:
        raise Refusal("bad_dates") from None


@blueprint.post("/counter/box")
def open_box() -> AnyResponse:
    """A clerk records that the suggestion box was opened in front of a witness."""
    form = request.form
    found = form.get("found", "")
    number = int(found) if found.isdecimal() and len(found) < 6 else -1
    registers.open_box(
        here.db, signed_in.clerk(), form.get("key", ""), form.get("witness", ""), number
    )
    return redirect(url_for("counter.page"), 303)


@blueprint.post("/counter/praise")
def enter_praise() -> AnyResponse:
    """A clerk enters a letter of praise or a banner."""
    form, of = request.form, signed_in.clerk()
    registers.enter_praise(
        here.db, of, form.get("key", ""), form.get("mark", ""), form.get("clerk", ""),
        form.get("deed", ""), _day(form.get("day", ""), of.day),
    )  # fmt: skip
    return redirect(url_for("counter.page"), 303)
