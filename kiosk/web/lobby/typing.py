"""The keyboard of the screen, for tablets that have none of their own (docs/typing.md).

The pages load it when a field is touched. Its keys and candidates are fragments, so that their
words are in the page's language and need no script to be made.
"""

import contextlib
import re

from flask import Blueprint, abort, render_template, request

from kiosk.files.typing import strokes
from kiosk.files.typing.engine import PAGE, STROKES, Answer, Drawing, Engine, Question, Unavailable
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
    "strokes": (),
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
DRAWN = re.compile(r"[0-9]{1,3}(?:[ ,;][0-9]{1,3}){1,3999}")
"""Strokes apart by `;`, points by a blank, x and y by `,`; each from 0 to 999."""
MOST_STROKES = 60

_pinyin, _strokes = Engine(), Engine(STROKES)


@blueprint.app_context_processor
def setting() -> dict[str, str]:
    """Whether pages offer the keyboard."""
    return {"screen_keyboard": here.config.screen_keyboard}


@blueprint.get("/typing/<pad>")
def keys(pad: str) -> str:
    """A customer who touches a field sees the keys that it needs."""
    if pad not in PADS:
        abort(404)
    chinese = is_chinese()
    return render_template(
        "lobby/typing/_keys.html", pad=pad, rows=PADS[pad], signs=SIGNS[chinese],
        marks=MARKS[chinese], drawable=strokes.FILE.exists(),
    )  # fmt: skip


@composing.post("/typing/candidates")
def candidates() -> str:
    """A customer who types pinyin sees what it can be in Chinese."""
    question = _question()
    return _offered(_pinyin, question, PAGE * question.page)


@composing.post("/typing/drawn")
def drawn() -> str:
    """A customer who draws a character sees which one it can be."""
    return _offered(_strokes, _drawing())


def _offered(engine: Engine, question: Question | Drawing, first: int = 0) -> str:
    """The candidates, counted from `first`; or that there are none now."""
    answer: Answer | None = None
    with contextlib.suppress(Unavailable):
        answer = engine.ask(question)
    return render_template(
        "lobby/typing/_candidates.html", answer=answer, first=first, page=first // PAGE
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


def _drawing() -> Drawing:
    """What was drawn, within bounds. Raises Refusal."""
    drawn = request.form.get("strokes", "")
    if not DRAWN.fullmatch(drawn) or drawn.count(";") >= MOST_STROKES:
        raise Refusal("bad_request", "strokes")
    try:
        return Drawing(tuple(tuple(map(_point, one.split(" "))) for one in drawn.split(";")))
    except (NotANumber, ValueError):
        raise Refusal("bad_request", "point") from None


def _point(written: str) -> tuple[int, int]:
    x, y = written.split(",")
    return digits(x), digits(y)
