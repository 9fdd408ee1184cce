"""Exact numbers in documents: Decimal, never a float; JSON holds them as strings."""

from decimal import Decimal

import msgspec


class Exact(msgspec.Struct, frozen=True):
    """What holds exact numbers.

    A number that arithmetic could not stand is no content of ours, wherever it comes from:
    `Decimal("1e9999999")` is one short word, and its digits fill a machine's memory.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            number = getattr(self, name)
            if isinstance(number, Decimal) and not is_small(number):
                raise ValueError(f"{name} is no number of ours")


def is_small(number: Decimal) -> bool:
    """Whether arithmetic with a number is cheap."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -20 and number.adjusted() <= 20
