"""Five equal grades, and what is said afterwards."""

import pytest

from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import ledger
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import GRADES
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, WANG, Machine, by_visit, sync_round
from tests.records.feedback.cast import rate, remark


@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_is_one_call_and_counts(hall: Machine, office: Machine, grade: str):
    assert rate(hall, 1, grade).undo_ms == 30_000
    assert ratings.count(hall.db, HERE, WANG) == {grade: 1}
    sync_round(hall, office)
    assert ratings.count(office.db, HERE, WANG) == {grade: 1}


def test_a_rating_is_no_card_and_a_card_no_rating(hall: Machine):
    rate(hall, 1, "5")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), "f" * 32, WANG, "polite", "")
    assert cards.count(hall.db, ["kind"]) == {("polite",): 1}
    assert ratings.count(hall.db, HERE, WANG) == {"5": 1}


def test_satisfied_is_the_share_of_three_and_better(hall: Machine):
    assert ratings.satisfied({}) is None
    for n, grade in enumerate(GRADES):
        rate(hall, n + 1, grade)
    found = ratings.satisfied(ratings.count(hall.db, HERE, WANG))
    assert found is not None and found.share == 0.6


@pytest.mark.parametrize(
    ("grade", "code"), [("0", "unknown_grade"), ("6", "unknown_grade"), ("", "unknown_grade")]
)
def test_a_forged_grade_is_refused(hall: Machine, grade: str, code: str):
    with pytest.raises(Refusal, match=code):
        rate(hall, 1, grade)


def test_a_remark_is_added_once_by_the_same_visit(hall: Machine):
    rate(hall, 1, "2")
    remark(hall, 1, reasons=["waited", "unclear", "waited"], service="3-card", comment=" 等了很久 ")
    remark(hall, 1, comment="again")
    rows = hall.db.rows(ledger.Ledger.select().where(ledger.Ledger.kind == "remark"))
    said = [facts.decode(bytes(row.body)) for row in rows]
    assert len(said) == 1 and isinstance(said[0], facts.Remarked)
    assert (said[0].reasons, said[0].service, said[0].comment) == (
        ("waited", "unclear"), "3-card", "等了很久",
    )  # fmt: skip
    assert ratings.remarked(hall.db, f"{1:032x}")


def test_an_empty_remark_is_no_fact(hall: Machine):
    rate(hall, 1, "2")
    remark(hall, 1)
    assert ledger.chains(hall.db, HERE)[0].seq == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reasons": ["rude"]}, "unknown_reason"),
        ({"service": "rocket"}, "unknown_service"),
        ({"comment": "x" * 501}, "long_comment"),
        ({"comment": "\x00"}, "odd_comment"),
        ({"visit": "v2", "comment": "x"}, "undo_foreign"),
        ({"visit": "", "comment": "x"}, "undo_foreign"),
    ],
)
def test_a_remark_that_cannot_be_is_refused(hall: Machine, said: dict[str, object], code: str):
    rate(hall, 1, "2")
    with pytest.raises(Refusal, match=code):
        remark(hall, 1, **said)  # type: ignore[arg-type]
