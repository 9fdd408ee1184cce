"""What is kept in registers, who consented to it, who was nominated, what became an issue, and what
is known of diaries."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Number, Role

Source = Literal["card", "diary", "seen"]
SOURCES: tuple[Source, ...] = ("card", "diary", "seen")
"""What a nomination is made from: a customer's card, what the owner discloses of the own diary, or
what a colleague has seen."""
CRITERIA = ("pressure", "contribution", "example")
"""By which a panel marks a nomination (压力大、贡献大、有借鉴意义; P05)."""


class Entered(Fact, frozen=True, tag="entered"):
    """An entry of a register. `subject` is the register's key; `clerk` whom the entry is about, ''
    for no one; `said` what it says, one text for each of the register's fields on that day;
    `nomination` the id of the nomination that it follows from, '' for none."""

    subject: str
    clerk: str
    said: tuple[str, ...]
    role: Role
    by: str
    nomination: str = ""


class Consented(Fact, frozen=True, tag="consented"):
    """The clerk whom an entry is about lets it be shown, or does not any more; or who is in charge
    takes it down. Of several, the last one holds. `subject` is the entry's id."""

    subject: str
    clerk: str
    mark: Literal["yes", "no"]
    role: Role
    by: str


class Nominated(Fact, frozen=True, tag="nominated"):
    """A clerk is nominated for the award for considerate service (贴心服务奖, P05), for the year of
    the fact. `mark` says from what, `card` is the event_id of the card, '' for none, `text` what
    the nominator wrote."""

    clerk: str
    mark: Source
    card: str
    text: str
    role: Role
    by: str


class PanelMarked(Fact, frozen=True, tag="panel_marked"):
    """A member of the panel marked a nomination, whose id is `subject`, from 0 to 10 by each of
    CRITERIA; of several by one member the last one holds."""

    subject: str
    clerk: str
    pressure: Number
    contribution: Number
    example: Number
    role: Role
    by: str


class IssueMade(Fact, frozen=True, tag="issue_made"):
    """The manager made an issue (期) of stories (服务之窗, P10): its number, the month that it is
    of, named by its first day, and the ids of the entries in it, in their order."""

    number: Number
    month: datetime.date
    entries: tuple[str, ...]
    by: str


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
