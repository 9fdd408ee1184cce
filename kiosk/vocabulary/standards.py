"""Standards (标准, docs/standards.md): what a list can be about, how often it is gone through, and
what can be said of each of its items.

The words are message ids (Chinese), translated when shown.
"""

from typing import Literal


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


Subject = Literal["clerk", "branch", "facilities"]


SUBJECTS: dict[Subject, str] = {
    "clerk": _("窗口人员"),
    "branch": _("营业厅"),
    "facilities": _("便民设施"),
}
"""What is gone through: clerks each for themselves; the hall, or its facilities, by any one of
them."""


Often = Literal["daily", "weekly", "monthly"]


OFTEN: dict[Often, str] = {"daily": _("每天"), "weekly": _("每周"), "monthly": _("每月")}


Result = Literal["done", "not_done", "na"]


RESULTS: dict[Result, str] = {
    "done": _("做到"),
    "not_done": _("未做到"),
    "na": _("不适用"),
}
"""What can be said of an item."""
CONDITIONS: dict[Result, str] = {
    "done": _("可用"),
    "not_done": _("不可用"),
    "na": _("本厅没有"),
}
"""The same of a facility."""


MOST_ITEMS = 40
"""The most items of a standard: all answers fit one fact."""
