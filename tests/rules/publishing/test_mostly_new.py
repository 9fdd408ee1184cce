"""When publishing asks once more."""

import pytest

from kiosk.rules.publishing.mostly_new import is_mostly_new


@pytest.mark.parametrize(
    "existing, wanted, added, asks",
    [(0, 10, 10, False), (1, 10, 10, True), (10, 10, 6, True), (10, 10, 5, False),
     (10, 3, 3, False), (10, 4, 3, True), (10, 4, 2, False), (10, 0, 0, False)],
)  # fmt: skip
def test_more_than_half_of_four_or_more(existing: int, wanted: int, added: int, asks: bool):
    assert is_mostly_new(existing, wanted, added) == asks
