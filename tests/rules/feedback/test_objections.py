"""Who can object to which rating, and who rules on it."""

import pytest

from kiosk.rules.feedback import objections

WANG, LI = "0317", "0318"


@pytest.mark.parametrize(
    ("by", "clerk", "low", "ruler", "code"),
    [
        (WANG, WANG, True, True, ""),
        (LI, WANG, True, True, "not_about"),
        ("", WANG, True, True, "not_about"),
        (WANG, WANG, False, True, "only_low_grades"),
        (WANG, WANG, True, False, "conflict_of_interest"),
        (LI, WANG, False, False, "not_about"),
    ],
)
def test_only_the_clerk_who_was_rated_objects_and_another_rules(
    by: str, clerk: str, low: bool, ruler: bool, code: str
):
    assert objections.refused(by, clerk, low, ruler=ruler) == code


@pytest.mark.parametrize(
    ("office", "disputed", "code"),
    [(True, True, ""), (True, False, "no_objection"), (False, True, "not_office"),
     (False, False, "not_office")],
)  # fmt: skip
def test_only_head_office_rules_and_only_on_an_objection(office: bool, disputed: bool, code: str):
    assert objections.ruling_refused(office, disputed) == code


def test_a_rating_has_one_objection_and_one_ruling():
    ids = {objections.objection_id("a"), objections.ruling_id("a"), objections.objection_id("b")}
    assert len(ids) == 3 and all(len(one) == 64 for one in ids)
    assert objections.objection_id("a") == objections.objection_id("a")
