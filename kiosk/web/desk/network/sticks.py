"""A hall without a line reports by a file: the manager takes it to head office on a USB stick, and
brings the answer back (docs/sync-files.md)."""

from pathlib import Path
from typing import Protocol, cast

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import check_key
from kiosk.records.stations import carried, line
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary import sync_files
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.sync_files import BadFile, Carried
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("sticks", __name__, url_prefix="/sync-file")


class Carrier(Protocol):
    """Makes and takes the files; one at a time, and never in a round. Raises Refusal
    `sync_under_way` where another is under way."""

    def waiting(self) -> int:
        """How many entries head office is not known to hold."""

    def make(self) -> None:
        """Makes a new file for head office."""

    def made(self) -> Path | None:
        """The file that was made last, None if there is none."""

    def take(self, data: bytes) -> Carried:
        """Takes the answer in. Raises BadFile, Refusal or NoLine."""


@blueprint.before_request
def only_the_manager() -> AnyResponse | None:
    """Lets in the manager of a hall that has a head office, with larger uploads."""
    request.max_content_length = sync_files.MOST_ON_A_PAGE + 65_536
    refused = signed_in.only_in_charge()
    if refused is None and not identity.me(here.db).has_office:
        raise Refusal("not_found")
    return refused


@blueprint.get("")
def page() -> str:
    """A manager sees what waits for head office, makes the file and takes the answer in."""
    return render_template(
        "desk/network/sync_file.html",
        waiting=_carrier().waiting(),
        since=line.since(here.db),
        last=carried.last(here.db) if _carrier().made() else None,
        done=shown_once.found(Carried),
    )


@blueprint.post("")
@on_page("sticks.page")
def make() -> AnyResponse:
    """A manager makes the file for head office, to be downloaded on the same page."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("sync_file_made"):
        _carrier().make()
    return redirect(url_for("sticks.page", _anchor="up"), 303)


@blueprint.get("/made")
def made() -> AnyResponse:
    """A manager downloads the file that was made last."""
    file = _carrier().made()
    if file is None:
        raise Refusal("not_found")
    me, last = identity.me(here.db), carried.last(here.db)
    day = local_date(last.made_at if last else here.now.utc, me.zone)
    name = f"{me.branch}-{day}.sync"
    return send_file(file.absolute(), "application/octet-stream", True, name, max_age=0)


@blueprint.post("/taken")
@on_page("sticks.page")
def take() -> AnyResponse:
    """A manager takes head office's answer in."""
    check_key(request.form.get("key", ""))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("no_file")
    try:
        done = _carrier().take(sent.read())
    except BadFile as bad:
        raise Refusal("bad_sync_file", str(bad)) from None
    with signed_in.acting("sync_file_taken"):
        pass
    return shown_once.show(url_for("sticks.page"), done)


def _carrier() -> Carrier:
    return cast(Carrier, current_app.extensions["carrier"])
