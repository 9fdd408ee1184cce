"""A clerk's private diary (工作日记, P06): begun with a passphrase that is drawn, opened with it,
read by its owner alone. What is typed here is kept in no draft, since a draft is readable."""

import hmac
import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import paging as pages
from kiosk.records.people import pins
from kiosk.records.recognition.diary import sealing, store
from kiosk.records.recognition.diary.store import Draft
from kiosk.rules.input.folding import squeezed
from kiosk.rules.recognition.diary import passphrases
from kiosk.rules.recognition.diary.counts import LEAST
from kiosk.vocabulary.facts import DIARY_MARKS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk.recognition.diary import opened
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("diary", __name__, url_prefix="/diary")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def page() -> str:
    """A clerk begins, opens, writes or reads the own diary."""
    key, drawn, number = opened.key(), opened.words(), paging.asked()
    found = store.entries(here.db, str(g.who), key) if key else []
    return render_template(
        "desk/recognition/diary/diary.html",
        begun=store.is_begun(here.db, str(g.who)),
        is_open=key is not None,
        drawn=[(word, passphrases.pinyin(word)) for word in drawn],
        found=pages.cut(found, number),
        page=number,
        marks=DIARY_MARKS,
        LEAST=LEAST,
        LIMIT=store.TEXT_LIMIT,
        BITS=passphrases.BITS,
    )


@blueprint.post("/words")
@on_page("diary.page")
def draw() -> AnyResponse:
    """A clerk has the five words of a passphrase drawn."""
    signed_in.clerk()
    if not store.is_begun(here.db, str(g.who)):
        opened.hold(words=passphrases.drawn(secrets.token_bytes(passphrases.BYTES)))
    return _there()


@blueprint.post("/begin")
@on_page("diary.page")
def begin() -> AnyResponse:
    """A clerk types the drawn words back, and the diary begins."""
    drawn, typed = opened.words(), request.form.get("passphrase", "")
    if not drawn:
        if opened.key():  # sent twice
            return _there()
        raise Refusal("no_words_drawn")
    if not _same(typed, "".join(drawn)):
        raise Refusal("other_diary_words")
    key, salt = secrets.token_bytes(sealing.KEY_BYTES), secrets.token_bytes(sealing.SALT_BYTES)
    store.begin(here.db, signed_in.clerk(), typed, key, salt)
    opened.hold(key=store.unlock(here.db, signed_in.clerk(), typed))
    return _there()


def _same(typed: str, drawn: str) -> bool:
    one, other = (passphrases.letters(said).encode() for said in (typed, drawn))
    return hmac.compare_digest(one, other)


@blueprint.post("/open")
@on_page("diary.page")
def open_() -> AnyResponse:
    """A clerk opens the own diary with its passphrase."""
    typed = request.form.get("passphrase", "")
    opened.hold(key=store.unlock(here.db, signed_in.clerk(), typed))
    return _there()


@blueprint.post("/shut")
@on_page("diary.page")
def shut() -> AnyResponse:
    """A clerk shuts the own diary."""
    opened.forget()
    return _there()


@blueprint.post("")
@on_page("diary.page")
def write() -> AnyResponse:
    """A clerk writes an entry, and says whether its type and month may be counted."""
    form = request.form
    said = Draft(form.get("mark", ""), form.get("text", ""), form.get("counted") == "yes")
    store.write(here.db, signed_in.clerk(), form.get("key", ""), _key(), said)
    return _there()


@blueprint.post("/<entry_id>/erase")
@on_page("diary.page")
def erase(entry_id: str) -> AnyResponse:
    """A clerk erases an entry of the own diary for good."""
    store.erase(here.db, signed_in.clerk(), entry_id, _key())
    return _there()


@blueprint.post("/erase")
@on_page("diary.page")
def erase_all() -> AnyResponse:
    """A clerk erases the whole diary for good, confirmed by the own PIN."""
    pin = squeezed(request.form.get("pin", ""))
    browser = signed_in.browser(str(g.who))
    pins.confirm(here.db, here.keys, signed_in.clerk(), pin, browser)
    store.erase_all(here.db, str(g.who))
    opened.forget()
    return _there()


def _key() -> bytes:
    """The key of the open diary. Raises Refusal `diary_shut`."""
    key = opened.key()
    if key is None:
        raise Refusal("diary_shut")
    return key


def _there() -> AnyResponse:
    return redirect(url_for("diary.page"), 303)
