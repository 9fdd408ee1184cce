"""What became known of the diaries of a hall's clerks."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Number

DiaryMark = Literal["difficulty", "hurt", "praise", "deed"]
DIARY_MARKS: tuple[DiaryMark, ...] = ("difficulty", "hurt", "praise", "deed")
"""Types of entries in a diary (困难、委屈、表扬、事迹; P06)."""


class DiaryCounted(Fact, frozen=True, tag="diary_counted"):
    """How many entries of each type the owners let be counted in a `month`, named by its first day,
    written by the machine once that is over. `few` are the types of which there were some, but too
    few to be reported (kiosk/rules/recognition/diary/counts.py)."""

    month: datetime.date
    counts: dict[str, Number]
    few: tuple[str, ...]
