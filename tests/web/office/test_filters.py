"""Filters in the URL of a list."""

import datetime

import pytest

from kiosk.vocabulary.refusals import Refusal
from kiosk.web.office import filters
from kiosk.web.office.filters import LISTS, Asked
from tests.cast import HERE, Machine


def asked(office: Machine, name: str, query: str = "") -> Asked:
    with office.app("office").test_request_context(f"/lists/{name}?{query}"):
        return filters.asked(name)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_begins_with_thirty_days(office: Machine, name: str):
    found = asked(office, name).filters
    assert (found.first, found.last) == (datetime.date(2026, 10, 23), office.today())


def test_links_carry_what_was_asked_and_no_more(office: Machine):
    found = asked(office, "feedback", "words= 收据 &branch=皇姑分公司&grade=low&shoe=9")
    assert found.filters.words == "收据" and found.filters.branch == HERE
    assert found.given == {
        "first": "2026-10-23", "last": "2026-11-21", "words": "收据", "branch": HERE,
        "grade": "low",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("branch=分公司", {"branch": "several_branches"}),
        ("branch=月球", {"branch": "unknown_branch"}),
        ("first=2026-02-30", {"first": "bad_day"}),
    ],
)
def test_what_is_wrong_is_named_by_field(office: Machine, query: str, wrong: dict[str, str]):
    assert asked(office, "cases", query).wrong == wrong


@pytest.mark.parametrize("query", ["hour=24", "weekday=7", "hour=１", "grade=6", "show=all"])
def test_codes_that_no_form_offers_are_refused(office: Machine, query: str):
    with pytest.raises(Refusal, match="bad_request"):
        asked(office, "feedback", query)


def test_no_span_is_offered_that_a_list_refuses(office: Machine):
    for name in LISTS:
        bound = name in filters.FROM_LEDGER
        assert (365 in filters.spans(name, asked(office, name))) != bound
        assert 365 in filters.spans(name, asked(office, name, f"branch={HERE}"))


def test_several_branches_are_offered_by_name(office: Machine):
    assert HERE in asked(office, "cases", "branch=分公司").branches
