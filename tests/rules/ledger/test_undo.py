"""How long a visit may take its feedback back."""

import pytest

from kiosk.rules.ledger import undo
from kiosk.vocabulary.facts import Moment, Standing


@pytest.mark.parametrize(
    ("boot", "mono", "left"),
    [("b1", 1_000, 30_000), ("b1", 30_999, 1), ("b1", 31_000, 0), ("b1", 999, 0), ("b2", 2_000, 0)],
)
def test_a_visit_has_30_seconds_of_the_same_boot(boot: str, mono: int, left: int):
    assert undo.left(Standing("b1", 1_000), Moment(0, mono, boot)) == left
