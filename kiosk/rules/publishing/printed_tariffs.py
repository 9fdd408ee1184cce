"""A tariff as a fee schedule prints it, and what it comes to for a few amounts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kiosk.rules.publishing.tariffs import Asked, Step, Sum, What, cost
from kiosk.vocabulary.documents import (
    AnyTariff,
    ByWeight,
    Flat,
    Free,
    Percent,
    Said,
    Tiered,
    Zone,
)


class Priced(NamedTuple):
    """What a tariff charges for a destination, None for a tariff without any; the steps are of one
    unit each."""

    zone: Said | None
    steps: tuple[Step, ...]


def schedule(tariff: AnyTariff) -> list[Priced]:
    """A tariff as a fee schedule prints it."""
    match tariff:
        case Flat():
            return [Priced(None, (_unit("flat", tariff.price),))]
        case Free():
            return [Priced(None, (_unit("free", Decimal(0)),))]
        case Percent():
            bounds: list[Step] = []
            if tariff.floor:
                bounds.append(_unit("floor", tariff.floor, None, tariff.floor))
            if tariff.cap is not None:
                bounds.append(_unit("cap", tariff.cap, None, tariff.cap))
            return [Priced(None, (_unit("percent", tariff.rate / 100), *bounds))]
        case Tiered():
            starts = [Decimal(0), *(band.up_to or Decimal(0) for band in tariff.bands)]
            steps = (
                _unit("band", band.price, start, band.up_to, number)
                for number, (start, band) in enumerate(zip(starts, tariff.bands, strict=False), 1)
            )
            return [Priced(None, tuple(steps))]
        case ByWeight():
            return [Priced(zone.name, tuple(_weights(zone))) for zone in tariff.zones]


def _weights(zone: Zone) -> Iterator[Step]:
    start = Decimal(0)
    for number, stage in enumerate(zone.stages, 1):
        end = Decimal(stage.up_to)
        yield _unit("weight", stage.price, start, end, number)._replace(size=stage.step)
        start = end


def _unit(
    what: What, price: Decimal, start: Decimal | None = None, end: Decimal | None = None,
    band: int = 0,
) -> Step:  # fmt: skip
    return Step(what, Decimal(1), price, price, start, end, band=band)


def sampled(tariff: AnyTariff) -> list[tuple[Asked, Sum]]:
    """What a tariff comes to for a few amounts, to see whether it is the one that was meant."""
    return [(asked, cost(tariff, asked)) for asked in samples(tariff)]


def samples(tariff: AnyTariff) -> list[Asked]:
    """Amounts that show a tariff: each band up to its bound, the lightest and the heaviest
    letter."""
    match tariff:
        case Tiered():
            bounds = [band.up_to for band in tariff.bands if band.up_to is not None]
            beyond = (bounds[-1] if bounds else Decimal(0)) + 100
            return [Asked(amount) for amount in (*bounds, beyond)]
        case ByWeight():
            return [
                Asked(Decimal(weight), zone=number)
                for number, zone in enumerate(tariff.zones)
                for weight in (zone.stages[0].step, zone.stages[-1].up_to)
            ]
        case Percent():
            return [Asked(Decimal(100)), Asked(Decimal(10_000))]
        case Flat():
            return [Asked(Decimal(1))]
        case Free():
            return []
