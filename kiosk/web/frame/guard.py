"""Which requests are accepted, and which headers every answer carries.

Forged forms are refused by Sec-Fetch-Site, Origin or Referer, in this one place, without tokens
that expire with a restart or a step of the clock.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from kiosk.ground.network.addresses import Listener
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names under which a browser on this machine opens every screen."""
READS = ("GET", "HEAD", "OPTIONS")
PATH, QUERY, COOKIES, FIELDS = 1_000, 2_000, 8_192, 1_000
"""Most characters of a path, of a query and of all cookies, and most fields of a form. No page
needs a third; other programs on the same host may set cookies, too."""
UPLOADS = (
    "documents.upload", "pictures.upload_picture", "programs.upload",
    "trustees.take", "ballots.open_part", "ballots.unseal", "sync_files.answer", "sticks.take",
    "user_tables.upload",
)  # fmt: skip
"""Endpoints that files are sent to; a form of parts is read nowhere else."""
CHOICES = ("frame.choose_language", "frame.choose_mode", "composing.candidates", "composing.drawn")
FOREVER = "public, max-age=31536000, immutable"
HASHED = ("static", "styles.stylesheet")
"""Endpoints whose addresses can carry the hash of their content, as `v`."""


def install(app: Flask) -> None:
    """Guards all routes of an application."""
    app.config["MAX_FORM_PARTS"] = FIELDS
    app.before_request(refuse_other_names)
    app.before_request(refuse_excess)
    app.before_request(refuse_foreign)
    app.before_request(refuse_unsaved)
    app.after_request(harden)


def refuse_other_names() -> None:
    """Raises Refusal `other_name` for a name that is not one of `hosts`: a page elsewhere can have
    its own name lead to this machine, and would read what only this screen may show. What the page
    that says so is made of, and its choice of a language, are for everyone."""
    if request.endpoint in (*HASHED, "frame.choose_language", "frame.languages"):
        return
    listener: Listener = getattr(here.config, here.screen)
    name = re.sub(":[0-9]+$", "", request.host).lower()
    if name not in LOOPBACK and not any(_is_named(name, one) for one in listener.hosts):
        raise Refusal("other_name")


def _is_named(name: str, host: str) -> bool:
    """Whether a name that a browser sent is this one of `hosts`; with a dot before it, below it."""
    return name == host.removeprefix(".") or (host.startswith(".") and name.endswith(host))


def refuse_excess() -> None:
    """Raises Refusal `long_address`, `too_large` or `bad_request` for more than any page asks for.
    What stations send has limits of its own (kiosk/web/machines/limits.py)."""
    if request.path.startswith("/intake/"):
        return
    if len(request.path) > PATH or len(request.query_string) > QUERY:
        g.this_page = "/"  # where the page of the refusal leads back to
        raise Refusal("long_address")
    if len(request.headers.get("Cookie", "")) > COOKIES:
        raise Refusal("too_large", "cookies")
    if request.method in READS:
        return
    if request.mimetype == "multipart/form-data":
        if request.endpoint not in UPLOADS:
            raise Refusal("bad_request", "multipart")
    elif request.get_data().count(b"&") >= FIELDS:
        raise Refusal("too_large", "fields")


def refuse_foreign() -> None:
    """Raises Refusal `foreign_form` unless a form comes from a page of this screen. Stations sign
    what they send under /intake/, ticket systems bring a key under /api/; neither holds a
    cookie."""
    if request.method in READS or request.path.startswith(("/intake/", "/api/")):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site != "same-origin" and (site is not None or _came_from() not in _own_origins()):
        raise Refusal("foreign_form")


def _came_from() -> str:
    """The origin of the page that sent a form, for a browser of before 2023 and a page that came
    unencrypted: Origin says it, or Referer where a browser sends no Origin to its own site."""
    said = request.headers.get("Origin")
    return _origin(request.headers.get("Referer", "")) if said is None else said


def _own_origins() -> tuple[str, ...]:
    """As this request names the screen, whose name is one of `hosts`; and as the configuration
    does, for a proxy that passes on another port."""
    listener: Listener = getattr(here.config, here.screen)
    own = (request.host_url, listener.public_url)
    return tuple(_origin(one) for one in own if one)


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def refuse_unsaved() -> None:
    """Raises Refusal `not_saved` for every form while the disk can't be written; language and mode
    are the browser's, and candidates for what is typed are saved nowhere."""
    if here.db.read_only and request.method not in READS and request.endpoint not in CHOICES:
        raise Refusal("not_saved", "read-only")


def harden(response: Response) -> Response:
    """Adds the security headers. Browsers keep only what is addressed by its hash, or what its view
    says."""
    response.headers.update(SECURITY)
    hashed = request.endpoint in HASHED and request.args.get("v")
    if hashed and response.status_code == 200:
        response.headers["Cache-Control"] = FOREVER
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
