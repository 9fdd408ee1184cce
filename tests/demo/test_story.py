"""The cases of the demo's halls: every kind in every state, each step taken by who may."""

import datetime
from collections import Counter

from kiosk.demo import story
from kiosk.demo.month import EARLIER, EARLIER_WEEKS
from kiosk.records.cases import contact_sealing, contact_store, filing, lists, seal_keys, state
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import registers
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.cases.moves import MOVES
from kiosk.vocabulary import facts
from tests.cast import HERE
from tests.demo.conftest import BRANCHES, PASSPHRASE, Company


def cases(company: Company, branch: str | None = None) -> list[CaseNow]:
    rows: list[CaseNow] = company.office.db.rows(CaseNow.select())
    return [row for row in rows if branch in (None, row.branch)]


def test_there_are_cases_of_every_kind_in_every_state(company: Company):
    rows = cases(company)
    assert len(rows) == len(story.table()) >= 60
    assert {row.kind for row in rows} == {*facts.CASE_KINDS, "help"}
    assert {row.state for row in rows} == {move.state for move in MOVES}
    for branch in BRANCHES:
        assert len(cases(company, branch)) >= 3
    here = Counter(row.state for row in cases(company, HERE))
    assert len(here) == 5 and here["opened"] >= 4, "the desk of the running hall shows them all"
    assert any(row.reopened for row in rows) and any(row.special for row in rows)
    assert {row.entry for row in rows} == {"screen", "paper"}
    assert len({row.words for row in rows}) == len(rows)


def test_every_kind_of_step_was_taken_and_none_was_refused(company: Company):
    taken = set()
    for row in cases(company):
        for entry in state.find(company.office.db, row.branch, row.case_id).trail:
            assert not entry.too_late, (row.words, entry.step)
            taken.add(type(entry.step))
    assert taken == {
        facts.CaseAccepted, facts.CaseContacted, facts.CaseReplied, facts.CaseExtended,
        facts.CaseClosed, facts.CaseFollowedUp, facts.CaseReopened, facts.CaseDisputed,
        facts.CaseRuled, facts.ErasureAsked,
    }  # fmt: skip


def test_a_smell_of_gas_waits_and_so_does_a_complaint_about_the_manager(company: Company):
    waiting = [row for row in cases(company, HERE) if row.state == "opened"]
    (gas,) = [row for row in waiting if row.urgent]
    assert "燃气味" in gas.words and gas.day == company.office.today()
    assert gas.contact != "", "the customer left a number"
    (about,) = [row for row in waiting if row.must == "office"]
    assert about.about == company.hall(HERE).manager


def test_due_days_are_those_of_the_rules_and_some_are_late(company: Company):
    today = company.office.today()
    late = lists.listed(company.office.db, late=today)
    assert 3 <= late.number <= 15
    assert lists.listed(company.stations[HERE].db, late=today).number >= 1
    for row in cases(company):
        opened = state.find(company.office.db, row.branch, row.case_id).opened
        assert opened.due is not None and opened.due > opened.day
        assert (opened.due - opened.day) <= datetime.timedelta(14)


def test_no_fact_of_the_demo_lies_ahead_or_before_its_month(company: Company):
    for row in company.office.db.rows(Ledger.select()):
        fact = facts.decode(bytes(row.body))
        assert fact.at <= company.office.time().utc
        assert fact.clock.mono >= 0
        back = 31 + 7 * (EARLIER_WEEKS + 1) if row.branch in EARLIER else 31
        assert row.day.year == 2014 or (company.office.today() - row.day).days <= back


def test_letters_banners_and_openings_of_the_box_are_registered(company: Company):
    marks = set()
    for branch in BRANCHES:
        db = company.stations[branch].db
        assert registers.boxes(db, branch).number >= 4
        marks |= {fact.mark for fact in registers.register(db, branch).rows}
    assert marks == {"letter", "banner"}


def test_what_is_printed_for_the_user_opens_what_it_should(company: Company):
    hall, station = company.hall(HERE), company.stations[HERE]
    found = filing.look_again(hall.db, hall.keys, story.receipt(hall))
    assert found.case.state == "replied" and found.arrived
    sealed_for = seal_keys.counting(hall.db, HERE)
    assert sealed_for is not None
    keys = contact_sealing.from_passphrase(PASSPHRASE, bytes.fromhex(sealed_for.made.salt))
    for name, digest in waiting_numbers(company):
        body = contact_store.find(station.db, HERE, digest)
        assert body is not None
        details = contact_sealing.opened(body, keys, digest)
        assert (details.name, details.phone) == (name, story.PHONE)


def waiting_numbers(company: Company) -> list[tuple[str, str]]:
    """Whom new cases of the running hall ask to call, and the digests of their numbers."""
    rows = {row.case_id: row.contact for row in cases(company, HERE) if row.state == "opened"}
    told = [one for one in story.table(HERE) if one.reach and one.case_id in rows]
    assert len(told) == 2
    return [(one.reach, rows[one.case_id]) for one in told]
