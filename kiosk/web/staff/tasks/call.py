"""One call of staff for help (快乐驿站, P08), for its responder: the manager of the hall, or head
office's helper."""

from typing import NamedTuple

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.keys import Keys
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.tasks import letters, support
from kiosk.records.tasks.letters import Words
from kiosk.records.tasks.support import Call
from kiosk.rules.tasks import moves as rule
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.days import business_day, typed_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("call", __name__, url_prefix="/support/<branch>/<call_id>")
blueprint.before_request(signed_in.required)
SHOWN_S = 300
"""How long an opened letter stays readable."""


class Opened(msgspec.Struct, frozen=True):
    """A call whose letter was opened."""

    call_id: str
    words: Words


class Asked(NamedTuple):
    """The person who is signed in, and the call."""

    of: Author
    call: Call


def _asked(branch: str, call_id: str) -> Asked:
    """Raises Refusal `unknown_request` to all but the responder."""
    of = signed_in.author_for(branch, "unknown_branch")
    call = support.find(here.db, branch, call_id)
    if not support.answers(here.db, of, call):
        raise Refusal("unknown_request")
    return Asked(of, call)


@blueprint.get("")
def page(branch: str, call_id: str) -> str:
    """A responder reads how a call for help goes on."""
    of, call = _asked(branch, call_id)
    opened, today = shown_once.found(Opened), business_day()
    shown = opened.words if opened is not None and opened.call_id == call_id else None
    return render_template(
        "staff/tasks/call.html",
        call=call,
        may=rule.may(call.task, of),
        words=shown,
        held=letters.find(here.db, call.asked.words) is not None,
        names=clerks.named(here.db, [shown.badge] if shown else [], today),
        today=today,
        hall=branches.of_branch(here.db, branch, today) if of.office else None,
    )


def _form_key() -> str:
    return request.form.get("key", "")


def _back(branch: str, call_id: str) -> AnyResponse:
    return redirect(url_for("call.page", branch=branch, call_id=call_id), 303)


@blueprint.post("/open")
@on_page("call.page")
def open_(branch: str, call_id: str) -> AnyResponse:
    """A responder opens what was written; it stays readable for five minutes."""
    of, call = _asked(branch, call_id)

    def keys(body: bytes) -> Keys:
        if of.office:
            return here.keys
        typed = request.form.get("passphrase", "")
        return support.manager_keys(here.db, branch, body, typed)

    words = support.read(here.db, of, call, keys)
    to = url_for("call.page", branch=branch, call_id=call_id)
    return shown_once.show(to, Opened(call_id, words), SHOWN_S)


@blueprint.post("/talked")
@on_page("call.page")
def talked(branch: str, call_id: str) -> AnyResponse:
    """A responder notes that they talked today, and when they talk again."""
    of, _ = _asked(branch, call_id)
    support.talked(here.db, of, _form_key(), call_id, typed_day("due"))
    return _back(branch, call_id)


@blueprint.post("/propose")
@on_page("call.page")
def propose(branch: str, call_id: str) -> AnyResponse:
    """A responder proposes to end a call for help; its author decides."""
    of, _ = _asked(branch, call_id)
    support.propose(here.db, of, _form_key(), call_id)
    return _back(branch, call_id)
