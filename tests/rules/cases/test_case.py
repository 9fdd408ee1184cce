"""Who must act next on a case, and by when."""

import pytest

from kiosk.rules.cases import folding
from tests.rules.cases.cast import WANG, at, by, days, opened


def test_a_call_that_was_promised_comes_first():
    case = folding.begin(opened(contact_due=days(1)))
    assert case.must_by == days(1)
    called = folding.take(case, by("case_contacted", "manager", 1)[0], False)
    assert called.must_by == days(4)


@pytest.mark.parametrize("about_manager, must", [(False, "manager"), (True, "office")])
def test_what_is_about_the_manager_is_for_the_office_to_take_on(about_manager: bool, must: str):
    case = folding.begin(opened(about_manager=about_manager))
    assert (case.must, case.must_badge) == (must, "")


def test_who_has_the_work_is_named_while_it_is_theirs():
    assert (at("accepted").must, at("accepted").must_badge) == ("worker", WANG)
    assert (at("replied").must, at("replied").must_badge) == ("manager", "")
    assert (at("closed").must, at("closed").must_by) == ("nobody", None)


def test_a_number_that_is_gone_is_called_by_nobody():
    case = folding.begin(opened(contact_due=days(1)))
    erased = folding.take(case, by("contact_erased", "customer", 1)[0], False)
    assert erased.must_by == days(4)
