"""Each rating, each card with words, each letter has one row, as its facts give it."""

from typing import Any

from kiosk.records.feedback import cards, ratings, registers, state, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, MANAGER, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k


def visitor(hall: Machine) -> Author:
    return by_visit(hall.db, hall.time(), "visit")


def listed(machine: Machine) -> list[dict[str, Any]]:
    query = FeedbackNow.select().order_by(FeedbackNow.event_id)
    return [row.__data__ for row in machine.db.rows(query)]


def complain(hall: Machine) -> None:
    ratings.rate(hall.db, visitor(hall), k(1), WANG, "1")
    ratings.remark(hall.db, visitor(hall), k(2), k(1), ["fee", "unclear"], "", "没有开收据")


def handle(hall: Machine, number: int, outcome: str) -> None:
    of = desk(hall, MANAGER)
    with writing(hall.db, of, k(number)) as entry:
        entry.write(
            facts.FeedbackHandled, subject=k(1), mark=outcome, role=of.role, by=of.by, note=""
        )
        state.refresh(hall.db, HERE, [k(1)])


def test_a_low_grade_carries_its_reasons_and_words_and_waits_for_a_person(hall: Machine):
    complain(hall)
    (row,) = listed(hall)
    assert (row["mark"], row["low"], row["waits"]) == ("1", 1, 1)
    assert (row["reasons"], row["words"], row["clerk"]) == ("fee,unclear", "没有开收据", WANG)


def test_a_good_grade_without_words_waits_for_no_one_and_with_words_does(hall: Machine):
    ratings.rate(hall.db, visitor(hall), k(1), WANG, "5")
    assert [row["waits"] for row in listed(hall)] == [0]
    ratings.remark(hall.db, visitor(hall), k(2), k(1), [], "", "很好")
    assert [row["waits"] for row in listed(hall)] == [1]


def test_cards_are_listed_if_they_have_words_and_letters_always(hall: Machine):
    cards.give(hall.db, visitor(hall), k(1), LI, "polite", "")
    cards.give(hall.db, visitor(hall), k(2), LI, "polite", "谢谢")
    of = desk(hall, MANAGER)
    registers.enter_praise(hall.db, of, k(3), "banner", LI, "雨夜抢修", of.day)
    assert [(row["kind"], row["waits"]) for row in listed(hall)] == [
        ("card", 1), ("praise_entered", 0),
    ]  # fmt: skip


def test_what_was_taken_back_stays_in_the_list_and_still_waits(hall: Machine):
    complain(hall)
    thanks.undo(hall.db, visitor(hall), k(3), k(1))
    (row,) = listed(hall)
    assert (row["withdrawn"], row["waits"], row["words"]) == (1, 1, "没有开收据")


def test_what_was_done_is_kept_and_the_last_is_shown(hall: Machine):
    complain(hall)
    handle(hall, 4, "noted")
    hall.time.pass_by(1000)
    handle(hall, 5, "talked")
    (row,) = listed(hall)
    assert (row["waits"], row["handled"], row["handled_by"]) == (0, "talked", MANAGER)
    done = state.handlings(hall.db, HERE, [k(1)])[k(1)]
    assert [one.mark for one in done] == ["noted", "talked"]


def test_the_office_has_the_same_rows(hall: Machine, office: Machine):
    complain(hall)
    sync_round(hall, office)
    handle(hall, 4, "improved")
    thanks.undo(hall.db, visitor(hall), k(3), k(1))
    sync_round(hall, office)
    assert listed(hall) == listed(office) != []
    for machine in (hall, office):
        assert checks.check(machine.db, machine.keys, at_office=machine is office) is None


def test_a_row_that_was_altered_or_planted_is_named_by_verify(hall: Machine):
    complain(hall)
    hall.db.run(FeedbackNow.update(words="很满意"))
    found = checks.check(hall.db, hall.keys, at_office=False)
    assert found is not None and found.says == f"feedback {k(1)}: words"
    state.refresh(hall.db, HERE, [k(1)])
    hall.db.run(FeedbackNow.update(event_id=k(99)))
    found = checks.check(hall.db, hall.keys, at_office=False)
    assert found is not None and k(1) in found.says
