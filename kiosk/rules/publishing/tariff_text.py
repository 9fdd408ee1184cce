"""Tariffs in the one cell of older tables; newer ones have columns of their own
(kiosk/rules/publishing/tariff_cells.py).

2.50 each                         flat 2.50
阶梯价 3口以上每人加60              tiered 300:2.75 480:3.30 *:4.10 persons 4 extra 60
信函 本埠、外埠                     weight 本埠/Local 100/20:0.80 2000/100:1.20 | 外埠 ...
0.5%,最低1元最高50元                percent 0.5 floor 1 cap 50
免费                               free
"""

import re
from decimal import Decimal

from kiosk.rules.input.folding import fold
from kiosk.rules.input.numbers import number, whole
from kiosk.rules.publishing import tariffs
from kiosk.vocabulary.documents import (
    AnyTariff,
    Band,
    ByWeight,
    Flat,
    Free,
    Percent,
    Said,
    Stage,
    Tiered,
    Zone,
)


def read(text: str) -> AnyTariff:
    """Reads the tariff in a cell; raises ValueError if it has none, or one that makes no sense."""
    what, *words = fold(text).split() or [""]
    try:
        tariff = _read(what.lower(), words)
    except IndexError as trouble:
        raise ValueError(text) from trouble
    if not tariffs.check(tariff):
        raise ValueError(text)
    return tariff


def _read(what: str, words: list[str]) -> AnyTariff:
    match what:
        case "flat" if len(words) == 1:
            return Flat(number(words[0]))
        case "free" if not words:
            return Free()
        case "percent":
            named = _named(words[1:])
            cap = named.pop("cap", None)
            floor = named.pop("floor", Decimal(0))
            if not named:
                return Percent(number(words[0]), floor, cap)
        case "tiered":
            bands = [word for word in words if ":" in word]
            named = _named(words[len(bands) :])
            persons, extra = named.pop("persons", Decimal(0)), named.pop("extra", Decimal(0))
            if not named and words[: len(bands)] == bands:
                return Tiered(tuple(_band(one) for one in bands), whole(str(persons), 20), extra)
        case "weight":
            return ByWeight(tuple(_zone(part.split()) for part in " ".join(words).split("|")))
    raise ValueError(what)


def _named(words: list[str]) -> dict[str, Decimal]:
    if len(words) % 2:
        raise ValueError(words[-1])
    return {name: number(value) for name, value in zip(words[::2], words[1::2], strict=True)}


def _band(word: str) -> Band:
    bound, _, price = word.partition(":")
    return Band(None if bound == "*" else number(bound), number(price))


def _zone(words: list[str]) -> Zone:
    zh, _, en = words[0].partition("/")
    return Zone(Said(zh, en.replace("_", " ")), tuple(_stage(word) for word in words[1:]))


def _stage(word: str) -> Stage:
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6}):(\S+)", word)
    if found is None:
        raise ValueError(word)
    return Stage(whole(found[1]), whole(found[2]), number(found[3]))
