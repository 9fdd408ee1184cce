"""What a station knows of itself."""

from kiosk.records.feedback import cards
from kiosk.vocabulary.refusals import Refusal
from tests.cast import WANG, Time, by_visit


def test_a_machine_that_was_never_enrolled_says_so(tmp_path, time: Time):
    from tests.cast import machine

    bare = machine(tmp_path / "bare", "station", time)
    page = bare.browser("lobby").get("/")
    assert page.status_code == 503 and "尚未在总部登记" in page.text
    try:
        cards.give(bare.db, by_visit(bare.db, time(), "v"), "1" * 32, WANG, "polite", "")
    except Refusal as refusal:
        assert refusal.code == "not_enrolled"
    bare.db.close()
