"""The keyboard of the screen, for tablets that have none of their own (docs/typing.md).

The pages load it when a field is touched. Its keys and candidates are fragments, so that their
words are in the page's language and need no script to be made.
"""

import re

from flask import Blueprint, abort, render_template, request

from kiosk.files.typing.engine import PAGE, Engine, Question, Unavailable
from kiosk.rules.cases.receipts import ALPHABET
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here
from kiosk.web.frame.words import is_chinese

blueprint = Blueprint("typing", __name__)
composing = Blueprint("composing", __name__)
"""For the lobby alone: the desk has fields for numbers only."""

_NUMBERS = ("123", "456", "789")
_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PADS = {
    "digits": (*_NUMBERS, " 0 "),
    "decimal": (*_NUMBERS, " 0."),
    "phone": (*_NUMBERS, "+0-"),
    "code": tuple(ALPHABET[start : start + 8] for start in range(0, len(ALPHABET), 8)),
    "words": _LETTERS,
}
"""Pad -> its rows of keys; a blank is a place without a key."""
SIGNS = {
    True: ("1234567890", "？！、：；“”（）", "@-/%+=《》"),
    False: ("1234567890", "?!':;\"()&", "@-/%+=_#"),
}
"""The rows that take the place of the letters, in Chinese and otherwise."""
MARKS = {True: "，。", False: ",."}
LETTERS = re.compile(r"[a-z']{1,40}")
MOST_CHOSEN, MOST_NUMBER, MOST_PAGE = 20, 800, 100

_engine = Engine()


@blueprint.app_context_processor
def setting() -> dict[str, str]:
    """Whether pages offer the keyboard."""
    return {"screen_keyboard": here.config.screen_keyboard}


@blueprint.get("/typing/<pad>")
def keys(pad: str) -> str:
    """A customer who touches a field sees the keys that it needs."""
    if pad not in PADS:
        abort(404)
    if pad != "words":
        return render_template("lobby/typing/_keys.html", pad=pad, rows=PADS[pad])
    chinese = is_chinese()
    return render_template(
        "lobby/typing/_keys.html", pad=pad, rows=PADS[pad], signs=SIGNS[chinese],
        marks=MARKS[chinese],
    )  # fmt: skip


@composing.post("/typing/candidates")
def candidates() -> str:
    """A customer who types pinyin sees what it can be in Chinese."""
    question = _question()
    try:
        answer = _engine.ask(question)
    except Unavailable:
        answer = None
    return render_template(
        "lobby/typing/_candidates.html",
        answer=answer,
        question=question,
        first=PAGE * question.page,
    )


def _question() -> Question:
    """What is asked, within bounds. Raises Refusal."""
    letters, chosen = request.form.get("letters", ""), request.form.getlist("chosen")
    if not LETTERS.fullmatch(letters) or len(chosen) > MOST_CHOSEN:
        raise Refusal("bad_request", "letters")
    try:
        numbers = tuple(digits(one, MOST_NUMBER) for one in chosen)
        page = digits(request.form.get("page", "0"), MOST_PAGE)
    except NotANumber:
        raise Refusal("bad_request", "number") from None
    return Question(letters, numbers, page)
