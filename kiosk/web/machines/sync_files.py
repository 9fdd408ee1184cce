"""Files of stations without a line, at head office: one is taken in, its answer goes back."""

from pathlib import Path

import msgspec
from flask import Blueprint, current_app, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import disk
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.records.stations import enrolment
from kiosk.vocabulary import sync_files
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.sync_files import Answers, BadFile
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.machines import by_file, limits

blueprint = Blueprint("sync_files", __name__, url_prefix="/stations/files")


class Taken(msgspec.Struct, frozen=True):
    """What a file brought: from which station of which branch, how many messages head office took
    and refused."""

    station: str
    branch: str
    taken: int
    refused: int


@blueprint.before_request
def only_users() -> AnyResponse | None:
    """Lets in head office's users, with larger uploads."""
    request.max_content_length = sync_files.MOST_ON_A_PAGE + 65_536
    return signed_in.required()


@blueprint.get("")
def page() -> str:
    """Head office sees how a hall without a line reports by a file, takes one in, and downloads
    the answer."""
    done = shown_once.found(Taken)
    named = branches.named(here.db, [done.branch] if done else [], business_day())
    return render_template("office/stations/files.html", done=done, branches=named)


@blueprint.post("")
@on_page("sync_files.page")
def answer() -> AnyResponse:
    """Head office takes a hall's file in; the answer is kept to be downloaded."""
    check_key(request.form.get("key", ""))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("no_file")
    try:
        asked = sync_files.questions(sent.read())
    except BadFile as bad:
        raise Refusal("bad_sync_file", str(bad)) from None
    most = sync_files.MOST_ON_A_PAGE
    answers = by_file.answer(current_app, here.db, here.keys.public, asked, most)
    with signed_in.acting("sync_file_answered", asked.station):
        disk.write(_kept(asked.station), sync_files.encode(answers))
    return shown_once.show(url_for("sync_files.page"), _told(answers))


@blueprint.get("/<station>")
def file(station: str) -> AnyResponse:
    """Head office downloads the last answer to a station."""
    if not limits.STATION.fullmatch(station) or not _kept(station).exists():
        raise Refusal("not_found")
    name = f"answer-{station[:8]}.sync"
    return send_file(_kept(station), "application/octet-stream", True, name, max_age=0)


def _kept(station: str) -> Path:
    """Where the last answer to a station is."""
    folder = here.config.folder.absolute() / "answers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{station}.sync"


def _told(answers: Answers) -> Taken:
    known = enrolment.find(here.db, answers.station)
    refused = sum(one.status != 200 for one in answers.answered)
    taken = len(answers.answered) - refused
    return Taken(answers.station, known.branch if known else "", taken, refused)
