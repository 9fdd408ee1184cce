"""The application of a screen and what all screens share: language, mode, refusals, health."""

import contextlib
import re
from pathlib import Path
from typing import Any

import msgspec
import peewee
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import Babel
from flask_htmx import HTMX
from jinja2.ext import Extension
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as AnyResponse

from kiosk import VERSION
from kiosk.ground import wording
from kiosk.ground.config import Config
from kiosk.ground.db import BadValue, Database
from kiosk.ground.keys import Keys
from kiosk.ground.processes.shelf import Shelf
from kiosk.records.ledger import heartbeat, security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.rules.input.numbers import whole
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, guard, numbers, shown_once, words
from kiosk.web.frame.assets import styles
from kiosk.web.frame.here import here, of_application
from kiosk.web.frame.words import language, put_cookie

TOP = Path(__file__).parents[3]
BODY_LIMIT = {"lobby": 65_536, "desk": 65_536, "office": 1_048_576}

_PLAIN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f-\xa0\\]*")

htmx = HTMX()
blueprint = Blueprint("frame", __name__)


class Number(BaseConverter):
    """A number in an address: at most nine digits, 0 to 9, whatever Python would read as one."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return whole(value)


class Unindented(Extension):
    """Leaves a template's indentation out of its pages: a sixth of the hall's bytes."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]+", "\n", source)


def build(config: Config, screen: str, db: Database, keys: Keys, shelf: Shelf) -> Flask:
    """An application with everything that its screen's blueprints need."""
    app = Flask("kiosk", template_folder=str(TOP / "templates"), static_folder=str(TOP / "static"))
    app.url_map.converters["int"] = Number
    app.app_ctx_globals_class = of_application(config, screen, db, keys, shelf)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT[screen]
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT[screen]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    Babel(app, default_locale=wording.locale(wording.CHINESE), locale_selector=_locale)
    for one in config.languages:
        wording.catalogue(one)  # now: no visitor waits for it, and a damaged file ends the start
    htmx.init_app(app)
    words.install(app)
    numbers.install(app)
    app.jinja_env.globals |= {"filled": forms.filled, "refused": forms.refused}
    styles.install(app)
    app.before_request(_connect)
    app.teardown_request(_look_away)
    guard.install(app)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(peewee.DatabaseError, _refuse_unsaved)
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/healthz")
def health() -> Response:
    """A watchdog asks whether this screen can serve."""
    try:
        heartbeat.beat(here.db)
    except peewee.DatabaseError as error:
        here.db.suspect(error)
        current_app.logger.error("not healthy: %s", error)
        return Response("the database can't be written or read\n", 503, mimetype="text/plain")
    return jsonify(ok=True, version=VERSION)


@blueprint.post("/language")
def choose_language() -> AnyResponse:
    """A visitor switches to another language."""
    chosen, there = request.form.get("language", ""), here.config.languages
    return remember("lang", chosen if chosen in there else there[0])


@blueprint.get("/language")
def languages() -> str:
    """A visitor chooses between more than two languages."""
    return render_template("frame/languages.html", next=request.args.get("next", "/"))


@blueprint.post("/mode")
def choose_mode() -> AnyResponse:
    """A visitor switches 长辈模式, with large type and strong contrast, on or off."""
    return remember("mode", "elder" if request.form.get("mode") == "elder" else "normal")


def at_page(page: str, region: str) -> Response:
    """A region for htmx, under the address that it has without scripts: a reload or a switch of
    the language shows it again."""
    response = make_response(region)
    response.headers["HX-Replace-Url"] = page
    return response


def leading_to(page: str) -> AnyResponse:
    """Leads from a form to another page, with and without htmx."""
    return Response(status=200, headers={"HX-Redirect": page}) if htmx else redirect(page, 303)


def _connect() -> None:
    """Gives each of the server's threads one lasting connection, whose cache serves this
    request."""
    here.db.connect()
    here.db.look()


def _look_away(_error: BaseException | None) -> None:
    here.db.look_away()


def remember(name: str, value: str) -> AnyResponse:
    """Keeps a choice in a cookie of this screen and goes back to the page, where what had been
    typed is found again."""
    page = own_path(request.form.get("next", "/"))
    typed = forms.taken_along()
    response = redirect(page, 303) if typed is None else shown_once.show(page, typed)
    put_cookie(response, name, value)
    return response


def own_path(path: str) -> str:
    """An address of a page of this screen; the home page instead of anything else. A browser drops
    tabs and line ends from an address and reads \\ as /, so nothing that it would change counts."""
    try:
        if not _PLAIN.fullmatch(path):
            raise NotFound
        current_app.url_map.bind("").match(path.partition("?")[0], "GET")
    except HTTPException:  # another method's address, or one that leads elsewhere
        return "/"
    return path


def _locale() -> str:
    return wording.locale(language())


def refuse(refusal: Refusal) -> AnyResponse | tuple[str, int, dict[str, str]]:
    """Answers any refusal: a form that was sent leads back to its page, as it was filled in; else
    a region for htmx, or a page; a machine gets a problem as JSON."""
    _note_refusal(refusal)
    if request.path.startswith("/api/"):
        return _problem(refusal)
    if not htmx and (to_form := forms.again(refusal)) is not None:
        return to_form
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    template, field = f"{here.screen}/refusal.html", ""
    if refusal.code == "other_name":  # no link of a page would lead anywhere
        template = "frame/other_name.html"
    if htmx:
        template, field = "frame/_refusal.html", forms.wrong_field(refusal)
        headers |= {"HX-Retarget": "#refusal", "HX-Reswap": "outerHTML"}
    page = render_template(template, refusal=refusal, field=field, path=request.path)
    return page, refusal.status, headers


def _problem(refusal: Refusal) -> Response:
    """A refusal as RFC 9457 says. One that is about a field is 422, whatever its page would be."""
    not_there = refusal.field and refusal.status in (404, 410)
    said: dict[str, Any] = {
        "type": f"urn:tingsheng:refusal:{refusal.code}",
        "title": words.gettext(refusal.wording),
        "status": 422 if not_there else refusal.status,
        "code": refusal.code,
    }
    said |= {"field": refusal.field} if refusal.field else {}
    said |= {"detail": refusal.detail} if refusal.detail else {}
    body = msgspec.json.encode(said)
    response = Response(body, said["status"], mimetype="application/problem+json")
    wait = 60 if refusal.status == 503 and refusal.retry_after is None else refusal.retry_after
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _note_refusal(refusal: Refusal) -> None:
    """Who was refused, and what, in the security log; a wrong PIN is there already."""
    if refusal.status not in (403, 429) or refusal.code in ("wrong_pin", "wrong_password"):
        return
    by = Actor(here.screen, str(g.get("who", "")), here.now)
    with contextlib.suppress(peewee.DatabaseError):  # the refusal is shown on a full disk, too
        security_log.write_seldom(
            here.db, by, "refused", refusal.code, detail=request.endpoint or ""
        )


def _refuse_http(error: HTTPException) -> Any:
    code = {404: "not_found", 405: "wrong_method", 413: "too_large"}.get(error.code or 500)
    if error.code is not None and error.code < 400:
        return error
    return refuse(Refusal(code or ("bad_request" if (error.code or 500) < 500 else _broken())))


def _refuse_unsaved(error: peewee.DatabaseError) -> Any:
    """Disk full, disk gone, file locked: no thanks was shown, so nothing is lost. A value that no
    column takes, such as a NUL in a text, is the sender's fault."""
    if isinstance(error, BadValue):
        return refuse(Refusal("bad_request"))
    here.db.suspect(error)
    code = _broken()
    current_app.logger.error("%s: %s", code.replace("_", " "), error)
    return refuse(Refusal(code, str(error)))


def _broken() -> str:
    """Failed reads say `broken`, failed writes `not_saved`."""
    return "broken" if request.method in ("GET", "HEAD") else "not_saved"
