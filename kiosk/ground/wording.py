"""The wording of pages in other languages, by its Chinese.

A language is a file `translations/CODE/LC_MESSAGES/messages.po` and its code in the configuration.
What a file leaves out is said in English, and what English leaves out, in Chinese.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(__file__).parents[1] / "translations"
CHINESE, ENGLISH = "zh", "en"
ONE = "1\0"
"""Before a message of the catalogue: its wording for the number one."""
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
            message: said
            for one in read_po(opened, abort_invalid=True)
            if one.id and one.string and not one.fuzzy
            for message, said in _forms(one.id, one.string)
            if said and _fits(message, said)
        }
    return found if code == ENGLISH else {**catalogue(ENGLISH), **found}


def _forms(message: Any, said: Any) -> list[tuple[str, str]]:
    """What a message of a catalogue says: a wording; or two, for one and for any other number."""
    if isinstance(message, str):
        return [(message, str(said))]
    return [(ONE + message[0], str(said[0])), (message[0], str(said[-1]))]


def _fits(message: str, said: str) -> bool:
    """Whether a translation can be filled in like its original: a slip in one must break no page.
    One that can't counts as left out."""
    names = re.findall(r"%\((\w+)\)[sd]", message)
    try:
        return not names or bool(said % dict.fromkeys(names, 1))
    except (KeyError, TypeError, ValueError):
        return False


def counted(code: str, message: str, number: int) -> str:
    """A wording with a number in it, in this language."""
    forms = catalogue(code)
    if number == 1 and ONE + message in forms:
        return forms[ONE + message]
    return forms.get(message, message)


def worded(code: str, message: str) -> str:
    """A wording in this language."""
    return catalogue(code).get(message, message)
