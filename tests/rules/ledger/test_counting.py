"""Whether an arriving fact counts, case by case."""

import datetime

import pytest
from msgspec.structs import replace

from kiosk.rules.ledger.counting import HOLDING, Known, content, judge, unreadable
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing, Voided

TODAY = datetime.date(2026, 11, 21)
CARD = CardGiven(
    event_id="a" * 32,
    branch="sb01",
    day=TODAY,
    at=1,
    clock=Standing("b1", 1_000),
    mark="polite",
    clerk="0317",
    giver="customer",
    entry="screen",
)
VOID = Voided(
    event_id=void_id("a" * 32),
    branch="sb01",
    day=TODAY,
    at=2,
    clock=Standing("b1", 20_000),
    subject="a" * 32,
    mark="polite",
    clerk="0317",
    giver="customer",
    entry="screen",
)


def change(fact: facts.Fact, **new: object) -> facts.Fact:
    return type(fact)(**{name: getattr(fact, name) for name in fact.__struct_fields__} | new)


def known(fact: facts.Fact, counted: bool = True, station: str = "s1") -> Known:
    body = facts.encode(fact)
    return Known(station, facts.columns(body), body, counted)


def verdict(fact: facts.Fact, *before: Known, station: str = "s1") -> tuple[bool, str]:
    by_id: dict[str, list[Known]] = {}
    for other in before:
        by_id.setdefault(other.columns.event_id, []).append(other)
    return tuple(judge(known(fact, station=station), by_id))  # type: ignore[return-value]


def test_a_new_fact_counts():
    assert verdict(CARD) == (True, "")


def test_the_same_bytes_again_are_kept_uncounted():
    assert verdict(CARD, known(CARD)) == (False, "")
    assert verdict(CARD, known(CARD), station="s2") == (False, "")


def test_another_body_under_a_known_id_counts_and_is_alarmed():
    other = change(CARD, mark="patient")
    assert verdict(other, known(CARD)) == (True, "conflict")


def test_from_paper_the_columns_make_the_same_fact():
    paper = change(CARD, entry="paper")
    elsewhere = change(paper, at=99, clock=Standing("b9", 5), comment="typed again")
    assert verdict(elsewhere, known(paper), station="s2") == (False, "")
    assert verdict(change(paper, mark="patient"), known(paper)) == (True, "conflict")


@pytest.mark.parametrize(
    ("kind", "entry", "by_columns"),
    [("card", "screen", False), ("card", "paper", True), ("served", "screen", True)],
)
def test_what_several_may_report_is_the_same_by_its_columns(
    kind: str, entry: str, by_columns: bool
):
    columns = facts.columns(facts.encode(CARD))
    columns = replace(columns, kind=kind, entry=entry)
    assert content(columns, b"body") == (columns if by_columns else b"body")


def test_a_void_of_the_same_visit_counts():
    assert verdict(VOID, known(CARD)) == (True, "")


@pytest.mark.parametrize("giver", ["colleague", "superior", "subordinate"])
def test_a_card_between_clerks_is_never_taken_back(giver: str):
    card, void = change(CARD, giver=giver, by="0318"), change(VOID, giver=giver)
    assert verdict(void, known(card)) == (False, "void_refused")


@pytest.mark.parametrize(
    "forged",
    [
        {"clock": Standing("b1", 61_001)},  # a second too late
        {"clock": Standing("b1", 999)},  # before the card
        {"clock": Standing("b2", 20_000)},  # after a reboot
        {"mark": "patient"},
        {"clerk": "0318"},
        {"giver": "colleague"},
        {"day": datetime.date(2026, 11, 20)},
        {"event_id": "b" * 64},
        {"subject": "c" * 32},
    ],
)
def test_a_void_that_the_visit_could_not_have_written_is_refused(forged: dict[str, object]):
    assert verdict(change(VOID, **forged), known(CARD)) == (False, "void_refused")


def test_what_names_no_giver_can_be_taken_back():
    assert verdict(change(VOID, giver=""), known(change(CARD, giver=""))) == (True, "")


def test_of_a_revoked_station_nothing_counts_and_no_void_is_believed():
    held = judge(known(CARD), {}, hold=True)
    assert tuple(held) == (False, "revoked") and held.alarm in HOLDING
    made = {"a" * 32: [known(CARD, counted=False)]}
    assert tuple(judge(known(VOID), made, hold=True)) == (False, "revoked")
    assert {"void_refused", "unreadable"} < set(HOLDING)


def test_a_void_from_another_station_or_of_paper_is_refused():
    assert verdict(VOID, known(CARD), station="s2") == (False, "void_refused")
    paper = change(CARD, entry="paper")
    assert verdict(change(VOID, entry="paper"), known(paper)) == (False, "void_refused")


def test_a_void_counts_where_its_fact_is_held_twice_and_not_where_it_does_not_count():
    assert verdict(VOID, known(CARD), known(CARD, counted=False)) == (True, "")
    assert verdict(VOID, known(CARD, counted=False)) == (False, "void_refused")


def test_a_copy_of_what_is_held_uncounted_is_no_conflict():
    assert verdict(CARD, known(CARD, counted=False)) == (True, "")


def test_a_second_void_with_other_bytes_never_counts():
    second = change(VOID, at=3)
    assert verdict(second, known(CARD), known(VOID)) == (False, "void_refused")


def test_what_is_no_fact_is_kept_uncounted():
    columns = unreadable("sb01", TODAY)
    assert columns == facts.Columns("", "sb01", "", TODAY, entry="")
    assert tuple(judge(Known("s1", columns, b"{", True), {})) == (False, "unreadable")
