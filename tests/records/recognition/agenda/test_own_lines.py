"""The agenda's own lines: written by the manager, once or again."""

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.agenda import own_lines
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, Machine, Time, sync_round
from tests.records.cases.cast import desk, k
from tests.records.recognition.mornings import term


def test_lines_are_written_and_the_last_ones_hold(hall: Machine, office: Machine, time: Time):
    week, month = term(hall), term(hall, "monthly")
    for _ in range(2):
        own_lines.write(hall.db, desk(hall), k(1), week, "春节排班\n\n窗口礼仪")
    time.pass_by(60_000)
    own_lines.write(hall.db, desk(hall), k(2), week, "春节排班")
    sync_round(hall, office)
    for machine in (hall, office):
        found = own_lines.of_term(machine.db, HERE, week)
        assert [one.lines for one in found] == [("春节排班",), ("春节排班", "窗口礼仪")]
        assert own_lines.of_term(machine.db, HERE, week.before) == []
        assert own_lines.of_term(machine.db, HERE, month) == []


def test_only_the_manager_writes_them(hall: Machine):
    for badge, typed, code in ((LI, "排班", "only_manager"), ("0320", "字" * 101, "many_lines")):
        with pytest.raises(Refusal) as refused:
            own_lines.write(hall.db, desk(hall, badge), k(1), term(hall), typed)
        assert refused.value.code == code
    assert hall.db.rows(Ledger.select().where(Ledger.kind == "agenda_set")) == []
