"""Receipt codes: easy to copy, hard to mistype, stored nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.cases import receipts

KEY = b"k" * 32
forms = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(forms)
def test_a_code_has_eight_letters_none_of_them_confusable(form: str):
    code = receipts.code(KEY, form)
    assert len(code) == 8 and not set(code) & set("0O1I")
    assert receipts.tidy(code) == code
    assert receipts.tidy(f" {receipts.spoken(code).lower()} ") == code


def test_the_codes_that_customers_hold_stay_what_they_are():
    code = receipts.code(KEY, "0" * 32)
    assert (code, receipts.spoken(code)) == ("QBQNZRS4", "QBQN-ZRS4")
    assert receipts.event_id("0" * 32) == "6311f6307da4221697227c6d35e6682e"
    digest = "10454976d8bec11012c912e5c219bd922e54293e0f7fb6ed3aa19442d413ff28"
    assert receipts.subject(KEY, code) == digest


WIDE = str.maketrans({chr(one): chr(one + 0xFEE0) for one in range(0x21, 0x7F)})
"""Half width to full width, as an input method types it."""


@given(forms, st.sampled_from("-－–—−‐ー"), st.booleans())
def test_a_code_typed_with_an_input_method_is_the_same(form: str, dash: str, wide: bool):
    code = receipts.code(KEY, form)
    typed = f"\u3000{code[:4]}{dash}\u200b{code[4:]} ".lower()
    assert receipts.tidy(typed.translate(WIDE) if wide else typed) == code


@given(forms, st.integers(0, 7), st.sampled_from(receipts.ALPHABET))
def test_any_one_wrong_letter_is_noticed(form: str, place: int, letter: str):
    code = receipts.code(KEY, form)
    wrong = code[:place] + letter + code[place + 1 :]
    assert (receipts.tidy(wrong) == code) if wrong == code else receipts.tidy(wrong) is None


@given(forms, st.integers(0, 6))
def test_two_neighbours_swapped_are_noticed_but_for_one_pair(form: str, place: int):
    code = receipts.code(KEY, form)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if {code[place], code[place + 1]} != {"2", "Z"} and swapped != code:
        assert receipts.tidy(swapped) is None


def test_what_cannot_be_a_code_is_none():
    for typed in ("", "ABC", "ABCD-EFGHI", "ABCD-EF0H", "ABCD EF1H", "甲乙丙丁戊己庚辛"):
        assert receipts.tidy(typed) is None


@given(forms, forms)
def test_the_ledgers_words_do_not_lead_back_to_the_form(one: str, two: str):
    assert receipts.event_id(one) != one
    assert (receipts.event_id(one) == receipts.event_id(two)) == (one == two)
    code = receipts.code(KEY, one)
    assert receipts.subject(KEY, code) != receipts.subject(b"x" * 32, code)
    assert receipts.code(b"x" * 32, one) != code or one == two
