"""Which language the terminal speaks, for refusals and faults of cells."""

import os
from collections.abc import Mapping

from kiosk.ground import wording


def is_chinese(environment: Mapping[str, str]) -> bool:
    """Whether the locale for messages is Chinese; the first of the three variables that is
    set decides (POSIX.1-2017, 8.2)."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return chosen.startswith("zh")


def worded(message: str) -> str:
    """A message, given by its Chinese wording, in the language of the terminal."""
    chinese = is_chinese(os.environ)
    return wording.worded(wording.CHINESE if chinese else wording.ENGLISH, message)
