"""Who rang, and who came."""

from collections.abc import Callable

import pytest

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.hall import help
from kiosk.records.ledger import ledger
from kiosk.records.people import authors
from kiosk.rules.cases import receipts
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_visit, plant, sync_round

KEY = "a" * 32


class TestHelp:
    def test_who_came_and_when_are_facts(self, hall: Machine, time: Time, office: Machine):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        (call,) = help.calls(hall.db, hall.today(), time())
        assert (call.taken, call.came) == (None, None)
        time.pass_by(40_000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        time.pass_by(5_000)
        help.came(hall.db, authors.at_desk(hall.db, WANG, time()), FORM, KEY)
        (call,) = help.calls(hall.db, hall.today(), time())
        assert call.came == help.Answer(LI, call.at + 40_000, 40_000)
        sync_round(hall, office)
        kinds = [row.kind for row in office.db.rows(ledger.Ledger.select())]
        assert kinds == ["help", "help_came"]

    def test_nobody_comes_to_what_is_no_call(self, hall: Machine, time: Time):
        filed = Filed("complaint", ["waiting"])
        filing.open_case(hall.db, by_visit(hall.db, time(), "v1"), hall.keys, KEY, filed, None)
        for event_id in ("b" * 32, receipts.event_id(KEY)):
            with pytest.raises(Refusal, match="unknown_call"):
                help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, event_id)
        help.ring(hall.db, by_visit(hall.db, time(), "v"), "c" * 32)
        with pytest.raises(Refusal, match="unknown_clerk"):
            help.came(hall.db, authors.at_desk(hall.db, "9999", time()), FORM, "c" * 32)


class TestOnTheWay:
    def test_the_first_clerk_who_takes_a_call_counts(self, hall: Machine, time: Time):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        time.pass_by(15_000)
        help.taken(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        help.taken(hall.db, authors.at_desk(hall.db, WANG, time()), "e" * 32, KEY)
        (call,) = help.calls(hall.db, hall.today(), time())
        assert call.taken == help.Answer(LI, call.at + 15_000, 15_000) and call.came is None
        assert count(hall, "help_taken") == 1
        help.came(hall.db, authors.at_desk(hall.db, WANG, time()), "d" * 32, KEY)
        (call,) = help.calls(hall.db, hall.today(), time())
        assert call.taken and call.came and (call.taken.clerk, call.came.clerk) == (LI, WANG)

    def test_a_clerk_who_is_there_need_not_have_set_out(self, hall: Machine, time: Time):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        help.taken(hall.db, authors.at_desk(hall.db, WANG, time()), "e" * 32, KEY)
        assert count(hall, "help_taken") == 0, "no one sets out to a customer who has help"

    def test_only_a_call_can_be_taken(self, hall: Machine, time: Time):
        with pytest.raises(Refusal, match="unknown_call"):
            help.taken(hall.db, authors.at_desk(hall.db, LI, time()), FORM, "b" * 32)

    def test_a_call_is_late_after_a_minute_whatever_the_wall_clock_says(
        self, hall: Machine, time: Time
    ):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        time.step(-240_000)
        assert not help.calls(hall.db, hall.today(), time())[0].late
        time.pass_by(59_999)
        assert not help.calls(hall.db, hall.today(), time())[0].late
        time.pass_by(1)
        (call,) = help.waiting(hall.db, hall.today(), time())
        assert call.late and call.waited == 60_000


class TestACaseOfACall:
    def test_one_call_is_one_case_with_one_receipt(
        self, hall: Machine, office: Machine, time: Time
    ):
        visit = by_visit(hall.db, time(), "v1")
        help.ring(hall.db, visit, KEY)
        first = help.file_case(hall.db, visit, hall.keys, FORM, KEY)
        again = help.file_case(hall.db, visit, hall.keys, "e" * 32, KEY)
        assert first == again and help.is_filed(hall.db, HERE, KEY)
        case = first.case
        assert (case.mark, case.origin, case.about, case.entry) == ("help", "help", KEY, "screen")
        assert case.due and count(hall, "case") == 1
        found = filing.look_up(hall.db, visit, hall.keys, first.code)
        assert found.case.opened == case
        sync_round(hall, office)
        assert office.case(case.event_id).opened == case

    def test_another_visit_gets_no_receipt_for_it(self, hall: Machine, time: Time):
        visit = by_visit(hall.db, time(), "v1")
        help.ring(hall.db, visit, KEY)
        help.file_case(hall.db, visit, hall.keys, FORM, KEY)
        for other in ("v2", ""):
            with pytest.raises(Refusal, match="unknown_call"):
                help.file_case(hall.db, by_visit(hall.db, time(), other), hall.keys, "e" * 32, KEY)

    def test_what_is_no_call_is_no_case(self, hall: Machine, time: Time):
        visit = by_visit(hall.db, time(), "v1")
        with pytest.raises(Refusal, match="unknown_call"):
            help.file_case(hall.db, visit, hall.keys, FORM, "b" * 32)
        assert count(hall, "case") == 0


class TestAVisit:
    def test_each_visit_sees_its_own_newest_call(self, hall: Machine, time: Time):
        for visit, key in (("v1", "1" * 32), ("v1", "2" * 32), ("v2", "3" * 32)):
            help.ring(hall.db, by_visit(hall.db, time(), visit), key)
            time.pass_by(1_000)
        own = {
            visit: call and call.event_id[0]
            for visit in ("v1", "v2", "v3", "")
            if (call := help.of_visit(hall.db, by_visit(hall.db, time(), visit))) or True
        }
        assert own == {"v1": "2", "v2": "3", "v3": None, "": None}

    def test_a_call_outlives_its_visit_until_the_day_ends(self, hall: Machine, time: Time):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        time.pass_by(6 * 3_600_000)
        assert len(help.waiting(hall.db, hall.today(), time())) == 1
        time.pass_by(6 * 3_600_000)
        assert help.waiting(hall.db, hall.today(), time()) == []


def count(machine: Machine, kind: str) -> int:
    return len(machine.db.rows(ledger.Ledger.select().where(ledger.Ledger.kind == kind)))


FAR = 253_402_000_000_000  # 9999-12-28 in UTC ms


def made_up(station: Machine, number: int, at: int) -> None:
    """Calls that claim to be made at that moment."""
    author = by_visit(station.db, station.time(), "v")
    calls = [
        facts.HelpCalled(event_id=station.new_id(), **author.says | {"at": at + n})
        for n in range(number)
    ]
    plant(station.db, author.chain, [facts.encode(call) for call in calls])


class TestAFlood:
    def test_calls_from_another_station_come_after_those_of_this_hall(
        self, hall: Machine, office: Machine, another_hall: Callable[[str, str], Machine],
        time: Time,
    ):  # fmt: skip
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        other = another_hall("other", HERE)
        time.pass_by(1000)
        made_up(other, 6, FAR)
        made_up(other, 6, time().utc - 6)
        sync_round(other, office)
        sync_round(hall, office)
        seen = help.calls(hall.db, hall.today(), time())
        assert len(seen) == 13 and (seen[0].event_id, seen[0].here) == (KEY, True)
        assert all(call.at < FAR for call in seen[:7]), "those ahead come last"
        assert all(call.at >= FAR and not call.here for call in seen[7:])

    def test_a_call_that_was_answered_comes_after_all_that_wait(self, hall: Machine, time: Time):
        for number in (1, 2, 3):
            help.ring(hall.db, by_visit(hall.db, time(), "v1"), f"{number:032x}")
            time.pass_by(1000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, f"{3:032x}")
        seen = help.calls(hall.db, hall.today(), time())
        assert [int(call.event_id, 16) for call in seen] == [2, 1, 3]
