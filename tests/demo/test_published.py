"""The demo's tables: without a fault, each clerk with a face, one manager a branch."""

import datetime
from collections import Counter
from decimal import Decimal

import msgspec

from kiosk.demo import published
from kiosk.records.publishing import documents
from kiosk.records.recognition import evaluating
from kiosk.records.recognition.own import targets
from kiosk.records.reports import stars
from tests.cast import HERE
from tests.demo.conftest import Company


def test_all_tables_are_published_and_every_clerk_has_a_face(company: Company):
    staff = published.clerks(company.office.db)
    assert len(staff) == 80 and list(staff) == sorted(staff)
    assert len({clerk.portrait for clerk in staff.values()}) == 80
    assert len(documents.by_key(company.office.db, "branch")) == 10
    managers = Counter(clerk.branch for clerk in staff.values() if clerk.manager)
    assert set(managers.values()) == {1} and len(managers) == 10
    assert documents.blob(company.office.db, staff["0101"].portrait) is not None


YEAR = (datetime.date(2014, 1, 1), datetime.date(2014, 12, 31))


def eligible(company: Company, key: str, cards: int | None = None) -> list[str]:
    """Who is eligible for a tier of 2014, with another number of cards if one is named."""
    db = company.office.db
    of = evaluating.find(db, key, YEAR[1])
    if cards is not None:
        first, *others = of.scheme.conditions
        assert first.figure == "cards"
        changed = msgspec.structs.replace(first, amount=Decimal(cards))
        scheme = msgspec.structs.replace(of.scheme, conditions=(changed, *others))
        of = of._replace(scheme=scheme)
    return [one.unit for one in evaluating.evaluate(db, of, *YEAR).results if one.eligible]


def test_ten_of_eighty_are_eligible_for_2014_and_the_number_is_fitted_to_no_one(company: Company):
    """P04: "10人具备了晋级条件". Two cards a month and each kind three times; one or two cards
    fewer change nothing."""
    ten = eligible(company, "tier-1")
    assert len(ten) == 10 and len(published.clerks(company.office.db)) == 80
    assert eligible(company, "tier-1", 22) == eligible(company, "tier-1", 23) == ten
    assert len(eligible(company, "tier-2")) == 2 and len(eligible(company, "tier-3")) == 1


def test_one_hall_has_two_star_windows_and_targets_with_and_without_a_result(company: Company):
    here, today = company.stations[HERE], company.office.today()
    (star,) = stars.of_day(here.db, HERE, today)
    assert star.name == "星级窗口" and len(star.windows) == 2 and not star.clerks
    found = targets.of_branch(here.db, HERE, today)
    assert len(found) == 8 and {len(some) for some in found.values()} == {2}
    said = Counter(aim.standing for some in found.values() for aim in some)
    assert said["no_number"] == 9 and said["reached"] and said["short"]
