"""Of a document's scopes the narrower wins."""

import datetime

import pytest

from kiosk.rules.publishing.scopes import Place, Scoped, for_place, narrowed, parted
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
