"""Rows that are kept beside the ledger are those that its facts give."""

from kiosk.records.cases import steps
from kiosk.records.exchange import projections
from tests.cast import LI, Machine, sync_round
from tests.records.cases.cast import accepted, desk, file, k, rows


def test_the_rows_are_those_that_the_facts_give(hall: Machine, office: Machine):
    first, second = file(hall, 1, reach=True), file(hall, 2, kind="praise", badge=LI)
    case_id = accepted(hall, first)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "office", "")
    accepted(hall, second, 300)
    sync_round(hall, office)
    for machine in (hall, office):
        kept = rows(machine)
        projections.rebuild(machine.db)
        assert rows(machine) == kept and len(kept) == 2
