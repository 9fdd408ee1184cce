"""Codes that pair a screen."""

import pytest

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.rules.hall import pairing as rule
from kiosk.vocabulary.facts import Moment


def test_a_code_has_eight_letters_that_no_one_confuses():
    assert rule.code(b"\0" * 5) == "22222222"
    assert rule.code(b"\xff" * 32) == "ZZZZZZZZ"
    assert len({rule.code(bytes([n] * 5)) for n in range(256)}) == 256
    assert set(rule.code(bytes(range(5)))) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["abcd-2345", "ＡＢＣＤ 2345", " abcd2345\n", "ABCD–2345"])
def test_a_code_is_read_as_it_may_be_typed(typed: str):
    assert rule.tidy(typed) == "ABCD2345"


@pytest.mark.parametrize(
    ("boot", "mono", "lives"),
    [("b", 1_000, True), ("b", 600_999, True), ("b", 601_000, False), ("b", 0, False),
     ("other", 1_000, False)],
)  # fmt: skip
def test_a_code_lives_for_ten_minutes_of_one_boot(boot: str, mono: int, lives: bool):
    assert rule.lives("b", 1_000, Moment(0, mono, boot)) is lives


def test_a_pairing_begins_once_and_ends_once():
    assert len({rule.paired_id("a"), rule.unpaired_id("a"), rule.paired_id("b")}) == 3
