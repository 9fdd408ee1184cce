"""The day that a fact counts for, at the office and at every station of the branch."""

import datetime
from collections.abc import Callable

import pytest

from kiosk.records.exchange import days
from kiosk.records.feedback import cards, thanks
from kiosk.records.hall import pressed
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.verify import verify
from kiosk.records.people import authors, clock_confirmation
from kiosk.records.upkeep import checks
from kiosk.vocabulary import facts
from tests.cast import FORM, HERE, LI, THERE, WANG, ZHAO, Machine, Time, by_visit, plant, sync_round
from tests.records.cases.cast import desk, file
from tests.records.exchange.cast import apart, set_wrong
from tests.sync.cast import alarms, tap

DAY_MS = 86_400_000
TODAY = datetime.date(2026, 11, 21)


def counted_days(machine: Machine, *kinds: str) -> list[datetime.date]:
    rows = ledger.in_order(machine.db.rows(ledger.Ledger.select()))
    return [row.counted_day for row in rows if row.kind in (kinds or ("card",)) and row.counted]


@pytest.fixture
def clock(hall: Machine) -> Time:
    """The hall's own clock, after a reboot without a line."""
    return apart(hall)


@pytest.mark.parametrize("wrong, alarm", [(4, "future_day"), (9_000, "future_day"),
                                          (-500, "old_day"), (-20_000, "old_day")])  # fmt: skip
def test_a_complaint_of_an_impossible_day_counts_on_its_true_day(
    hall: Machine, office: Machine, clock: Time, time: Time, wrong: int, alarm: str
):
    """The clock is set wrong, the cable pulled, the complaint filed, both put right."""
    set_wrong(hall, clock, wrong)
    case = file(hall, badge="").case
    assert case.due is not None
    time.pass_by(DAY_MS)
    clock.pass_by(DAY_MS)
    sync_round(hall, office)
    assert alarms(office) == {alarm}
    assert counted_days(office, "case") == [TODAY] == counted_days(hall, "case")
    assert office.case(case.event_id) == hall.case(case.event_id)
    opened = office.case(case.event_id).opened
    assert opened.day == TODAY and opened.due == case.due + (TODAY - case.day)
    assert verify(office.db) is None and verify(hall.db, hall.keys.fingerprint) is None


def test_of_an_earlier_boot_the_day_of_arrival_is_taken(
    hall: Machine, office: Machine, clock: Time, time: Time
):
    set_wrong(hall, clock, 30)
    tap(hall, 1)
    clock.reboot("hall-boot-2")
    time.pass_by(DAY_MS)
    sync_round(hall, office)
    assert counted_days(office) == counted_days(hall) == [TODAY + datetime.timedelta(1)]


def test_a_card_taken_back_is_taken_back_on_the_same_day(
    hall: Machine, office: Machine, clock: Time
):
    set_wrong(hall, clock, 30)
    now = clock()
    cards.give(hall.db, by_visit(hall.db, now, "v1"), f"{1:032x}", WANG, "polite", "")
    thanks.undo(hall.db, by_visit(hall.db, clock(), "v1"), FORM, f"{1:032x}")
    tap(hall, 2)
    sync_round(hall, office)
    for machine in (hall, office):
        assert counted_days(machine, "card", "voided") == [TODAY] * 3
        assert cards.count(machine.db, ["kind"], first=TODAY, last=TODAY) == {("polite",): 1}


def test_what_is_taken_back_once_its_day_was_corrected_is_taken_back_everywhere(
    hall: Machine, office: Machine, clock: Time
):
    """A round was made within the 30 seconds."""
    set_wrong(hall, clock, 30)
    tap(hall, 1)
    pressed.press(hall.db, desk(hall, LI), f"{2:032x}")
    sync_round(hall, office)
    assert counted_days(hall, "card", "served") == [TODAY] * 2
    thanks.undo(hall.db, by_visit(hall.db, clock(), "v1"), FORM, f"{1:032x}")
    pressed.take_back(hall.db, desk(hall, LI), FORM, f"{2:032x}")
    sync_round(hall, office)
    for machine in (hall, office):
        assert counted_days(machine, "card", "served", "voided") == [TODAY] * 4
        assert cards.count(machine.db, ["kind"]) == {}
        assert [row.withdrawn for row in machine.db.rows(ServedNow.select())] == [1]
        assert checks.check(machine.db, machine.keys, at_office=machine is office) is None
    assert "void_refused" not in alarms(office)


def test_a_second_station_counts_like_the_office_whichever_comes_first(
    hall: Machine, office: Machine, clock: Time, another_hall: Callable[[str, str], Machine]
):
    second = another_hall("second", HERE)
    set_wrong(hall, clock, 30)
    for n in range(3):
        tap(hall, n, LI)
    sync_round(hall, office)
    sync_round(second, office)
    assert counted_days(second) == counted_days(office) == [TODAY] * 3
    days.rebuild(second.db)
    assert counted_days(second) == [TODAY] * 3
    corrected = [one for one in second.db.rows(ledger.Ledger.select()) if one.kind != "card"]
    (fact,) = map(ledger.read, corrected)
    assert isinstance(fact, facts.DaysCorrected) and len(fact.events) == 3


def test_an_office_in_doubt_judges_again_once_it_is_sure(
    hall: Machine, office: Machine, clock: Time, time: Time
):
    """It was off for thirty days, and its clock is believed for seven."""
    times.note_time(office.db, time())
    time.reboot("office-2")
    time.pass_by(30 * DAY_MS)
    clock.pass_by(30 * DAY_MS)
    times.confirm(hall.db, clock.utc, clock())
    tap(hall, 1)
    sync_round(hall, office)
    assert counted_days(office) == counted_days(hall) == [TODAY]
    assert times.believed(hall.db, clock()).utc == clock.utc, "it took no unsure time"
    assert days.judge_again(office.db, time()) == 0
    time.pass_by(3_600_000)
    clock_confirmation.confirm_at_office(office.db, time.utc, time())
    assert days.judge_again(office.db, time()) == 1
    sync_round(hall, office)
    assert counted_days(office) == counted_days(hall) == [TODAY + datetime.timedelta(30)]
    for machine in (hall, office):
        assert checks.check(machine.db, machine.keys, at_office=machine is office) is None
    assert days.judge_again(office.db, time()) == 0


def corrected(office: Machine, branch: str, *event_ids: str) -> None:
    with office.db.writing():
        author = authors.at_office(office.db, branch, "", office.time())
        days.correct(office.db, author, dict.fromkeys(event_ids, TODAY))


def test_each_branch_has_its_own_corrections(office: Machine):
    corrected(office, HERE, "1" * 32)
    corrected(office, THERE, "2" * 32)
    held = [(HERE, "1" * 32), (THERE, "2" * 32)]
    assert days.corrections(office.db, HERE, ["1" * 32, "2" * 32]) == {"1" * 32: TODAY}
    for again in (lambda: None, lambda: days.rebuild(office.db)):
        again()
        rows = office.db.rows(days.Correction.select())
        assert sorted((row.branch, row.event_id) for row in rows) == held


def test_many_corrections_are_several_facts_and_no_id_is_longer_than_a_fact_has(office: Machine):
    names = [f"{n:032x}" for n in range(100)] + ["a" * 128]
    corrected(office, HERE, *names, "a" * 129)
    written = [ledger.read(row) for row in office.db.rows(ledger.Ledger.select())]
    assert [len(fact.events) for fact in written] == [100, 1]
    assert {len(fact.event_id) for fact in written} == {32}
    assert days.corrections(office.db, HERE, [*names, "a" * 129]) == dict.fromkeys(names, TODAY)


def test_a_correction_moves_its_own_branchs_fact_alone(
    hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine]
):
    other, before = another_hall("other", THERE), TODAY - datetime.timedelta(1)
    tap(hall, 1)
    tap(other, 1, ZHAO)
    for machine in (hall, other):
        sync_round(machine, office)
    with office.db.writing():
        author = authors.at_office(office.db, HERE, "", office.time())
        days.correct(office.db, author, {f"{1:032x}": before})
    rows = office.db.rows(ledger.Ledger.select().where(ledger.Ledger.kind == "card"))
    assert {row.branch: row.counted_day for row in rows} == {HERE: before, THERE: TODAY}


def test_what_was_judged_in_doubt_counts_for_the_day_on_which_it_was_written(
    hall: Machine, office: Machine, clock: Time, time: Time
):
    """A hall with a wrong clock sends it two days later, and head office is sure after five."""
    times.note_time(office.db, time())
    time.reboot("office-2")
    for one in (time, clock):
        one.pass_by(30 * DAY_MS)
    set_wrong(hall, clock, 90)
    tap(hall, 1)
    for one in (time, clock):
        one.pass_by(2 * DAY_MS)
    sync_round(hall, office)
    time.pass_by(5 * DAY_MS)
    clock_confirmation.confirm_at_office(office.db, time.utc, time())
    assert days.judge_again(office.db, time()) == 1
    assert counted_days(office) == [TODAY + datetime.timedelta(30)]


@pytest.mark.parametrize("wrong", [30, -500])
def test_a_check_names_each_day_that_is_not_as_head_office_gave_it(
    hall: Machine, office: Machine, clock: Time, wrong: int
):
    set_wrong(hall, clock, wrong)
    tap(hall, 1)
    sync_round(hall, office)

    def differ() -> set[str]:
        return {branch for branch, _ in days.differences(office.db, office.keys)}

    assert differ() == set()
    office.db.run(days.Correction.delete())
    assert differ() == {HERE}
    days.rebuild(office.db)
    assert differ() == set()
    row, card = ledger.Ledger, ledger.Ledger.kind == "card"
    office.db.run(row.update(counted_day=row.day).where(card))
    assert differ() == {HERE}
    office.db.run(days.Correction.delete())
    assert differ() == {HERE}, "as a former program left it"
    assert days.judge_again(office.db, office.time()) == 1 and differ() == set()


def test_a_check_names_a_day_that_head_office_never_corrected(hall: Machine, office: Machine):
    for n in (1, 2):
        tap(hall, n)
    sync_round(hall, office)
    row, first = ledger.Ledger, ledger.Ledger.seq == 1
    office.db.run(row.update(counted_day=TODAY + datetime.timedelta(1)).where(first))
    assert [branch for branch, _ in days.differences(office.db, office.keys)] == [HERE]
    office.db.run(row.update(counted=0).where(first))
    assert list(days.differences(office.db, office.keys)) == [], "only what counts has a day"


def test_what_no_office_wrote_corrects_no_day(hall: Machine, office: Machine):
    tap(hall, 1)
    other = TODAY - datetime.timedelta(9)
    said = facts.DaysCorrected(
        event_id="7" * 32, **by_visit(hall.db, hall.time()).says, counted_for=other,
        events=(f"{1:032x}",),
    )  # fmt: skip
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [facts.encode(said)])
    sync_round(hall, office)
    assert counted_days(office) == [TODAY]
    assert days.corrections(office.db, HERE, [f"{1:032x}"]) == {}
