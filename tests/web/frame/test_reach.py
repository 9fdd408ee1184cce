"""A phone number is kept with consent and from 14 years on, else not at all."""

import pytest

from kiosk.web.frame.reach import reach_of

WHOLE = {"name": "王女士", "phone": " 13812345678 ", "consent": "yes", "age": "14"}


def test_with_consent_and_age_the_number_is_kept():
    reach, dropped = reach_of(WHOLE)
    assert reach is not None and not dropped
    assert (reach.name, reach.phone, len(reach.salt)) == ("王女士", "13812345678", 16)
    again, _ = reach_of(WHOLE)
    assert again is not None and again.salt != reach.salt


@pytest.mark.parametrize(
    "said", [{"consent": ""}, {"consent": "no"}, {"age": ""}, {"age": "13"}, {"age": "140"}]
)
def test_without_either_it_is_not_kept_and_that_is_said(said: dict[str, str]):
    assert reach_of(WHOLE | said) == (None, True)


@pytest.mark.parametrize("phone", ["", "   "])
def test_without_a_number_nothing_was_dropped(phone: str):
    assert reach_of(WHOLE | {"phone": phone}) == (None, False)
    assert reach_of({}) == (None, False)
