"""Stylesheets: the components in static/css/, joined into the few files that pages load.

Each component is a file of its own, so that its rules can be read in one place.
A page loads one file for every screen and at most two more, so that a tablet
makes few requests. This list is the only place that says what is in which file.
"""

import base64
import hashlib
import re
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for

from kiosk.rules.hall.sizes import SCALES

STYLES = {
    # Every page.
    "site": (
        "common/tokens",
        "common/base",
        "common/buttons",
        "common/frame",
        "common/refusals",
        "lobby/people",
        "lobby/cards",
        "lobby/fields",
        "lobby/choices",
        "lobby/cases",
        "lobby/receipt",
        "lobby/thanks",
        "lobby/reading",
        "lobby/fees",
        "paper/page",
    ),
    # A clerk's own cards in the lobby, after `site`.
    "mine": ("lobby/mine",),
    # A signed receipt and its look-up, after `site`.
    "proofs": ("lobby/proofs",),
    # What the lobby shows of itself, after `site`.
    "news": ("lobby/news",),
    # Every page of desk and office, after `site`.
    "staff": (
        "staff/frame",
        "staff/sign-in",
        "staff/fields",
        "staff/tallies",
        "staff/calls",
        "staff/filters",
        "staff/tables",
        "staff/columns",
        "staff/publishing",
        "staff/codes",
        "staff/cases",
        "staff/alarms",
        "staff/alerts",
        "staff/feedback",
        "staff/weeks",
        "staff/charts",
        "staff/users",
        "staff/schemes",
        "staff/colleagues",
        "staff/ballots",
        "staff/standards",
        "staff/diary",
        "staff/meetings",
        "staff/learning",
        "staff/reports",
        "paper/case",
    ),
    # The keyboard of the screen, once a field was touched.
    "keyboard": ("lobby/keyboard",),
    # The wall, after `site`.
    "wall": ("staff/wall",),
    # Head office's wall, after `site`.
    "office-wall": ("staff/office-wall",),
    # A sheet of A4, after `site` and `staff`.
    "sheet": ("paper/sheet",),
    # The sheet of a meeting, likewise.
    "morning": ("paper/morning",),
}
"""Stylesheet -> its components. The order counts: of two rules that are equally
specific, the later one wins."""
COMPONENTS = Path(__file__).parents[4] / "static" / "css"
PIXELS = re.compile(r"(?<![\w.#-])(\d+(?:\.\d+)?|\.\d+)px\b")
UNREAD = re.compile(r"/\*.*?\*/\s*|;\s*(?=\})|(?<=[{};:,>])\s+|(?<=\n)\s+| +(?=[{}>])", re.DOTALL)
"""Comments, indentation, a rule's last semicolon, and blanks and lines after punctuation, which no
browser needs."""

blueprint = Blueprint("styles", __name__)


def install(app: Flask) -> None:
    """Serves the stylesheets and gives templates their addresses. Reads every
    component now: a missing one raises FileNotFoundError at the start, not on
    a customer's first page."""
    for name in STYLES:
        joined(name)
    app.jinja_env.globals["stylesheet"] = address
    app.register_blueprint(blueprint)


@blueprint.get("/styles/<name>.css")
@blueprint.get("/styles/<name>/<int:scale>.css")
def stylesheet(name: str, scale: int = 100) -> Response:
    """A visitor's browser loads one of a page's stylesheets."""
    if name not in STYLES or scale not in SCALES:
        abort(404)
    return Response(joined(name, scale), mimetype="text/css")


@cache
def joined(name: str, scale: int = 100) -> bytes:
    """A stylesheet's components in their order, read once, enlarged by so many per cent."""
    files = (COMPONENTS / f"{component}.css" for component in STYLES[name])
    text = "".join(UNREAD.sub("", file.read_text("utf-8")) for file in files)
    return (text if scale == 100 else PIXELS.sub(partial(_larger, scale), text)).encode()


def _larger(scale: int, pixels: re.Match[str]) -> str:
    return f"{Decimal(pixels[1]) * scale / 100:f}px"


@cache
def address(name: str, scale: int = 100) -> str:
    """A stylesheet's address, which changes with its content."""
    content = hashlib.sha256(joined(name, scale)).digest()
    version = base64.urlsafe_b64encode(content[:9]).decode()
    larger = None if scale == 100 else scale
    return url_for("styles.stylesheet", name=name, v=version, scale=larger)
