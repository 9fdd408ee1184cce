"""What the tests of faults share: a fault that is planted for a whole run."""

from collections.abc import Iterator

import pytest

from tests.faults import plants


@pytest.fixture(autouse=True)
def planted() -> Iterator[None]:
    with plants.chosen():
        yield
