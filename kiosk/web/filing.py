"""The lobby's forms that ask for an answer: suggestions and complaints with a
receipt, the look-up of what became of them, the call for help."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import facts
from kiosk.records import cases, help, identity
from kiosk.refusals import Refusal
from kiosk.rules import receipts
from kiosk.web import here
from kiosk.web.frame import htmx
from kiosk.web.qr import qr_path
from kiosk.web.visiting import begin_visit, new_key, today, visit

blueprint = Blueprint("filing", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/feedback")
def choose_kind() -> str:
    """A customer says what kind of thing is to be filed."""
    return render_template("lobby/feedback.html")


@blueprint.get("/feedback/<kind>")
def case_form(kind: str) -> str:
    """A customer is asked what it is about: chips, or words."""
    if kind not in facts.CASE_KINDS:
        raise Refusal("unknown_case", kind[:20])
    return render_template("lobby/case.html", kind=kind, key=new_key(), topics=facts.TOPICS)


@blueprint.post("/feedback/<kind>")
def open_case(kind: str) -> AnyResponse | str:
    """A customer files something that must be answered."""
    form = request.form
    key = form.get("key", "")
    opened = cases.open_case(
        here.db(),
        here.keys(),
        visit(),
        key,
        kind,
        form.getlist("topic"),
        form.get("text", ""),
        form.get("clerk", ""),
        here.now(),
    )
    if not htmx:
        return redirect(url_for("filing.receipt", key=key), 303)
    return _receipt(opened, "lobby/_receipt.html")


@blueprint.get("/receipts/<key>")
def receipt(key: str) -> str:
    """A customer is given the receipt code, once more if the page is reloaded."""
    return _receipt(cases.receipt(here.db(), here.keys(), visit(), key), "lobby/receipt.html")


def _receipt(opened: cases.Receipt, template: str) -> str:
    code = receipts.spoken(opened.code)
    return render_template(template, code=code, case=opened.case, qr=qr_path(code))


@blueprint.get("/look-up")
def look_up_page() -> str:
    """A customer is asked for the receipt code."""
    return render_template("lobby/look_up.html")


@blueprint.post("/look-up")
def look_up() -> str:
    """A customer sees what became of what was filed."""
    found = cases.look_up(here.db(), here.keys(), request.form.get("code", ""))
    template = "lobby/_found.html" if htmx else "lobby/found.html"
    return render_template(template, found=found)


@blueprint.get("/help")
def help_page() -> str:
    """A customer sees that somebody is coming, or rings."""
    return render_template("lobby/help.html", key=new_key(), call=_own_call())


@blueprint.post("/help")
def ring() -> AnyResponse:
    """A customer rings for help."""
    help.ring(here.db(), visit(), request.form.get("key", ""), here.now())
    return redirect(url_for("filing.help_page"), 303)


def _own_call() -> help.Call | None:
    """The newest call of today that nobody has come to yet."""
    me = identity.me(here.db())
    waiting = [call for call in help.calls(here.db(), today(me)) if not call.clerk]
    return waiting[0] if waiting else None
