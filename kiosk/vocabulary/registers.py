"""Registers (登记簿, docs/registers.md): who writes, and who reads, each with the word by which a
table writes it.

The words are message ids (Chinese), translated when shown.
"""

from typing import Literal


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


Writers = Literal["managers", "staff"]


WRITERS: dict[Writers, str] = {"managers": _("负责人和总部"), "staff": _("全体人员")}
"""Who enters: the manager of the hall and head office, or every clerk as well."""


Readers = Literal["managers", "staff", "public"]


READERS: dict[Readers, str] = {
    "managers": _("负责人和总部"),
    "staff": _("全体人员"),
    "public": _("全体人员和顾客"),
}
"""Who reads: the manager of the hall and head office; every clerk of the hall as well; and in the
issues of stories, its customers too."""


MOST_FIELDS = 4
"""Fields that a register can have."""
MOST_MONTHS = 1_200
