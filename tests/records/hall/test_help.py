"""Who rang, and who came."""

import pytest

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.hall import help
from kiosk.records.ledger import ledger
from kiosk.records.people import authors
from kiosk.rules.cases import receipts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, LI, WANG, Machine, Time, by_visit, sync_round

KEY = "a" * 32


class TestHelp:
    def test_who_came_and_when_are_facts(self, hall: Machine, time: Time, office: Machine):
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        help.ring(hall.db, by_visit(hall.db, time(), "v1"), KEY)
        assert [(c.clerk, c.came) for c in help.calls(hall.db, hall.today())] == [("", 0)]
        time.pass_by(40_000)
        help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, KEY)
        time.pass_by(5_000)
        help.came(hall.db, authors.at_desk(hall.db, WANG, time()), FORM, KEY)
        call = help.calls(hall.db, hall.today())[0]
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
