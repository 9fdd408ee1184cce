"""Schemes (评比办法, docs/recognition.md): the figures that there are, and the parts of a scheme,
each with the word by which a table writes it.

The words are message ids (Chinese), translated when shown.
"""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from kiosk.vocabulary.exact import Exact


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


Figure = Annotated[str, msgspec.Meta(pattern=r"^[\w.-]{1,40}$")]
"""The code of a figure: one of FIGURES, or of those that are imported."""


FIGURES: dict[Figure, str] = {
    "cards": _("5P卡总数"),
    "polite": _("礼貌卡"),
    "patient": _("耐心卡"),
    "positive": _("积极卡"),
    "passionate": _("热情卡"),
    "professional": _("专业卡"),
    "least": _("最少的一种卡"),
    "ratings": _("评价次数"),
    "satisfaction": _("满意率"),
    "satisfaction_low": _("满意率下限"),
    "low_grades": _("差评次数"),
    "complaints": _("投诉件数"),
    "panel": _("评审分"),
    "quiz": _("月考成绩"),
    "roster_months": _("在册月数"),
}
"""Figures of our own. All are given by customers in the hall but `panel`, which a panel gives to
nominations for the award for considerate service (P05), `quiz`, the mean score of the monthly
quizzes out of 100 (P34), and `roster_months`, which the published rosters say. None says what a
customer is worth (P38).
Shares are per cent; their lower bound is Wilson's, so that two good ratings do not outrank two
hundred."""
OF_CUSTOMERS: tuple[Figure, ...] = tuple(
    name for name in FIGURES if name not in ("panel", "quiz", "roster_months")
)
"""What customers give: no one can be set a target for it (P37)."""
SHARES: tuple[Figure, ...] = ("satisfaction", "satisfaction_low")
"""Figures in per cent."""
MISSING: tuple[Figure, ...] = (*SHARES, "panel", "quiz", "roster_months")
"""Own figures that are missing where there are no ratings, marks or quiz, or no roster. The others
are counts: none is 0."""
MEASURED: dict[Figure, str] = {
    "workload": _("业务量"),
    "attendance": _("出勤率"),
    "errors": _("差错件数"),
    "exam": _("考试成绩"),
    "sales": _("销量完成率"),
}
"""Figures that other systems know, which halls import (P09); an organisation can name more."""


Combined = Literal["sum", "mean"]


COMBINED: dict[Combined, str] = {"sum": _("合计"), "mean": _("平均")}
"""How an imported figure's values of several days or months make the one of a period."""


Unit = Literal["clerk", "window", "branch"]


UNITS: dict[Unit, str] = {"clerk": _("窗口人员"), "window": _("窗口"), "branch": _("网点")}
"""Who takes part."""
NOT_OF: dict[Unit, tuple[Figure, ...]] = {
    "clerk": (),
    "window": ("complaints", "panel", "quiz", "roster_months"),
    "branch": ("panel", "roster_months"),
}
"""Own figures that a unit never has. A complaint names a clerk or the hall, not a window."""


Period = Literal["month", "quarter", "year"]


PERIODS: dict[Period, str] = {"month": _("每月"), "quarter": _("每季度"), "year": _("每年")}
"""How often a scheme is evaluated, and for which days."""


Ties = Literal["in", "out"]


TIES: dict[Ties, str] = {"in": _("全部入选"), "out": _("全部不入选")}
"""What becomes of equals at the quota's cut, if not all of them fit."""


SourceWay = Literal["each", "each_less", "mark", "mark_less"]
ConditionWay = Literal["at_least", "at_most"]
DisqualifierWay = Literal["above", "top_share"]
QuotaWay = Literal["number", "share_floor", "share_ceil"]


SOURCE_WAYS: dict[SourceWay, str] = {
    "each": _("每项加分"),
    "each_less": _("每项扣分"),
    "mark": _("按百分制"),
    "mark_less": _("按百分制反向"),
}
CONDITION_WAYS: dict[ConditionWay, str] = {"at_least": _("不少于"), "at_most": _("不超过")}
DISQUALIFIER_WAYS: dict[DisqualifierWay, str] = {
    "above": _("超过"),
    "top_share": _("排名前百分之"),
}
QUOTA_WAYS: dict[QuotaWay, str] = {
    "number": _("人数"),
    "share_floor": _("百分比（向下取整）"),
    "share_ceil": _("百分比（向上取整）"),
}


LIMIT = 999_999_999


class Part(Exact, frozen=True):
    """A part of a scheme; its `amount` is from 0 to LIMIT, so that sums stay exact."""

    amount: Decimal

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.amount <= LIMIT:
            raise ValueError("amount is out of range")


class Source(Part, frozen=True, kw_only=True):
    """What gives points: `amount` points for `each` of a figure, or as many at most for a figure
    that is a `mark` out of 100. The ways with `_less` turn it round: points are deducted for each,
    or a mark of 0 gives all of them."""

    figure: Figure
    way: SourceWay


class Condition(Part, frozen=True, kw_only=True):
    """A figure that must be at least, or at most, `amount`; both include it (民法典 art. 1259)."""

    figure: Figure
    way: ConditionWay


class Disqualifier(Part, frozen=True, kw_only=True):
    """A figure above `amount`, or among the highest `amount` per cent of all (P11), excludes; 0 of
    it never does."""

    figure: Figure
    way: DisqualifierWay


class Quota(Part, frozen=True, kw_only=True):
    """How many can be chosen: `amount` of them, or `amount` per cent of all that take part."""

    way: QuotaWay
