"""Stylesheets: the components in static/css/, joined into the few files that pages load.

Each component is a file of its own, so that its rules can be read in one place.
A page loads one file for every screen and at most two more, so that a tablet
makes few requests. This list is the only place that says what is in which file.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for

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
        "lobby/mine",
        "paper/page",
    ),
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
        "staff/users",
        "paper/case",
    ),
    # The keyboard of the screen, once a field was touched.
    "keyboard": ("lobby/keyboard",),
    # The wall, after `site`.
    "wall": ("staff/wall",),
    # A sheet of A4, after `site` and `staff`.
    "sheet": ("paper/sheet",),
}
"""Stylesheet -> its components. The order counts: of two rules that are equally
specific, the later one wins."""
COMPONENTS = Path(__file__).parents[3] / "static" / "css"
UNREAD = re.compile(r"/\*.*?\*/\s*|(?<=\n)\s+|(?<=[{};]) +| +(?=[{}])", re.DOTALL)
"""Comments, blank lines, indentation and spaces around braces, which no browser needs."""

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
def stylesheet(name: str) -> Response:
    """A visitor's browser loads one of a page's stylesheets."""
    if name not in STYLES:
        abort(404)
    return Response(joined(name), mimetype="text/css")


@cache
def joined(name: str) -> bytes:
    """A stylesheet's components in their order, read once."""
    files = (COMPONENTS / f"{component}.css" for component in STYLES[name])
    return "".join(UNREAD.sub("", file.read_text("utf-8")) for file in files).encode()


@cache
def address(name: str) -> str:
    """A stylesheet's address, which changes with its content."""
    version = base64.urlsafe_b64encode(hashlib.sha256(joined(name)).digest()[:9]).decode()
    return url_for("styles.stylesheet", name=name, v=version)
