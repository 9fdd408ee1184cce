"""The words of the demo's customers: many, invented, dealt without repeating."""

import re
from collections import Counter
from random import Random

from kiosk.demo import words
from kiosk.demo.month import DONE
from kiosk.demo.words import Deck
from kiosk.rules.input.masking import MOBILE
from kiosk.vocabulary.facts import CARD_KINDS, REASONS


def test_there_are_words_for_every_card_and_every_reason():
    found = words.texts()
    for pile in [*(("card", kind) for kind in CARD_KINDS), *(("low", one) for one in REASONS)]:
        assert len(found[pile]) >= 5, pile
    assert all(len(found["note", done]) >= 2 for done in DONE.values())
    every = [text for pile in found.values() for text in pile]
    assert len(set(every)) == len(every) >= 100
    assert sum(not re.search("[\u4e00-\u9fff]", text) for text in every) >= 8, "some English"


def test_a_number_in_them_is_nobodys():
    every = [text for pile in words.texts().values() for text in pile]
    assert {one for text in every for one in MOBILE.findall(text)} == {"138 0000 0000"}


def test_a_pile_is_dealt_to_its_end_before_a_text_comes_again():
    deck, pile = Deck(Random(1)), words.texts()["good", ""]
    dealt = Counter(deck.deal("good") for _ in range(2 * len(pile)))
    assert set(dealt.values()) == {2} and set(dealt) == set(pile)


def test_a_wait_and_a_sum_are_filled_in():
    deck = Deck(Random(1))
    dealt = [deck.deal("low", reason) for reason in REASONS for _ in range(20)]
    assert not any("{" in text for text in dealt)
    assert any(re.search(r"[2-9]\d分钟", text) for text in dealt)
