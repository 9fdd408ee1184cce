"""Nominations for the award for considerate service: made by those who may, marked by the panel,
chosen by a scheme for a year, locked as an award."""

import datetime
from decimal import Decimal

import pytest

from kiosk.records.feedback import cards
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents, presets
from kiosk.records.recognition import awards, evaluating
from kiosk.records.recognition.registers import nominations
from kiosk.records.recognition.registers.nominations import New
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    FORM,
    HERE,
    LI,
    MANAGER,
    NOON,
    START_2014,
    THERE,
    WANG,
    ZHAO,
    Machine,
    Time,
    by_visit,
    sync_round,
)
from tests.records.cases.cast import central, desk, k

WHY = "顾客情绪激动，她一个人解释了半小时"
YEAR = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def nominate(
    hall: Machine,
    number: int = 1,
    clerk: str = WANG,
    by: str = LI,
    source: str = "seen",
    card: str = "",
) -> str:
    new = New(clerk, source, card, f"{WHY}（{number}）")
    nominations.nominate(hall.db, desk(hall, by), k(number), new)
    return k(number)


def mark(hall: Machine, number: int, of: str, *marks: int, by: str = MANAGER) -> None:
    nominations.mark(hall.db, desk(hall, by), k(number), of, marks)


def mark_at_office(office: Machine, number: int, of: str, *marks: int, name: str = "admin") -> None:
    author = central(office)._replace(by=name)
    nominations.mark(office.db, author, k(number), of, marks)


def test_a_nomination_is_marked_by_the_panel_and_the_last_sheet_counts(
    hall: Machine, office: Machine, time: Time
):
    for _ in range(2):
        first = nominate(hall)
    other = nominate(hall, 2, LI, MANAGER)
    mark(hall, 10, first, 9, 8, 7)
    sync_round(hall, office)
    mark_at_office(office, 11, first, 10, 10, 10)
    time.pass_by(1_000)
    mark_at_office(office, 12, first, 6, 6, 6)
    mark_at_office(office, 13, first, 9, 9, 9, name="li")
    sync_round(hall, office)
    for machine in (hall, office):
        best, unmarked = nominations.listed(machine.db, *YEAR)
        assert (best.fact.event_id, unmarked.fact.event_id) == (first, other)
        assert [one.sum for one in best.sheets] == [24, 18, 27]
        assert best.mean == Decimal(23) and unmarked.mean is None
        assert nominations.points(machine.db, *YEAR) == {WANG: Decimal(23)}
    made = hall.db.rows(Ledger.select().where(Ledger.kind == "nominated"))
    assert len(made) == 2, "the same form twice is one fact"
    assert nominations.listed(office.db, *YEAR, [THERE]) == []


def test_a_card_is_a_customers_for_that_clerk(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "c" * 32, WANG, "patient", "讲得耐心")
    nominate(hall, 1, WANG, WANG, "card", "c" * 32)
    (made,) = nominations.listed(hall.db, *YEAR)
    found = nominations.card(hall.db, HERE, made.fact.card, WANG)
    assert found is not None and found.comment == "讲得耐心"
    for clerk, card in ((LI, "c" * 32), (WANG, "d" * 32), (WANG, "")):
        with pytest.raises(Refusal, match="unknown_card"):
            nominate(hall, 2, clerk, MANAGER, "card", card)


@pytest.mark.parametrize(
    ("clerk", "by", "source", "text", "code"),
    [
        (WANG, LI, "diary", WHY, "not_own_diary"),
        (WANG, MANAGER, "diary", WHY, "not_own_diary"),
        (WANG, WANG, "seen", WHY, "own_nomination"),
        (WANG, LI, "gossip", WHY, "unknown_source"),
        (WANG, LI, "seen", " ", "text_required"),
        (WANG, LI, "seen", "字" * 501, "long_comment"),
        (ZHAO, LI, "seen", WHY, "unknown_clerk"),
    ],
)
def test_what_is_refused_writes_nothing(
    hall: Machine, clerk: str, by: str, source: str, text: str, code: str
):
    with pytest.raises(Refusal, match=code):
        nominations.nominate(hall.db, desk(hall, by), k(1), New(clerk, source, "", text))
    assert nominations.listed(hall.db, *YEAR) == []


def test_only_the_panel_marks_and_no_one_marks_himself_or_herself(hall: Machine):
    of = nominate(hall, 1, MANAGER, LI)
    for number, by, marks, code in (
        (10, LI, (1, 1, 1), "only_panel"),
        (11, MANAGER, (10, 10, 10), "own_nomination"),
        (12, MANAGER, (11, 0, 0), "bad_mark"),
        (13, MANAGER, (-1, 0, 0), "bad_mark"),
        (14, MANAGER, (1, 1), "bad_mark"),
    ):
        with pytest.raises(Refusal, match=code):
            mark(hall, number, of, *marks, by=by)
    with pytest.raises(Refusal, match="unknown_nomination"):
        mark(hall, 15, k(99), 1, 1, 1)


def test_what_an_owner_discloses_of_the_diary_is_what_the_owner_types(hall: Machine):
    nominate(hall, 1, WANG, WANG, "diary")
    (made,) = nominations.listed(hall.db, *YEAR)
    assert (made.fact.mark, made.fact.text, made.fact.card) == ("diary", f"{WHY}（1）", "")


def test_the_years_best_is_chosen_and_locked_as_an_award(
    hall: Machine, office: Machine, time: Time
):
    found = presets.read_of_kind(office.db, "scheme", "considerate", START_2014)
    documents.publish(office.db, found, "anna", NOON)
    one, other, low = nominate(hall), nominate(hall, 2, LI, MANAGER), nominate(hall, 3, MANAGER, LI)
    mark(hall, 10, one, 8, 8, 8)
    mark(hall, 11, other, 8, 8, 8)
    sync_round(hall, office)
    mark_at_office(office, 12, low, 4, 4, 4)
    day = datetime.date(2026, 12, 31)
    scheme = evaluating.find(office.db, "considerate", day)
    results = evaluating.evaluate(office.db, scheme, *YEAR).results
    reasons = {result.unit: result.reason for result in results}
    assert reasons == {WANG: "chosen", LI: "chosen", MANAGER: "not_met", ZHAO: "missing"}
    mark_at_office(office, 13, one, 9, 9, 9)
    found_now = evaluating.evaluate(office.db, scheme, *YEAR)
    assert [result.unit for result in found_now.results if result.chosen] == [WANG]
    time.pass_by(60 * 86_400_000)
    sync_round(hall, office)
    awards.lock(office.db, lambda branch: central(office, branch), FORM, found_now,
                digest(found_now.results))  # fmt: skip
    (award,) = awards.of_clerk(office.db, WANG)
    assert (award.scheme, award.points) == ("considerate", "25.5")
    mark_at_office(office, 14, one, 0, 0, 0)
    outcome = awards.outcome(office.db, "considerate", *YEAR)
    assert {one.unit for one in outcome.differences} == {WANG, LI}, "listed, never counted"
