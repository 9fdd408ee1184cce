"""Phone, identity and bank card numbers that people write into free text, hidden where the text is
shown to others than those who need them (个人信息保护法 arts. 5, 6, 51).

What is stored never changes. A number is looked for as people write it: in full width or in Chinese
numerals, in groups, with dashes, with invisible marks in between. Sums, days, meters, documents and
receipt codes have other shapes; where one has the same, what is written before it decides.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u30fc\ufe58\ufe63~\uff5e_"
_INVISIBLE = ("Cf", "Cc", "Mn", "Me")
"""Zero-width marks, and what makes a digit a keycap."""
_CHINESE = str.maketrans("〇零○一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "0001123456789123456789")
_GAP = r"[ -]{0,3}"
_CUT = r"[ \-.,·/()]{1,3}"
"""What can be between groups of digits whose lengths say that they belong together."""
MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?\(?"
    rf"(?:1[3-9]\d\)?(?:{_GAP}\d){{8}}|1[3-9]\d{_CUT}\d{{4}}{_CUT}\d{{4}}|1 ?[3-9](?: \d){{9}})"
    r"(?!\d)"
)
"""Mainland mobiles: 1, then 3 to 9, then nine more. In groups, the first has three digits or more,
so that a list of days or sums is none."""
LANDLINE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)86{_GAP}[1-9]\d{{1,2}}|\(?0(?:10|2\d|[3-9]\d\d)\)?)"
    rf"{_GAP}[2-8]\d{{2,3}}[ -]?\d{{4}}(?!\d)(?: ?转 ?\d{{1,6}})?"
)
"""Area code, then seven or eight digits."""
IDENTITY = re.compile(rf"(?<!\d)[1-8](?:{_GAP}\d){{16}}{_GAP}[\dX](?!\d)")
OLD_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{14}(?!\d)")
"""Resident identity numbers, of 18 digits (GB 11643), and until 2012 of 15."""
CARDS = tuple(
    re.compile(rf"(?<!\d)[3-69]\d{{3}}(?:{_GAP}\d){{{more}}}(?!\d)") for more in (15, 14, 13, 12)
)
"""Bank cards, of 19 to 16 digits."""
_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""How a resident identity number begins."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NAMED = re.compile(r"[表户编单票文件机房]号码?[: ]*[是为]? ?$")
"""Written before the number of a meter, a household, a parcel or a document."""


def masked(text: str, instead: str) -> str:
    """The text with each such number replaced by `instead`."""
    shown, at = [], 0
    for first, last in spans(text):
        shown += [text[at:first], instead]
        at = last
    return "".join(shown) + text[at:]


def spans(text: str) -> list[tuple[int, int]]:
    """Where such numbers are in the text: [first, last) of each, in order."""
    plain, places = plainly(text)
    found = apart(found.span() for found in _found(plain))
    return [(places[first], places[last]) for first, last in found]


def apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first < found[-1][1]:
            first, last = found[-1][0], max(last, found.pop()[1])
        found.append((first, last))
    return found


def plainly(text: str) -> tuple[str, list[int]]:
    """The text in half width and capitals without invisible marks; and the place in the text of
    each of its characters and, last, of its end."""
    plain, places = [], []
    for place, sign in enumerate(text):
        if sign.isspace():
            plain.append(" ")
        elif unicodedata.category(sign) in _INVISIBLE:
            continue
        elif sign in _DASHES:
            plain.append("-")
        else:
            folded = str(unicodedata.digit(sign, unicodedata.normalize("NFKC", sign).upper()))
            plain.append(folded if len(folded) == 1 else sign)
        places.append(place)
    return "".join(plain), [*places, len(text)]


def _found(plain: str) -> Iterator[re.Match[str]]:
    yield from _all(MOBILE, plain)
    yield from _all(MOBILE, plain.translate(_CHINESE))
    for found in _all(LANDLINE, plain):
        if not (found.group().isdecimal() and _is_named(found)):
            yield found
    for found in _all(IDENTITY, plain):
        if _is_identity(_digits(found)):
            yield found
    for found in _all(OLD_IDENTITY, plain):
        if _is_person(found.group()[:6] + "19" + found.group()[6:]) and not _is_named(found):
            yield found
    for card in CARDS:
        for found in _all(card, plain):
            if _is_card(_digits(found)) and not _is_named(found):
                yield found


def _all(pattern: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Every place where a number can begin; one that turns out to be none hides no other."""
    found = pattern.search(plain)
    while found:
        yield found
        found = pattern.search(plain, found.start() + 1)


def _digits(found: re.Match[str]) -> str:
    return re.sub(r"[ -]", "", found.group())


def _is_named(found: re.Match[str]) -> bool:
    """Whether the words before say that it is the number of something."""
    return _NAMED.search(found.string, max(0, found.start() - 12), found.start()) is not None


def _is_person(digits: str) -> bool:
    """Whether the first 14 digits are a region and a day of birth."""
    try:
        datetime.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return _REGION.match(digits) is not None and digits[6:8] in ("18", "19", "20")


def _is_identity(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _is_person(digits) and digits[17] == "10X98765432"[total % 11]


def _is_card(digits: str) -> bool:
    """Whether Luhn's check digit is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0
