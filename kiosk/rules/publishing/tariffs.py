"""The price of something, with every step of the sum (价格法 art. 13).

Exact in Decimal; only the total is rounded, half up to 0.01 yuan.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from kiosk.vocabulary.documents import (
    AnyTariff,
    ByWeight,
    Flat,
    Free,
    Percent,
    Tiered,
)

MOST = Decimal(100_000_000)
CENT = Decimal("0.01")


class OutOfRange(ValueError):
    """There is no price for what was asked: `field` is the value at fault, `limit` its upper bound,
    which is the tariff's own where it has one."""

    def __init__(self, field: str, limit: Decimal) -> None:
        super().__init__(f"{field} is limited to {limit}")
        self.field, self.limit = field, limit


class Asked(NamedTuple):
    """What a customer asks. `amount` is pieces, units of volume, grams or yuan, depending on the
    tariff. The rest is for tariffs that need it: the volume `used` earlier this year, `persons`
    in the household, `zone` by its place in the tariff."""

    amount: Decimal
    used: Decimal = Decimal(0)
    persons: int = 0
    zone: int = 0


What = Literal["flat", "band", "weight", "percent", "floor", "cap", "free"]


class Step(NamedTuple):
    """A step of the sum: `quantity` × `price` = `amount`, in yuan. `start` and `end` are the
    bounds it covers, if it has any, and `band` is the number of its band, from 1 on; in a step by
    weight, `quantity` counts pieces of `size` g."""

    what: What
    quantity: Decimal
    price: Decimal
    amount: Decimal
    start: Decimal | None = None
    end: Decimal | None = None
    size: int = 0
    band: int = 0


class Sum(NamedTuple):
    """The total in yuan, to the cent, and its steps."""

    total: Decimal
    steps: tuple[Step, ...]


def cost(tariff: AnyTariff, asked: Asked) -> Sum:
    """The price; raises OutOfRange if the tariff has none."""
    most = most_asked(tariff, asked.zone)
    for field, value, limit in (("amount", asked.amount, most), ("used", asked.used, MOST)):
        if not value.is_finite() or not 0 <= value <= limit:
            raise OutOfRange(field, limit)
    match tariff:
        case Flat():
            steps = [_times("flat", asked.amount, tariff.price)]
        case Tiered():
            steps = _tiered(tariff, asked)
        case ByWeight():
            steps = _by_weight(tariff, asked)
        case Percent():
            steps = _percent(tariff, asked.amount)
        case Free():
            steps = [Step("free", asked.amount, Decimal(0), Decimal(0))]
    total = sum((step.amount for step in steps), Decimal(0))
    return Sum(total.quantize(CENT, ROUND_HALF_UP), tuple(steps))


def most_asked(tariff: AnyTariff, zone: int = 0) -> Decimal:
    """The largest amount that has a price: the heaviest letter, or MOST. Raises OutOfRange for a
    zone that there is not."""
    if not isinstance(tariff, ByWeight):
        return MOST
    if not 0 <= zone < len(tariff.zones):
        raise OutOfRange("zone", Decimal(len(tariff.zones)))
    return Decimal(tariff.zones[zone].stages[-1].up_to)


def figures(tariff: AnyTariff) -> list[Decimal]:
    """Every number of a tariff."""
    match tariff:
        case Flat():
            return [tariff.price]
        case Tiered():
            bounds = [band.up_to for band in tariff.bands if band.up_to is not None]
            prices = [band.price for band in tariff.bands]
            return [*bounds, *prices, Decimal(tariff.persons), tariff.extra]
        case ByWeight():
            stages = [stage for zone in tariff.zones for stage in zone.stages]
            weights = [Decimal(one) for stage in stages for one in (stage.up_to, stage.step)]
            return [*weights, *(stage.price for stage in stages)]
        case Percent():
            return [tariff.rate, tariff.floor, *([tariff.cap] if tariff.cap is not None else [])]
        case Free():
            return [Decimal(0)]


def _times(what: Literal["flat", "percent"], quantity: Decimal, price: Decimal) -> Step:
    return Step(what, quantity, price, quantity * price)


def _tiered(tariff: Tiered, asked: Asked) -> list[Step]:
    """How much of the new volume falls into each band, after the volume already used."""
    if not 0 <= asked.persons <= 20:
        raise OutOfRange("persons", Decimal(20))
    more = tariff.extra * max(0, asked.persons - tariff.persons) if tariff.persons else Decimal(0)
    begin, end = asked.used, asked.used + asked.amount
    steps, floor = [], Decimal(0)
    for number, band in enumerate(tariff.bands, 1):
        ceiling = end if band.up_to is None else band.up_to + more
        inside = min(end, ceiling) - max(begin, floor)
        if inside > 0:
            upper = None if band.up_to is None else ceiling
            amount = inside * band.price
            steps.append(Step("band", inside, band.price, amount, floor, upper, band=number))
        floor = ceiling
    if end > floor:
        raise OutOfRange("amount", floor - begin)
    return steps


def _by_weight(tariff: ByWeight, asked: Asked) -> list[Step]:
    if not asked.amount:
        raise OutOfRange("amount", most_asked(tariff, asked.zone))  # 0 g is no letter
    steps, start = [], Decimal(0)
    for number, stage in enumerate(tariff.zones[asked.zone].stages, 1):
        inside = min(asked.amount, Decimal(stage.up_to)) - start
        if inside > 0:
            pieces = (inside / stage.step).to_integral_value(ROUND_CEILING)
            steps.append(
                Step("weight", pieces, stage.price, pieces * stage.price, start,
                     Decimal(stage.up_to), stage.step, number)
            )  # fmt: skip
        start = Decimal(stage.up_to)
    return steps


def _percent(tariff: Percent, amount: Decimal) -> list[Step]:
    share = _times("percent", amount, tariff.rate / 100)
    if share.amount < tariff.floor:
        remainder = tariff.floor - share.amount
        return [share, Step("floor", Decimal(1), remainder, remainder, end=tariff.floor)]
    if tariff.cap is not None and share.amount > tariff.cap:
        over = tariff.cap - share.amount
        return [share, Step("cap", Decimal(1), over, over, end=tariff.cap)]
    return [share]


def check(tariff: AnyTariff) -> bool:
    """Whether a tariff makes sense: no negative prices, bands and stages ascending, only the last
    band open-ended, floor not above cap."""
    match tariff:
        case Flat():
            return _money(tariff.price)
        case Tiered():
            bounds = [band.up_to for band in tariff.bands[:-1]]
            closed = [bound for bound in bounds if bound is not None]
            return (
                bool(tariff.bands)
                and len(closed) == len(bounds)
                and tariff.bands[-1].up_to is None
                and _ascending(closed)
                and all(_money(band.price) for band in tariff.bands)
                and 0 <= tariff.persons <= 20
                and _money(tariff.extra)
            )
        case ByWeight():
            return bool(tariff.zones) and all(
                zone.stages
                and _ascending([Decimal(stage.up_to) for stage in zone.stages])
                and all(stage.step > 0 and _money(stage.price) for stage in zone.stages)
                for zone in tariff.zones
            )
        case Percent():
            cap = MOST if tariff.cap is None else tariff.cap
            return _money(tariff.rate) and _money(tariff.floor) and tariff.floor <= cap <= MOST
        case Free():
            return True


def _money(price: Decimal) -> bool:
    return price.is_finite() and 0 <= price <= MOST


def _ascending(bounds: list[Decimal]) -> bool:
    return all(one < other for one, other in pairwise([Decimal(0), *bounds]))
