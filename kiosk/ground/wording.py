"""The wording of pages in other languages, by its Chinese.

A language is a file `translations/CODE/LC_MESSAGES/messages.po` and its code in the configuration.
What a file leaves out is said in English, and what English leaves out, in Chinese.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parents[1] / "translations"
CHINESE, ENGLISH = "zh", "en"
_LOCALES = {CHINESE: "zh_Hans_CN"}


def file(code: str) -> Path:
    """Where the wording of a language is kept."""
    return TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"


def is_there(code: str) -> bool:
    """Whether pages can speak a language, and its dates can be written."""
    from babel.localedata import exists

    return exists(locale(code)) and (code == CHINESE or file(code).is_file())


def locale(code: str) -> str:
    """The language's name in CLDR."""
    return _LOCALES.get(code, code)


def tag(code: str) -> str:
    """The language as HTML names it (BCP 47)."""
    return "zh-Hans" if code == CHINESE else code.replace("_", "-")


@cache
def own_name(code: str) -> str:
    """What those who speak it call a language: 中文, English."""
    from babel import Locale

    return "中文" if code == CHINESE else str(Locale.parse(code).get_display_name()).capitalize()


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """A language's wordings, by the Chinese ones. Raises OSError or ValueError if its file can't be
    read."""
    from babel.messages.pofile import read_po

    if code == CHINESE:
        return {}
    with file(code).open("rb") as opened:
        found = {
            str(one.id): str(one.string)
            for one in read_po(opened, abort_invalid=True)
            if one.id and one.string and not one.fuzzy and _fits(str(one.id), str(one.string))
        }
    return found if code == ENGLISH else {**catalogue(ENGLISH), **found}


def _fits(message: str, said: str) -> bool:
    """Whether a translation can be filled in like its original: a slip in one must break no page.
    One that can't counts as left out."""
    names = re.findall(r"%\((\w+)\)s", message)
    try:
        return not names or bool(said % dict.fromkeys(names, "x"))
    except (KeyError, TypeError, ValueError):
        return False


def worded(code: str, message: str) -> str:
    """A wording in this language."""
    return catalogue(code).get(message, message)
