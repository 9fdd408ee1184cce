"""Each trade's preset can be published as it is, in both languages."""

import itertools

import pytest

from kiosk.records.publishing import documents, offered, presets, releases
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Deed, Group, Reason, Register, Scheme, Topic
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, sync_round


def started(office: Machine, trade: str) -> int:
    day, release = office.today(), office.new_id()
    wanted = presets.read(office.db, trade, day)
    releases.propose(office.db, release, presets.PRESET, wanted, "anna", 1)
    return releases.publish(office.db, release, "anna", 1, two_persons=False, today=day)


@pytest.mark.parametrize("trade", presets.TRADES)
def test_a_preset_is_published_like_any_table(office: Machine, hall: Machine, trade: str):
    assert presets.are_useful(office.db)
    number = started(office, trade)
    assert not presets.are_useful(office.db)
    sync_round(hall, office)
    day = hall.today()
    codes = [*offered.topics(hall.db, day), *offered.reasons(hall.db, day)]
    assert number == len(codes) + len(offered.deeds(hall.db, day)) + 4
    assert offered.deeds(hall.db, day) == facts.DEEDS, "they read as before"
    assert set(codes) >= {"service", "waiting", "other", "waited", "attitude", "unsolved"}
    assert set(offered.groups(hall.db, day)) > {"cashier", "adviser"}
    assert offered.is_urgent(hall.db, offered.topics(hall.db, day)[:1], day), "safety comes first"
    for kind in facts.CASE_KINDS:
        assert 4 <= len(offered.topics(hall.db, day, kind)) <= 13


@pytest.mark.parametrize("trade", presets.TRADES)
def test_every_entry_has_its_words_in_both_languages(office: Machine, trade: str):
    wanted = presets.read(office.db, trade, office.today())
    for item in wanted:
        assert isinstance(item.content, Topic | Reason | Deed | Group)
        assert item.content.name.zh and item.content.name.en.isascii()
        assert len(item.content.name.zh) <= 10, "it fits a chip"
    said = [(item.of_kind, item.content.name.zh) for item in wanted]  # type: ignore[union-attr]
    assert len(said) == len(set(said)) == len({(item.of_kind, item.key) for item in wanted})


def test_a_preset_of_no_trade_is_refused(office: Machine):
    with pytest.raises(Refusal, match="unknown_trade"):
        presets.read(office.db, "../gas", office.today())
    assert documents.versions(office.db, "topic") == []


@pytest.mark.parametrize("name", presets.SCHEMES)
def test_schemes_to_start_with_have_their_names_in_both_languages(office: Machine, name: str):
    wanted = presets.read_of_kind(office.db, "scheme", name, office.today())
    found = [item.content for item in wanted if isinstance(item.content, Scheme)]
    assert len(found) == len(wanted) >= 1
    for one in found:
        assert one.name.zh and one.name.en.isascii() and not one.announced
        if one.public:
            assert one.conditions and one.months, "an award has its conditions and expires"


def test_there_are_three_tiers_each_harder_than_the_one_before(office: Machine):
    wanted = presets.read_of_kind(office.db, "scheme", "tiers", office.today())
    tiers = [item.content for item in wanted if isinstance(item.content, Scheme)]
    assert [one.level for one in tiers] == [1, 2, 3]
    for lower, higher in itertools.pairwise(tiers):
        for easy, hard in zip(lower.conditions, higher.conditions, strict=True):
            assert (easy.figure, easy.way) == (hard.figure, hard.way)
            assert easy.amount < hard.amount


def test_a_preset_of_no_schemes_is_refused(office: Machine):
    with pytest.raises(Refusal, match="unknown_trade"):
        presets.read_of_kind(office.db, "scheme", "../gas/topics", office.today())


def test_the_register_of_notable_deeds_asks_for_consent(office: Machine):
    (wanted,) = presets.read_of_kind(office.db, "register", "deeds", office.today())
    assert isinstance(wanted.content, Register)
    assert wanted.content.consent and wanted.content.readers == "public"
    assert [one.en for one in wanted.content.fields] == ["Deed", "What to learn from it"]
