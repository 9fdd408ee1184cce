"""The keyboard of the screen, for tablets that have none of their own (docs/typing.md).

The pages load it when a field is touched. Its keys are a fragment, so that their words are in the
page's language and need no script to be made.
"""

from flask import Blueprint, abort, render_template

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.web.frame.here import here

blueprint = Blueprint("typing", __name__)

_NUMBERS = ("123", "456", "789")
PADS = {
    "digits": (*_NUMBERS, " 0 "),
    "decimal": (*_NUMBERS, " 0."),
    "phone": (*_NUMBERS, "+0-"),
    "code": tuple(ALPHABET[start : start + 8] for start in range(0, len(ALPHABET), 8)),
}
"""Pad -> its rows of keys; a blank is a place without a key."""


@blueprint.app_context_processor
def setting() -> dict[str, str]:
    """Whether pages offer the keyboard."""
    return {"screen_keyboard": here.config.screen_keyboard}


@blueprint.get("/typing/<pad>")
def keys(pad: str) -> str:
    """A customer who touches a field sees the keys that it needs."""
    if pad not in PADS:
        abort(404)
    return render_template("lobby/typing/_keys.html", pad=pad, rows=PADS[pad])
