"""Of a document's scopes the narrower wins."""

import datetime

import pytest

from kiosk.rules.publishing.scopes import (
    Place,
    Scoped,
    below,
    concerns,
    for_place,
    grouped,
    narrowed,
    parted,
    step,
    tree,
    upward,
)
from kiosk.vocabulary.documents import Clerk, Notice, Publication, Said, Service, Window

DAY = datetime.date(2026, 12, 1)
HERE = Place("b01", "北")


@pytest.mark.parametrize(
    ("parts", "full"),
    [
        (Scoped("gas"), "gas"),
        (Scoped("gas", region="北"), "gas@region.北"),
        (Scoped("gas", branch="b.01"), "gas@branch.b.01"),
    ],
)
def test_a_key_and_its_scope_are_one_key(parts: Scoped, full: str):
    assert parts.full == full
    assert parted(full) == parts


def test_only_what_is_for_a_place_concerns_it():
    keys = ["gas", "gas@region.北", "gas@region.南", "gas@branch.b01", "gas@branch.b02", "post"]
    assert for_place(keys, HERE) == {
        "gas": ["gas@branch.b01", "gas@region.北", "gas"], "post": ["post"]
    }  # fmt: skip
    assert for_place(keys, Place("b09")) == {"gas": ["gas"], "post": ["post"]}


def test_what_is_for_a_region_is_for_those_in_it_and_the_narrower_wins():
    keys = ["gas", "gas@region.苏", "gas@region.苏/宁", "gas@region.苏/宁/鼓", "gas@region.苏/锡",
            "gas@branch.b01"]  # fmt: skip
    there = Place("b01", "苏/宁")
    assert for_place(keys, there) == {
        "gas": ["gas@branch.b01", "gas@region.苏/宁", "gas@region.苏", "gas"]
    }
    said = Said("停气")
    for region, holds in (
        ("苏", True),
        ("苏/宁", True),
        ("苏/宁/鼓", False),
        ("苏/锡", False),
        ("", True),
    ):
        assert concerns(Notice(title=said, text=said, region=region), there) == holds
    assert not concerns(Notice(title=said, text=said, region="苏"), Place("b02", "苏州"))


HALLS = {"": ["b0"], "苏": ["b1"], "苏/宁": ["b2"], "苏/宁/鼓": ["b4", "b3"], "苏州": ["b5"]}


def test_regions_are_a_tree():
    assert upward("苏/宁/鼓") == ("苏/宁/鼓", "苏/宁", "苏") and upward("") == ()
    assert tree(["苏/宁/鼓", "", "苏州"]) == ["苏", "苏/宁", "苏/宁/鼓", "苏州"]


@pytest.mark.parametrize(
    ("region", "halls"),
    [("苏", ["b1", "b2", "b3", "b4"]), ("苏/宁", ["b2", "b3", "b4"]), ("苏/宁/鼓", ["b3", "b4"]),
     ("", ["b0"]), ("浙", [])],
)  # fmt: skip
def test_a_region_has_the_halls_of_those_in_it(region: str, halls: list[str]):
    assert below(HALLS, region) == halls


@pytest.mark.parametrize(
    ("region", "under", "to"),
    [("苏/宁/鼓", "", "苏"), ("苏/宁/鼓", "苏", "苏/宁"), ("苏/宁/鼓", "苏/宁", "苏/宁/鼓"),
     ("苏", "苏", "苏"), ("", "", "")],
)  # fmt: skip
def test_a_region_is_one_step_below_another(region: str, under: str, to: str):
    assert step(region, under) == to


@pytest.mark.parametrize(
    ("under", "groups"),
    [("", {"": ["b0"], "苏": ["b1", "b2", "b3", "b4"], "苏州": ["b5"]}),
     ("苏", {"苏": ["b1"], "苏/宁": ["b2", "b3", "b4"]}), ("苏州", {"苏州": ["b5"]}), ("浙", {})],
)  # fmt: skip
def test_halls_are_grouped_one_step_below_a_region_each_once(
    under: str, groups: dict[str, list[str]]
):
    assert grouped(HALLS, under) == groups


def test_what_a_hall_published_for_itself_stays_its_own():
    said = Said("洗车")
    mine = [
        (Publication("wash", Service(name=said), DAY), "wash@branch.b09"),
        (Publication("wash@branch.old", Service(name=said), DAY), "wash@branch.b09"),
        (Publication("old/1", Window(branch="old", number="1", name=said), DAY), "b09/1"),
        (Publication("0317", Clerk(name="王", name_en="", branch="old"), DAY), "0317"),
        (Publication("hello", Notice(title=said, text=said), DAY), "hello"),
    ]
    for item, key in mine:
        found = narrowed(item, "b09")
        assert found.key == key
        assert getattr(found.content, "branch", "b09") == "b09"
