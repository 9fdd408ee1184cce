"""Functions and filters for templates: wording, names, icons and addresses, each looked up once."""

import base64
import datetime
import hashlib
import secrets
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, g, request, url_for
from flask_babel import format_date
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk.ground import wording
from kiosk.ground.paging import MOST_COUNTED, PAGE
from kiosk.records.ledger import identity
from kiosk.records.publishing.offered import Words
from kiosk.rules.cases.numbering import number as case_number
from kiosk.rules.input import masking
from kiosk.rules.publishing.printed_tariffs import sampled, schedule
from kiosk.rules.publishing.scopes import SCOPED, parted
from kiosk.rules.spreadsheets.columns import HEADERS
from kiosk.vocabulary.alarms import ALARMS
from kiosk.vocabulary.alerts import EVENTS
from kiosk.vocabulary.documents import DEFAULT_ZONE, Said
from kiosk.vocabulary.facts import CARD_KINDS, CASE_KINDS, FAMILIES, GIVERS, GRADES
from kiosk.vocabulary.schemes import MEASURED
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

COLUMN_WORDS = HEADERS | {"portrait": "照片", "logo": "标志", "search": "检索词"}
"""Chinese names of a table's columns and a document's fields; in English they are called as in the
program."""
STATIC = Path(__file__).parents[3] / "static"
LONG = 14
"""Letters that fit beside a clerk's face at full size; a Chinese character takes two."""


def install(app: Flask) -> None:
    """Gives an application's templates these functions and filters."""
    app.jinja_env.globals |= {
        "_": say, "lang_tag": wording.tag, "own_name": wording.own_name,
        "url_for": _address, "asset": asset, "named": named, "said": said, "published": published,
        "is_long": is_long, "unbroken": unbroken, "parted": parted, "CARD_KINDS": CARD_KINDS,
        "FAMILIES": FAMILIES, "CASE_KINDS": CASE_KINDS, "GIVERS": GIVERS, "GRADES": GRADES,
        "ALARMS": ALARMS, "EVENTS": EVENTS, "MEASURED": MEASURED, "PAGE": PAGE, "sampled": sampled,
        "MOST_COUNTED": MOST_COUNTED, "case_number": case_number, "column_word": column_word,
        "form_key": form_key, "icon": icon, "SCOPED": (*SCOPED, "notice"), "schedule": schedule,
    }  # fmt: skip
    app.context_processor(around)
    for shown in (spoken_day, full_day, spoken_moment, moment, masked, has_number):
        app.add_template_filter(shown)


def around() -> dict[str, Any]:
    """Values for the frame of every page."""
    chosen = mode()
    asked = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {
        "language": language(),
        "languages": here.config.languages,
        "chinese": is_chinese(),
        "mode": chosen,
        "screen": here.screen,
        "read_only": here.db.read_only,
        "this_page": g.get("this_page", asked),
        "idle_seconds": max(here.config.idle_seconds, 120 if chosen == "elder" else 0),
    }


def cookie_name(name: str = "") -> str:
    """Cookies carry their screen's name, since browsers ignore ports."""
    return f"ts_{here.screen}" + (f"_{name}" if name else "")


def put_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Sets a cookie for so many seconds, or until the browser closes; '' removes it."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds if value else 0,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def language() -> str:
    """The language of this request, one of those configured; at first the first of them."""
    if "language" not in g:
        there = here.config.languages
        chosen = request.cookies.get(cookie_name("lang"), "")
        g.language = chosen if chosen in there else there[0]
    return cast(str, g.language)


def is_chinese() -> bool:
    """Whether this request is answered in Chinese."""
    return language() == wording.CHINESE


def gettext(message: str) -> str:
    """A wording, given in Chinese, in the language of the page."""
    return wording.worded(language(), message)


def mode() -> str:
    """normal or elder (长辈模式)."""
    if "mode" not in g:
        g.mode = "elder" if request.cookies.get(cookie_name("mode")) == "elder" else "normal"
    return cast(str, g.mode)


def named(document: Any, field: str = "name") -> str:
    """A document's name: on a Chinese page in Chinese, else in English if it has that."""
    foreign = "" if is_chinese() else getattr(document, f"{field}_en", "")
    return foreign or str(getattr(document, field))


def said(text: Said) -> str:
    """A document's text: on a Chinese page in Chinese, else in English if it has that."""
    return text.zh if is_chinese() else text.en or text.zh


def published(kind: str, code: str, branch: str = "") -> str:
    """What the newest document calls a topic, reason or role group in a branch, this hall by
    default; '' if none was ever published. Each kind is read once a request."""
    known: dict[str, Words] = g.setdefault("published", {})
    if kind not in known:
        known[kind] = Words(here.db, kind, business_day())
    if here.screen != "office":
        branch = identity.me(here.db).branch
    word = known[kind].of(code, branch)
    return said(word) if word else ""


def is_long(text: str) -> bool:
    """Whether a name or a price takes more room than seven Chinese characters: it is set smaller,
    or over several lines, and never cut."""
    return sum(1 if one.isascii() else 2 for one in text) > LONG


def unbroken(name: str) -> str:
    """A name that a line of a heading keeps together, unless it is long."""
    return name if is_long(name) else name.replace(" ", "\u00a0")


def form_key(name: str = "key") -> Markup:
    """The hidden field with the form's key. In a cached page it holds a mark, which `page_cache`
    replaces by a new key in each copy."""
    value = g.get("key_mark") or secrets.token_hex(16)
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


@cache
def asset(name: str) -> str:
    """A static file's address, which changes with its content. Read once: after a change of files,
    the program is restarted."""
    content = hashlib.sha256((STATIC / name).read_bytes()).digest()
    return url_for("static", filename=name, v=base64.urlsafe_b64encode(content[:9]).decode())


@lru_cache(maxsize=500)  # some names are marks of facts
def icon(name: str) -> Markup:
    """An icon of the sprite, as markup."""
    sign = Markup(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    )
    return sign.format(asset("symbols/sprite.svg"), name)


@lru_cache(maxsize=1_000)
def _address(endpoint: str, **values: Any) -> str:
    """url_for for templates: a path of this host is the same in each request."""
    return url_for(endpoint, **values)


@cache
def _wording(spoken: str, message: str) -> Markup:
    return Markup(wording.worded(spoken, message))


def say(message: str, **values: Any) -> Markup:
    """A template's wording in the language of the page; values are escaped.

    Cached for each language: looking it up costs more than the rest of a page.
    """
    text = _wording(language(), message)
    return text % values if values else text


def column_word(column: str) -> str:
    """The name of a table's column in the language of the page."""
    if is_chinese():
        return COLUMN_WORDS.get(column, column)
    name = column.removesuffix("_en")
    return name.replace("_", " ").capitalize() + (" (English)" if name != column else "")


def spoken_day(day: datetime.date) -> str:
    """A date as people say it: 11月21日 星期六."""
    return _spoken(language(), day)


@lru_cache(maxsize=100)
def _spoken(_language: str, day: datetime.date) -> str:
    return str(format_date(day, gettext("M月d日 EEEE")))


def full_day(day: datetime.date) -> str:
    """A date that may be far off, with its year: 2027年5月20日."""
    return str(format_date(day, gettext("y年M月d日")))


def masked(text: str, seen: bool = False) -> str:
    """A text that people wrote, its phone, identity and card numbers hidden; `seen` says that the
    reader handles the case to which it belongs, and reads all of it."""
    return text if seen else masking.masked(text, gettext("〔号码已隐去〕"))


def has_number(text: str) -> bool:
    """Whether a text holds a number that `masked` hides."""
    return bool(masking.spans(text))


def moment(utc: int) -> datetime.datetime:
    """UTC ms as local time in China, which has one zone."""
    return datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(DEFAULT_ZONE))


def spoken_moment(utc: int) -> str:
    """Date and time of UTC ms, to the second, for tables."""
    return moment(utc).strftime("%Y-%m-%d %H:%M:%S")
