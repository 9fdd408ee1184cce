"""Programs that read head office's data: an admin gives each a key and ends it."""

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger.writing import check_key
from kiosk.records.people import consumers
from kiosk.records.people.consumers import NAME_LIMIT, SCOPES
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("consumers", __name__, url_prefix="/consumers")
blueprint.before_request(signed_in.required)


class Made(msgspec.Struct, frozen=True):
    """The key of a program, as it is shown once."""

    name: str
    key: str


@blueprint.get("")
def listed() -> str:
    """Head office sees which programs read its data, what each may read, and when each last did."""
    return render_template(
        "office/machines/consumers.html",
        consumers=consumers.listed(here.db),
        made=shown_once.found(Made),
        description=url_for("api.description"),
        SCOPES=SCOPES,
        NAME_LIMIT=NAME_LIMIT,
    )


@blueprint.post("")
@on_page("consumers.listed")
def add() -> AnyResponse:
    """An admin gives a program a key, which is shown once."""
    form = request.form
    key, name = form.get("key", ""), form.get("name", "")
    check_key(key)
    scopes, by, at = form.getlist("scopes"), str(g.who), here.time.utc
    with signed_in.acting("consumer_added", name.strip(), detail=" ".join(scopes)[:100]):
        made = consumers.add(here.db, here.keys, key, name, scopes, by, at)
    return shown_once.show(url_for("consumers.listed"), Made(name.strip(), made))


@blueprint.post("/<consumer>/end")
@on_page("consumers.listed")
def end(consumer: str) -> AnyResponse:
    """An admin ends a program's key: from now on it opens nothing."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("consumer_ended", consumer):
        consumers.end(here.db, consumer, str(g.who), here.time.utc)
    return redirect(url_for("consumers.listed"), 303)
