"""The whole company of the demo: ten stations with their history, and the office that has it."""

import datetime
from collections import Counter

import pytest

from kiosk.demo import cards, halls
from kiosk.demo.month import DAYS
from kiosk.records.cases import contact_use, lists, seal_keys
from kiosk.records.feedback import cards as given
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import alarms, ledger, tallies
from kiosk.records.stations import last_calls
from kiosk.records.upkeep import checks
from kiosk.vocabulary.facts import GRADES, LOW_GRADES, OUTCOMES, REASONS
from tests.cast import HERE, NOON
from tests.demo.conftest import BRANCHES, Company, head_office

HOUR = 3_600_000


def of_feedback(company: Company) -> list[FeedbackNow]:
    return company.office.db.rows(FeedbackNow.select())


def test_ten_halls_each_have_a_key_and_a_ledger_that_reached_the_office(company: Company):
    office = company.office.db
    assert tuple(company.stations) == BRANCHES
    assert len({one.keys.fingerprint for one in company.stations.values()}) == 10
    for branch, station in company.stations.items():
        for chain in ledger.chains(station.db, branch):
            of = ledger.chain_of(chain)
            assert bytes(ledger.chain(office, of).head) == bytes(chain.head), branch
    called = last_calls.listed(office).rows
    assert len(called) == 10 and all(call and NOON - call.at < HOUR for _, call, _ in called)


def test_everything_that_was_stored_is_as_it_was_written(company: Company):
    assert checks.check(company.office.db, company.office.keys, at_office=True) is None
    for station in company.stations.values():
        assert checks.check(station.db, station.keys, at_office=False) is None


def test_the_only_alarms_are_those_of_new_passphrases(company: Company):
    office = company.office.db
    assert alarms.by_code(office) == {"seal_key": 1}
    assert alarms.of_group(office, halls.UNCONFIRMED, "seal_key").number == 1
    assert alarms.of_group(office, HERE, "seal_key", settled=True).number == 1
    for branch, station in company.stations.items():
        expected = {"seal_key": 1} if branch in (HERE, halls.UNCONFIRMED) else {}
        assert alarms.by_code(station.db) == expected
    confirmed = {
        branch: [key.confirmed for key in keys]
        for branch in BRANCHES
        if (keys := seal_keys.keys(office, branch))
    }
    assert confirmed == {HERE: [True], halls.UNCONFIRMED: [False]}


def test_the_cards_of_2014_are_those_that_were_published(company: Company):
    first, last = datetime.date(2014, 1, 1), datetime.date(2014, 12, 31)
    counted = given.count(company.office.db, ["kind"], first=first, last=last)
    assert {kind: n for (kind,), n in counted.items()} == cards.CARDS_2014


def test_the_month_has_as_many_facts_as_ten_living_halls(company: Company):
    since = company.office.today() - datetime.timedelta(DAYS)
    counted = tallies.sums(company.office.db, ["branch", "kind"], first=since)
    for branch in BRANCHES:
        assert counted[branch, "rating"] >= 120 and counted[branch, "card"] >= 60
        assert counted[branch, "help"] >= 4 and counted[branch, "case"] >= 3
        assert counted[branch, "box_opened"] >= 4 and counted[branch, "praise_entered"] >= 1
    sums = Counter[str]()
    for (_, kind), n in counted.items():
        sums[kind] += n
    assert sums["rating"] > 3_000 and sums["help"] > 200 and sums["voided"] > 30
    paper = tallies.sums(company.office.db, ["branch"], first=since, kinds=["card"], entry="paper")
    assert len(paper) == 10


def test_most_customers_are_satisfied_but_less_where_a_new_system_came(company: Company):
    today, week = company.office.today(), datetime.timedelta(7)

    def satisfied(first: datetime.date, last: datetime.date, branch: str) -> float:
        counted = tallies.sums(
            company.office.db, ["mark"], kinds=["rating"], branch=branch, first=first, last=last
        )
        low = sum(n for (mark,), n in counted.items() if mark in LOW_GRADES)
        return 1 - low / sum(counted.values())

    for branch in BRANCHES:
        assert 0.84 < satisfied(today - 4 * week, today - week, branch) < 0.99
    assert satisfied(today - week + datetime.timedelta(1), today, "sb05") < 0.82


def test_ratings_of_all_grades_have_words_reasons_and_what_was_done(company: Company):
    rows = of_feedback(company)
    assert {one.mark for one in rows if one.kind == "rating"} == set(GRADES)
    reasons = {code for one in rows for code in one.reasons.split(",") if code}
    assert reasons == set(REASONS)
    low = [one for one in rows if one.low]
    assert sum(one.words != "" for one in low) > len(low) / 3
    assert sum(one.words != "" and not one.low for one in rows) > 300
    assert len({one.words for one in rows}) > 100
    assert {one.handled for one in rows} == {"", *OUTCOMES}
    waiting = [one for one in rows if one.waits]
    assert 100 < len(waiting) < len(rows) / 4
    assert {one.entry for one in rows} == {"screen", "paper"}
    assert any(one.withdrawn and one.low for one in rows)


def test_every_list_of_cases_at_the_office_has_a_row(company: Company):
    office, today = company.office.db, company.office.today()
    for which in (
        {"late": today}, {"erasing": True}, {"objected": True}, {"waits_for": "office"},
        {"extended": True},
    ):  # fmt: skip
        assert lists.listed(office, **which).number >= 1, which  # type: ignore[arg-type]
    assert lists.by_branch(office, late=today).number >= 3
    since = today - datetime.timedelta(90)
    answered = lists.answering(office, "branch", since, today, today).groups.values()
    assert len(answered) == 10 and sum(one.on_time for one in answered) > 0
    assert any(one.on_time < one.answered for one in answered)
    assert contact_use.unsealed(office, company.office.keys) == {}


@pytest.mark.parametrize("branch", [HERE, "sb05"])
def test_making_a_hall_again_adds_nothing(company: Company, branch: str):
    """So it is when a first start was interrupted."""
    before = lengths(company, branch)
    halls.fill(head_office(company.office), company.hall(branch))
    assert lengths(company, branch) == before


def lengths(company: Company, branch: str) -> list[int]:
    """How long the branch's chains are, in its station and at the office."""
    both = (company.stations[branch].db, company.office.db)
    return [one.seq for db in both for one in ledger.chains(db, branch)]
