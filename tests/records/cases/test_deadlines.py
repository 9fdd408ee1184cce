"""By which date an answer is promised."""

from kiosk.records.cases import deadlines, state
from kiosk.records.cases.state import CaseNow
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Deadline, Ended, Publication, Workday
from tests.cast import Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS, D, cases_like, file, look


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
        Publication(key, Workday(working=True), D(2026, 11, 1))
        for key in ("soon", "9" * 30, "", "20301")
    ]
    documents.publish(office.db, odd, "t", 1)
    sync_round(hall, office)
    assert file(hall).case.due == D(2026, 11, 24)
    assert deadlines.calendar(hall.db).complete == frozenset()


def test_a_year_is_complete_once_the_office_says_so_and_no_longer_than_that(
    hall: Machine, office: Machine
):
    for complete, known in ((True, {2031}), (False, set[int]())):
        said = [Publication("2031", Workday(working=complete), D(2026, 11, 1))]
        documents.publish(office.db, said, "t", 1)
        assert deadlines.calendar(office.db).complete == known


def test_a_deadline_that_has_ended_gives_way_to_the_general_one(office: Machine):
    seven = Deadline(days=7, working=False)
    wanted = [
        Publication("general", Deadline(days=3), D(2026, 11, 1)),
        Publication("complaint", seven, D(2026, 11, 1)),
        Publication("complaint", Ended(), D(2026, 11, 9), "deadline"),
    ]
    documents.publish(office.db, wanted, "t", 1)
    before, after = (
        deadlines.in_force(office.db, "complaint", day) for day in (D(2026, 11, 8), D(2026, 11, 9))
    )
    assert (before, after) == ((seven, 1), (Deadline(days=3), 1))
    assert deadlines.in_force(office.db, "special", D(2026, 11, 9)) == (Deadline(days=5), 0)


def test_what_was_answered_late_or_not_at_all_is_not_on_time(hall: Machine):
    file(hall)
    cases_like(hall, {"late": {"on_time": 0}, "open": {}, "kept": {"on_time": 1}})
    found = hall.db.rows(CaseNow.select(CaseNow.case_id).where(state.NOT_ON_TIME))
    assert {row.case_id for row in found} == {"late", "open"}
