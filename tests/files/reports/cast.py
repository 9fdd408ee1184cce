"""A report of invented figures."""

import datetime

from kiosk.files.reports.made import told
from kiosk.files.reports.sheet import Told
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import NOT_RECORDED, Value
from kiosk.rules.office.reports.parts import Beside, Comment, Given, Of
from kiosk.vocabulary.documents import Branch
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import LINES

OCTOBER = Of("month", spans.of("month", datetime.date(2026, 10, 5)))
TODAY = datetime.date(2026, 11, 21)
HUANGGU = Branch(
    name="皇姑分公司", hall="皇姑营业厅", organisation="沈北燃气",
    name_en="Huanggu", hall_en="Huanggu hall", organisation_en="Shenbei Gas",
)  # fmt: skip
NOW = dict.fromkeys(LINES, NOT_RECORDED) | {
    "cards": Value(1356), "polite": Value(271), "patient": Value(281), "positive": Value(263),
    "passionate": Value(311), "professional": Value(230), "per_clerk": Value(1356, 80),
    "satisfied": Value(180, 200), "low": Value(20, 200), "on_time": Value(3, 4),
    "arrived_after": Value(95), "support": Value(few=True), "eligible": Value(later=True),
}  # fmt: skip
BEFORE = dict.fromkeys(LINES, NOT_RECORDED) | {
    "cards": Value(1400), "satisfied": Value(100, 200), "per_clerk": Value(1400, 80),
    "arrived_after": Value(40),
}  # fmt: skip
BESIDE = Beside(
    HUANGGU,
    {"sb01": Given(12, 2, {str(kind): n for n, kind in enumerate(CARD_KINDS)}, 3, 4)},
    {"sb01": HUANGGU},
    [Comment("sb01", TODAY, "polite", "=请回电13800138000")],
)


def report(language: str = "zh") -> Told:
    return told(OCTOBER, NOW, BEFORE, BESIDE, TODAY, language, str)
