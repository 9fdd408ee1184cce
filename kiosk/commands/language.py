"""Which language the terminal speaks, for refusals and faults of cells."""

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parents[1] / "translations"


def is_chinese(environment: Mapping[str, str]) -> bool:
    """Whether the locale for messages is Chinese; the first of the three variables that is
    set decides (POSIX.1-2017, 8.2)."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return chosen.startswith("zh")


@cache
def _english() -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, ["en"], fallback=True)


def worded(message: str) -> str:
    """A message, given by its Chinese wording, in the language of the terminal."""
    return message if is_chinese(os.environ) else _english().gettext(message)
