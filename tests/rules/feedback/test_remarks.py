"""A rating has one remark at most."""

from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.ledger.undo import void_id


def test_a_rating_has_one_remark_whose_id_is_no_other_facts():
    assert remark_id("a") == remark_id("a") != remark_id("b")
    assert len({remark_id("a"), void_id("a"), "a"}) == 3
