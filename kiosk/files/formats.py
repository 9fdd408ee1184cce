"""Number formats of workbooks: what a person sees of a number."""

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from kiosk.rules.input import days
from kiosk.rules.spreadsheets.tables import Value

GENERAL = "General"
_DAY = "yyyy-mm-dd"
# fmt: off
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00",
    8: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
} | dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DAY)
"""Formats that a workbook names by number only; 27 to 36 and 50 to 58 are Chinese dates. All
others are General."""
# fmt: on
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,3})?")
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
"""What spreadsheets keep of a number."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|_.|\*.|\[[^\]]*\]'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?)|(?P<percent>%)|(?P<other>.)",
    re.S,
)
_DATED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.S)


class _Shape(NamedTuple):
    """A format that this program understands: words around the digits, at least so many digits
    before the point, so many decimals of which the last `optional` can be left out."""

    before: str
    after: str
    least: int
    decimals: int
    optional: int
    grouped: bool
    percent: int


@lru_cache(1_000)
def is_dated(code: str) -> bool:
    """Whether a format shows days or times."""
    plain = _DATED.sub("", code.split(";")[0]).lower()
    return "general" not in plain and re.search(r"[ymdhs]|aaa", plain) is not None


@lru_cache(1_000)
def _shape(code: str) -> _Shape | None:
    """The format's shape, or None for General and those shown as such: exponents, fractions,
    thousands."""
    words, digits, percent = ["", ""], "", 0
    section = re.match(r'(?:"[^"]*"|\\.|[^;])*', code, re.S)
    for token in _TOKEN.finditer(section.group() if section else ""):
        found = token.lastgroup
        if found == "digits":
            if digits or token.group().rstrip(".").endswith(","):
                return None
            digits = token.group()
        elif found == "percent":
            percent += 1
            words[bool(digits)] += "%"
        elif found == "other" and token.group() in "/Ee@aAgG":
            return None
        elif found:
            words[bool(digits)] += token.group(found)
    whole, _, decimals = digits.partition(".")
    if not digits or percent > 1 or len(decimals) > 15:
        return None
    optional = len(decimals) - len(decimals.rstrip("#?"))
    return _Shape(words[0].lstrip(), words[1].rstrip(), whole.count("0"), len(decimals), optional,
                  "," in whole, percent)  # fmt: skip


def value(stored: str, code: str, from_1904: bool) -> Value:
    """A stored number under its format: a day, a time, or a number as it is seen.

    At most 15 significant digits, so that 2.7499999999999996 is 2.75.
    """
    if not _NUMBER.fullmatch(stored):
        return Value("error", stored[:20])
    number = _DIGITS.create_decimal(stored) or Decimal(0)
    if is_dated(code):
        return _moment(number, from_1904)
    if number and not -10 <= number.adjusted() <= 14:
        return Value("long", stored[:40])
    exact = _plain(number)
    shape = _shape(code)
    if shape is None:
        return Value("number", exact, exact)
    scaled = number.scaleb(2 * shape.percent)
    seen = scaled.quantize(Decimal(1).scaleb(-shape.decimals), ROUND_HALF_UP, Context(60))
    shown = _written(abs(seen), shape)
    sign = "-" if seen < 0 else ""
    sort = "number" if seen == scaled else "rounded"
    return Value(sort, f"{sign}{shape.before}{shown}{shape.after}", exact)  # type: ignore[arg-type]


def _written(seen: Decimal, shape: _Shape) -> str:
    whole, _, decimals = f"{seen:f}".partition(".")
    for _ in range(shape.optional):
        decimals = decimals.removesuffix("0")
    whole = whole.zfill(shape.least)
    if shape.grouped:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", whole)
    return f"{whole}.{decimals}" if decimals else whole


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def _moment(number: Decimal, from_1904: bool) -> Value:
    try:
        day = days.of_serial(int(number), from_1904)
    except (days.NotADay, OverflowError):
        return Value("moment", _plain(number) if abs(number) < 10**9 else str(number)[:20])
    if number == int(number):
        return Value("day", day.isoformat(), day.isoformat())
    seconds = datetime.timedelta(seconds=round(float(number % 1) * 86_400))
    at = datetime.datetime.combine(day, datetime.time()) + seconds
    return Value("moment", at.isoformat(" "))
