"""What a hall is asked, and what its publisher must check."""

import datetime

import pytest

from kiosk.records.learning import banks
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication, Questions
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, Machine, Time
from tests.records.learning.cast import DAY, bank, fee, on_fee, publish, question


def names(machine: Machine, day: datetime.date) -> list[str]:
    return [one.name for one in banks.current(machine.db, day)]


def test_a_question_is_asked_until_the_fee_that_it_rests_on_changes(hall: Machine, office: Machine):
    today = hall.today()
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20")), question("2")))
    assert names(hall, today) == ["gas/1", "gas/2"]
    publish(office, hall, "card", fee("25"), today + DAY)
    assert names(hall, today) == ["gas/1", "gas/2"], "not before its day"
    assert names(hall, today + DAY) == ["gas/2"]
    assert banks.to_check(office.db, today) == []
    (found,) = banks.to_check(office.db, today + DAY)
    assert found.bank == "gas" and found.question.code == "1" and found.now is not None
    assert found.question.basis == on_fee("20") and found.now.in_force == today + DAY


def test_a_correction_of_the_same_day_counts_as_a_newer_version(hall: Machine, office: Machine):
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20"))))
    publish(office, hall, "card", fee("25"))
    assert names(hall, hall.today()) == [] and len(banks.to_check(office.db, hall.today())) == 1
    publish(office, hall, "card", fee("20"), hall.today())
    assert names(hall, hall.today()) == ["gas/1"], "the old text again"


def test_a_halls_own_fee_is_another_version(hall: Machine, office: Machine):
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20"))))
    publish(office, hall, f"card@branch.{HERE}", fee("10"))
    assert names(hall, hall.today()) == []
    assert banks.to_check(office.db, hall.today()) == [], "right for all other halls"
    publish(office, hall, f"gas@branch.{HERE}", bank(question("1", on_fee("10"))))
    assert names(hall, hall.today()) == ["gas/1"] and not banks.to_check(office.db, hall.today())


def test_what_has_ended_is_to_be_checked_and_an_ended_bank_asks_nothing(
    hall: Machine, office: Machine
):
    day = hall.today()
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20")), question("2")))
    end(office, "fees", "card", day)
    (found,) = banks.to_check(office.db, day)
    assert found.now is None
    with pytest.raises(Refusal, match="question_checked"):
        banks.confirmed(office.db, "gas", "1", "", day)
    end(office, "questions", "gas", day)
    assert banks.to_check(office.db, day) == []


def end(office: Machine, kind: str, key: str, day: datetime.date) -> None:
    item = Publication(key, Ended(), day, kind)
    documents.publish(office.db, [item], "t", office.time.utc)


def test_confirming_moves_a_question_to_the_version_in_force(hall: Machine, office: Machine):
    day = hall.today()
    publish(office, hall, "card", fee("20"))
    publish(office, hall, "gas", bank(question("1", on_fee("20")), question("2")))
    publish(office, hall, "card", fee("25"), day)
    (found,) = banks.to_check(office.db, day)
    assert found.now is not None
    for wrong in (("gas", "1", "0" * 64), ("gas", "2", found.now.sha256), ("no", "1", "")):
        with pytest.raises(Refusal, match="question_checked"):
            banks.confirmed(office.db, *wrong, day)
    item = banks.confirmed(office.db, "gas", "1", found.now.sha256, day)
    assert isinstance(item.content, Questions) and item.content.questions[1] == question("2")
    publish(office, hall, item.key, item.content, item.in_force)
    assert banks.to_check(office.db, day) == [] and names(hall, day) == ["gas/1", "gas/2"]


def test_the_question_of_a_day_is_kept_when_a_later_one_is_published(
    hall: Machine, office: Machine, time: Time
):
    publish(office, hall, "gas", bank(*(question(f"{n}") for n in range(5))), hall.today())
    day = hall.today()
    before = [banks.of_day(hall.db, HERE, day + n * DAY) for n in range(5)]
    assert len({one.name for one in before if one}) == 5
    publish(office, hall, "more", bank(question("1")), day + 3 * DAY)
    after = [banks.of_day(hall.db, HERE, day + n * DAY) for n in range(6)]
    assert after[:3] == before[:3]
    assert {one.name for one in after if one} == {*(f"gas/{n}" for n in range(5)), "more/1"}


def test_a_question_is_remembered_as_it_was(hall: Machine, office: Machine):
    publish(office, hall, "gas", bank(question("1")))
    (one,) = banks.current(hall.db, hall.today())
    publish(office, hall, "gas", bank(question("2")), hall.today())
    assert banks.remembered(hall.db, one.name, one.version) == one.question
    assert banks.remembered(hall.db, "gas/9", one.version) is None
    assert banks.remembered(hall.db, one.name, "0" * 64) is None


def test_a_hall_without_banks_has_no_question(hall: Machine):
    assert banks.of_day(hall.db, HERE, hall.today()) is None
