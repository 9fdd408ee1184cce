"""The morning meeting: recorded by the manager, once or again; read by those it is about."""

import datetime

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition import meetings
from kiosk.records.recognition.meetings import MeetingNow
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, THERE, WANG, ZHAO, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.recognition.mornings import meet

DAY = datetime.timedelta(1)


def month(machine: Machine) -> tuple[datetime.date, datetime.date]:
    return machine.today().replace(day=1), machine.today()


def test_the_manager_records_who_was_there_and_the_same_form_twice_is_one_record(hall: Machine):
    for _ in range(2):
        meet(hall, note="昨天等得太久，今天多开一个窗口")
    ((day, (row,)),) = meetings.of_days(hall.db, HERE, *month(hall)).items()
    assert (day, row.badges, row.by) == (hall.today(), [LI, MANAGER], MANAGER)
    assert row.note.startswith("昨天等得太久")
    assert len(hall.db.rows(Ledger.select().where(Ledger.kind == "meeting_held"))) == 1


def test_a_correction_holds_and_both_are_read(hall: Machine, time: Time):
    meet(hall)
    time.pass_by(60_000)
    meet(hall, 2, (LI, MANAGER, WANG), "王芳也在")
    ((last, first),) = meetings.of_days(hall.db, HERE, *month(hall)).values()
    assert (last.note, first.note) == ("王芳也在", "")
    assert meetings.attended(hall.db, HERE, WANG, *month(hall)) == (1, 1)
    assert meetings.attended(hall.db, HERE, LI, *month(hall)) == (1, 1)


def test_a_clerk_was_at_some_of_the_meetings(hall: Machine):
    meet(hall)
    meet(hall, 2, (WANG,), held_on=hall.today() - DAY)
    assert meetings.attended(hall.db, HERE, WANG, *month(hall)) == (1, 2)
    assert meetings.attended(hall.db, HERE, WANG, hall.today(), hall.today()) == (0, 1)


@pytest.mark.parametrize(
    ("badge", "days", "present", "note", "code"),
    [
        (LI, 0, (LI,), "", "only_manager"),
        (MANAGER, 1, (LI,), "", "day_ahead"),
        (MANAGER, -32, (LI,), "", "meeting_long_ago"),
        (MANAGER, 0, (), "", "no_one_present"),
        (MANAGER, 0, (LI, "9999"), "", "unknown_clerk"),
        (MANAGER, 0, (ZHAO,), "", "unknown_clerk"),
        (MANAGER, 0, (LI,), "字" * 501, "long_comment"),
        (MANAGER, 0, (LI,), "a\x00", "odd_comment"),
    ],
)
def test_what_is_refused_writes_nothing(
    hall: Machine, badge: str, days: int, present: tuple[str, ...], note: str, code: str
):
    of = desk(hall, badge)
    with pytest.raises(Refusal) as refused:
        meetings.record(hall.db, of, k(7_000), of.day + days * DAY, present, note)
    assert refused.value.code == code
    assert hall.db.rows(MeetingNow.select()) == []


def test_the_longest_record_fits_a_fact(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    """The badges are bounded together with the note."""
    assert (
        meetings.PRESENT_BYTES + 4 * max(meetings.NOTE_LIMITS.values()) < facts.BODY_LIMIT - 1_000
    )
    monkeypatch.setattr(meetings, "PRESENT_BYTES", 8)
    with pytest.raises(Refusal, match="bad_request"):
        meet(hall)


def test_head_office_counts_the_days_of_each_hall(hall: Machine, office: Machine):
    meet(hall)
    meet(hall, 2, note="改")
    meet(hall, 3, held_on=hall.today() - DAY)
    sync_round(hall, office)
    (found,) = meetings.by_branch(office.db, *month(hall))
    assert found == (HERE, 2, 0, 0, hall.today())
    assert meetings.by_branch(office.db, hall.today() + DAY, hall.today() + DAY) == []
    assert meetings.of_days(office.db, THERE, *month(hall)) == {}


def test_rows_are_the_same_at_station_and_office_and_when_rebuilt(hall: Machine, office: Machine):
    meet(hall)
    meet(hall, 2, note="改")
    sync_round(hall, office)

    def rows(machine: Machine) -> list[dict[str, object]]:
        query = MeetingNow.select().order_by(MeetingNow.event_id)
        return [row.__data__ for row in machine.db.rows(query)]

    before = rows(hall)
    assert len(before) == 2 and rows(office) == before
    for machine in (hall, office):
        with machine.db.writing():
            meetings.rebuild(machine.db)
        assert rows(machine) == before
        assert list(meetings.differences(machine.db, machine.keys)) == []
    hall.db.run(MeetingNow.update(present=WANG).where(MeetingNow.note == ""))
    ((branch, said),) = meetings.differences(hall.db, hall.keys)
    assert branch == HERE and said.endswith(": present") and said.startswith("meeting ")


def test_a_record_in_which_no_one_is_named_has_no_one_present():
    """As a tampered station could write it."""
    assert MeetingNow(present="").badges == [] and MeetingNow(present="1,2").badges == ["1", "2"]
