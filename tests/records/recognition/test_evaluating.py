"""Published schemes: who takes part, by which version, with which results."""

import datetime
from decimal import Decimal

import pytest

from kiosk.records.publishing import documents
from kiosk.records.recognition import evaluating
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.schemes import Disqualifier, Quota
from tests.cast import HERE, LI, MANAGER, NOON, NORTH, THERE, WANG, ZHAO, Machine, sync_round
from tests.records.recognition.cast import FIRST, LAST, give, publish, scheme, tiers


def chosen(machine: Machine, key: str, branch: str = "") -> list[str]:
    of = evaluating.find(machine.db, key, LAST)
    found = evaluating.evaluate(machine.db, of, FIRST, LAST, branch)
    return [one.unit for one in found.results if one.chosen]


def test_a_station_and_its_office_evaluate_alike(hall: Machine, office: Machine):
    tiers(office)
    give(hall, WANG, 5)
    give(hall, LI, 2, more=20)
    sync_round(hall, office)
    for machine in (hall, office):
        assert chosen(machine, "tier-1") == [WANG], "of each kind three are needed"
        assert chosen(machine, "tier-2") == []


def test_tiers_come_first_in_their_order(office: Machine):
    tiers(office)
    publish(office, {"a-star": scheme("星级", level=0)})
    assert [one.key for one in evaluating.every(office.db, LAST)] == [
        "tier-1", "tier-2", "tier-3", "a-star",
    ]  # fmt: skip


def test_a_scheme_is_the_version_in_force_on_the_last_day(office: Machine):
    publish(office, {"tier-1": scheme(at_least=5)})
    later = datetime.date(2026, 1, 1)
    documents.publish(office.db, [Publication("tier-1", scheme(at_least=9), later)], "anna", NOON)
    assert evaluating.find(office.db, "tier-1", LAST).scheme == scheme(at_least=5)
    assert evaluating.find(office.db, "tier-1", later).scheme == scheme(at_least=9)
    ended = Publication("tier-1", Ended(), datetime.date(2026, 6, 1), "scheme")
    documents.publish(office.db, [ended], "anna", NOON)
    with pytest.raises(Refusal, match="no_scheme tier-1"):
        evaluating.find(office.db, "tier-1", datetime.date(2026, 6, 1))


def test_the_roster_of_the_last_day_takes_part(office: Machine):
    publish(office, {"tier-1": scheme(), "advisers": scheme(group="adviser")})
    gone = Publication(LI, Ended(), datetime.date(2025, 12, 1), "clerk")
    moved = Clerk(name="王芳", name_en="Wang Fang", branch=THERE, group="adviser")
    documents.publish(
        office.db, [gone, Publication(WANG, moved, datetime.date(2025, 7, 1))], "anna", NOON
    )
    of = evaluating.find(office.db, "tier-1", LAST)
    assert evaluating.units(office.db, of, LAST) == {MANAGER: HERE, WANG: THERE, ZHAO: THERE}
    of = evaluating.find(office.db, "advisers", LAST)
    assert evaluating.units(office.db, of, LAST) == {WANG: THERE}


def test_the_narrower_scheme_takes_the_place_of_the_wider(office: Machine):
    publish(office, {"tier-1": scheme(), f"tier-1@region.{NORTH}": scheme(at_least=1),
                     "halls": scheme(unit="branch")})  # fmt: skip
    places = {}
    for key in ("tier-1", f"tier-1@region.{NORTH}", "halls"):
        of = evaluating.find(office.db, key, LAST)
        places[key] = set(evaluating.units(office.db, of, LAST).values())
    assert places == {"tier-1": {THERE}, f"tier-1@region.{NORTH}": {HERE}, "halls": {HERE, THERE}}


@pytest.mark.parametrize("ranked", [False, True])
def test_one_hall_has_the_results_that_it_has_among_all(
    hall: Machine, office: Machine, ranked: bool
):
    more = {"quota": Quota(Decimal(1), way="number")} if ranked else {}
    publish(office, {"tier-1": scheme(**more)})
    give(hall, WANG, 5)
    give(hall, LI, 2)
    sync_round(hall, office)
    of = evaluating.find(office.db, "tier-1", LAST)
    everyone = evaluating.evaluate(office.db, of, FIRST, LAST).results
    one_hall = evaluating.evaluate(office.db, of, FIRST, LAST, HERE).results
    assert [one for one in everyone if one.unit != ZHAO] == one_hall
    assert chosen(office, "tier-1", HERE) == ([WANG] if ranked else [WANG, LI])
    assert chosen(office, "tier-1", THERE) == []


def test_a_disqualifier_looks_at_all_halls(office: Machine):
    share = Disqualifier(Decimal(30), figure="complaints", way="top_share")
    publish(office, {"tier-1": scheme(at_least=0, disqualifiers=(share,))})
    assert chosen(office, "tier-1", THERE) == [ZHAO]
