"""By which date an answer is promised."""

from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Deadline, Ended, Publication, Workday
from tests.cast import Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS, D, file, look


def test_the_policy_of_the_day_it_was_opened_judges_a_case(hall: Machine, office: Machine, time):
    seven = Deadline(days=7, working=False)
    wanted = [Publication("complaint", seven, D(2026, 11, 22)),
              Publication("2026-11-23", Workday(working=False), D(2026, 11, 1))]  # fmt: skip
    documents.publish(office.db, wanted, "t", 1)
    sync_round(hall, office)
    before = file(hall, 1)
    assert (before.case.due, before.case.policy) == (D(2026, 11, 25), 0)  # the 23rd is off
    time.pass_by(DAY_MS)
    after = file(hall, 2)
    assert (after.case.due, after.case.policy) == (D(2026, 11, 29), 1)
    assert look(hall, before).due == D(2026, 11, 25)


def test_an_unknown_calendar_is_said_so(hall: Machine, time: Time):
    time.pass_by(365 * 5 * DAY_MS)
    assert file(hall).case.due_sure is False


def test_days_off_hold_from_their_publishing_whatever_day_their_row_names(
    hall: Machine, office: Machine
):
    off = Publication("2026-11-23", Workday(working=False), D(2026, 11, 23))
    documents.publish(office.db, [off], "t", 1)
    sync_round(hall, office)
    assert file(hall).case.due == D(2026, 11, 25)
    documents.publish(office.db, [Publication("2026-11-23", Ended(), D(2026, 11, 23), "workday")],
                      "t", 1)  # fmt: skip
    sync_round(hall, office)
    assert file(hall, 2).case.due == D(2026, 11, 24)


def test_a_day_off_whose_key_is_no_day_moves_none(hall: Machine, office: Machine):
    odd = [
        Publication(key, Workday(working=True), D(2026, 11, 1)) for key in ("soon", "9" * 30, "")
    ]
    documents.publish(office.db, odd, "t", 1)
    sync_round(hall, office)
    assert file(hall).case.due == D(2026, 11, 24)
