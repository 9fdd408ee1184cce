"""The application of a screen and what all screens share: language, mode, refusals, health."""

import contextlib
import re
from pathlib import Path
from typing import Any

import peewee
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
)
from flask_babel import Babel, gettext
from flask_htmx import HTMX
from jinja2.ext import Extension
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kiosk import VERSION
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger import heartbeat, security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import guard, styles, words
from kiosk.web.frame.here import here, of_application
from kiosk.web.frame.words import LOCALES, cookie_name, language

TOP = Path(__file__).parents[3]
BODY_LIMIT = {"lobby": 65_536, "desk": 65_536, "office": 1_048_576}

htmx = HTMX()
blueprint = Blueprint("frame", __name__)


class Unindented(Extension):
    """Leaves a template's indentation out of its pages: a sixth of the hall's bytes."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n[ \t]+", "\n", source)


def build(config: Config, screen: str, db: Database, keys: Keys) -> Flask:
    """An application with everything that its screen's blueprints need."""
    app = Flask("kiosk", template_folder=str(TOP / "templates"), static_folder=str(TOP / "static"))
    app.app_ctx_globals_class = of_application(config, screen, db, keys)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT[screen]
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT[screen]
    hosts = getattr(config, screen).hosts
    app.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1", "[::1]", *hosts]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TOP / "kiosk" / "translations")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    Babel(app, default_locale=LOCALES["zh"], locale_selector=_locale)
    htmx.init_app(app)
    words.install(app)
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
        current_app.logger.error("not healthy: %s", error)
        return Response("the database can't be written or read\n", 503, mimetype="text/plain")
    return jsonify(ok=True, version=VERSION)


@blueprint.post("/language")
def choose_language() -> AnyResponse:
    """A visitor switches between Chinese and English."""
    language = request.form.get("language", "")
    return remember("lang", language if language in LOCALES else "zh")


@blueprint.post("/mode")
def choose_mode() -> AnyResponse:
    """A visitor switches 长辈模式, with large type and strong contrast, on or off."""
    return remember("mode", "elder" if request.form.get("mode") == "elder" else "normal")


def _connect() -> None:
    """Gives each of the server's threads one lasting connection, whose cache serves this
    request."""
    here.db.connect()
    here.db.look()


def _look_away(_error: BaseException | None) -> None:
    here.db.look_away()


def remember(name: str, value: str) -> AnyResponse:
    """Keeps a choice in a cookie of this screen and goes back to the page."""
    response = redirect(_own_path(request.form.get("next", "/")), 303)
    put_cookie(response, name, value)
    return response


def _own_path(path: str) -> str:
    """A path of this host; the home page instead of anything else."""
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else "/"


def put_cookie(response: AnyResponse, name: str, value: str, seconds: int | None = None) -> None:
    """Sets a cookie for so many seconds, or until the browser closes; '' removes it."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds if value else 0,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def _locale() -> str:
    return LOCALES[language()]


def refuse(refusal: Refusal) -> tuple[str, int, dict[str, str]]:
    """Renders any refusal: a region for htmx, else a page.

    A form that could not be saved can be sent again from the page, with all that was typed except
    secrets: the form's key makes that safe.
    """
    _note_refusal(refusal)
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    template = f"{here.screen}/refusal.html"
    if htmx:
        template = "frame/_refusal.html"
        headers |= {"HX-Retarget": "#refusal", "HX-Reswap": "outerHTML"}
    again = []
    if request.method == "POST" and refusal.status in (429, 503):
        secret = ("pin", "password", "own", "passphrase", "again", "old")
        again = [(name, said) for name, said in request.form.items(multi=True)
                 if name not in secret]  # fmt: skip
    page = render_template(
        template, refusal=refusal, says=gettext(refusal.wording), again=again, path=request.path
    )
    return page, refusal.status, headers


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
    """Disk full, disk gone, file locked: no thanks was shown, so nothing is lost."""
    code = _broken()
    current_app.logger.error("%s: %s", code.replace("_", " "), error)
    return refuse(Refusal(code, str(error)))


def _broken() -> str:
    """Failed reads say `broken`, failed writes `not_saved`."""
    return "broken" if request.method in ("GET", "HEAD") else "not_saved"
