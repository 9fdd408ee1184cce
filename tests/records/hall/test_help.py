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
        assert [(c.clerk, c.came) for c in help.calls(hall.db, hall.today(), time().utc)] == [
            ("", 0)
        ]
        time.pass_by(40_000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        time.pass_by(5_000)
        help.came(hall.db, authors.at_desk(hall.db, WANG, time()), FORM, KEY)
        call = help.calls(hall.db, hall.today(), time().utc)[0]
        assert (call.clerk, call.came - call.at) == (LI, 40_000)
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
        seen = help.calls(hall.db, hall.today(), time().utc)
        assert len(seen) == 13 and (seen[0].event_id, seen[0].here) == (KEY, True)
        assert all(call.at < FAR for call in seen[:7]), "those ahead come last"
        assert all(call.at >= FAR and not call.here for call in seen[7:])

    def test_a_call_that_was_answered_comes_after_all_that_wait(self, hall: Machine, time: Time):
        for number in (1, 2, 3):
            help.ring(hall.db, by_visit(hall.db, time(), "v1"), f"{number:032x}")
            time.pass_by(1000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, f"{3:032x}")
        seen = help.calls(hall.db, hall.today(), time().utc)
        assert [int(call.event_id, 16) for call in seen] == [2, 1, 3]
